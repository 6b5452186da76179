"""Country and network of an IP address, from data that ships with the product (app/data/README.md)."""

import ipaddress
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

DATA = Path(__file__).parent / "data" / "dbip-country-lite.mmdb"
AS_OF = "2026-06-01"
SOURCE = "DB-IP Lite country"
SOURCE_URL = "https://db-ip.com/"


@cache
def _database() -> Any:
    import maxminddb

    return maxminddb.open_database(str(DATA))


def place(ip: str) -> tuple[str | None, str | None]:
    """(ISO country or null, network prefix or null) of one address: /24 for IPv4, /64 for IPv6.

    Addresses that belong to no country (private, reserved, documentation) and text that is no address give null.
    """
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return None, None
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    bits = 24 if address.version == 4 else 64
    prefix = str(ipaddress.ip_network((address, bits), strict=False))
    if not address.is_global:
        return None, prefix
    record = _database().get(str(address))
    country = record.get("country_code") if isinstance(record, dict) else None
    return (country or None), prefix


def locate(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with ``country`` and ``prefix`` filled from its ``ip`` column, each address looked up once."""
    ips = frame["ip"].drop_nulls().unique()
    found = [place(ip) for ip in ips]
    known = pl.DataFrame(
        {"ip": ips, "country": [c for c, _ in found], "prefix": [p for _, p in found]},
        schema={"ip": pl.String, "country": pl.String, "prefix": pl.String},
    )
    wanted = [name for name in ("country", "prefix") if name in frame.columns]
    return frame.drop(wanted).join(known.select("ip", *wanted), on="ip", how="left").select(frame.columns)
