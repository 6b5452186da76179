"""Country and network of an IP address, from data that ships with the product (sources: app/data/README.md)."""

import csv
import ipaddress
from collections.abc import Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from typing import Any, NamedTuple
from zipfile import ZipFile

import polars as pl

FOLDER = Path(__file__).parents[1] / "data"
DATA = FOLDER / "dbip-country-lite.mmdb"
AS_OF = "2026-06-01"
SOURCE = "DB-IP Lite country"
NETWORKS = FOLDER / "networks-lite.zip"
NETWORKS_AS_OF = "2026-06-17"
NETWORKS_SOURCE = "RouteViews, NRO and DB-IP Lite"
KINDS = FOLDER / "network-kinds.csv"
RELAY = "relay"
NAMED_IN = ("en", "ja", "de", "fr", "es", "it", "pt")  # languages of the countries that files name

# Tunnels are announced by one network for everybody, so it says nothing about the person.
_TUNNELS = (bytes.fromhex("20010000"), bytes.fromhex("2002"))
_MAPPED = bytes(10) + b"\xff\xff"
_COLUMNS = {
    "country": pl.String,
    "prefix": pl.String,
    "asn": pl.Int64,
    "network_name": pl.String,
    "network_kind": pl.String,
}


class IpLocation(NamedTuple):
    """ISO country of an address, number and name of its network (autonomous system), and the kind of the network:
    ``carrier``, ``hosting``, ``relay`` (its country is not the person's, so the country is null) or ``unknown``.

    All are null for an address that is not public (private, reserved, documentation).
    """

    country: str | None
    asn: int | None
    as_name: str | None
    kind: str | None


def locate_address(ip: str) -> IpLocation:
    """Country and network of one address; all null for text that is no address."""
    row = _looked_up([ip]).row(0, named=True)
    return IpLocation(row["country"], row["asn"], row["network_name"], row["network_kind"])


def prefix(ip: str) -> str | None:
    """The network prefix of an address: /24 for IPv4, /64 for IPv6; null for text that is no address."""
    packed = _packed(ip)
    return None if packed is None else _prefix(packed)


def with_locations(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its columns ``country``, ``prefix``, ``asn``, ``network_name`` and ``network_kind`` (those that it
    has) filled from its ``ip``; each address is looked up once. A country that the file itself names wins: the service
    knew the address at that time."""
    ips = frame["ip"].drop_nulls().unique()
    if not ips.len():
        return frame
    wanted = [name for name in _COLUMNS if name in frame.columns]
    known = _looked_up(ips.to_list()).select("ip", *wanted)
    located = frame.drop(wanted).join(known, on="ip", how="left", maintain_order="left").select(frame.columns)
    if {"country", "country_stated"} <= set(located.columns) and located["country_stated"].count():
        stated = _codes(located["country_stated"])
        located = located.with_columns(
            country=pl.when(pl.col("country").is_not_null()).then(pl.coalesce(stated, "country"))
        )
    return located


def _codes(words: pl.Series) -> pl.Series:
    """The ISO codes of countries stated by code or by name in one of ``NAMED_IN``; null for any other word."""
    folded = words.str.strip_chars().str.to_lowercase()
    return folded.replace_strict(_names_of_countries(), default=None, return_dtype=pl.String)


@cache
def _names_of_countries() -> dict[str, str]:
    from babel import Locale

    named = [(code, name) for lang in NAMED_IN for code, name in Locale(lang).territories.items() if len(code) == 2]
    return {**{name.lower(): code for code, name in named}, **{code.lower(): code for code, _ in named}}


def _looked_up(ips: Sequence[str]) -> pl.DataFrame:
    """``ip`` and the columns of ``_COLUMNS``, one row per address, in the order given."""
    packed = [_packed(ip) for ip in ips]
    numbers = _numbers(packed)
    countries = _countries()
    country: list[str | None] = []
    for index, (ip, number) in enumerate(zip(packed, numbers, strict=True)):
        if ip is None or ((number == 0 or ip.startswith(_TUNNELS)) and not ipaddress.ip_address(ip).is_global):
            numbers[index] = 0
            country.append(None)
        else:
            record = countries.get(inet_ntop(AF_INET if len(ip) == 4 else AF_INET6, ip))
            country.append((record or {}).get("country_code") or None)
    located = pl.DataFrame(
        {"ip": ips, "country": country, "prefix": [ip and _prefix(ip) for ip in packed], "asn": numbers},
        schema={"ip": pl.String, "country": pl.String, "prefix": pl.String, "asn": pl.Int64},
    )
    return _named(located)


def _named(located: pl.DataFrame) -> pl.DataFrame:
    """The rows with the names and kinds of the networks, and without the country where the network is a relay."""
    names = located.select(pl.col("asn").unique()).join(_names(), on="asn", how="left")
    return (
        located.join(names.join(_kinds(), on="asn", how="left"), on="asn", how="left", maintain_order="left")
        .with_columns(
            country=pl.when(pl.col("network_kind").eq_missing(RELAY).not_()).then("country"),
            asn=pl.when(pl.col("asn") > 0).then("asn"),
            network_kind=pl.when(pl.col("asn") > 0).then(pl.col("network_kind").fill_null("unknown")),
        )
        .select("ip", *_COLUMNS)
    )


def _packed(ip: str) -> bytes | None:
    """The bytes of an address; an IPv4 address written as IPv6 becomes IPv4."""
    try:
        packed = inet_pton(AF_INET6 if ":" in ip else AF_INET, ip)
    except (OSError, ValueError):  # no address, or text that no address can be
        return None
    return packed[12:] if packed.startswith(_MAPPED) and len(packed) == 16 else packed


def _prefix(packed: bytes) -> str:
    if len(packed) == 4:
        return f"{packed[0]}.{packed[1]}.{packed[2]}.0/24"
    return inet_ntop(AF_INET6, packed[:8] + bytes(8)) + "/64"


def _numbers(packed: Sequence[bytes | None]) -> list[int]:
    """The number of each address's network; 0 where there is none."""
    numbers = [0] * len(packed)
    for version, length, keep, kind in (("v4", 4, 4, pl.UInt32), ("v6", 16, 8, pl.UInt64)):
        places = [number for number, ip in enumerate(packed) if ip is not None and len(ip) == length]
        if places:
            keys = [int.from_bytes((packed[number] or b"")[:keep], "big") for number in places]
            starts, networks = _ranges(version)
            ranges = starts.search_sorted(pl.Series(keys, dtype=kind), side="right") - 1
            for number, asn in zip(places, networks.gather(ranges), strict=True):
                numbers[number] = asn
    return numbers


@cache
def _countries() -> Any:
    import maxminddb

    return maxminddb.open_database(str(DATA))


def _part(name: str) -> pl.DataFrame:
    with ZipFile(NETWORKS) as parts:
        return pl.read_ipc(BytesIO(parts.read(f"{name}.arrow")))


@cache
def _ranges(version: str) -> tuple[pl.Series, pl.Series]:
    """First addresses of all ranges, rising, and the network of each (see ``app/data/build_networks.py``)."""
    part = _part(version)
    return part["step"].cum_sum(), part["asn"]


@cache
def _names() -> pl.DataFrame:
    return _part("names").select(pl.col("asn").cast(pl.Int64), network_name="name")


@cache
def _kinds() -> pl.DataFrame:
    with KINDS.open(encoding="utf-8", newline="") as text:
        kinds = {int(row["asn"]): row["kind"] for row in csv.DictReader(text)}
    return pl.DataFrame(list(kinds.items()), schema={"asn": pl.Int64, "network_kind": pl.String}, orient="row")
