"""Countries and networks of addresses, from the data that ships with the product."""

import csv
from pathlib import Path

import polars as pl
import pytest

from analyzers.events.schemas import conform
from app.data.build_networks import build
from app.geo import ip_location
from app.geo.ip_location import IpLocation, locate_address, prefix, with_locations


@pytest.mark.parametrize(
    ("ip", "wanted"),
    [
        ("126.0.0.1", IpLocation("JP", 17676, "SoftBank Corp.", "carrier")),
        ("::ffff:126.0.0.1", IpLocation("JP", 17676, "SoftBank Corp.", "carrier")),
        ("2400:4050:1:2::3", IpLocation("JP", 4713, "NTT Communications Corporation", "carrier")),
        ("2001:200::1", IpLocation("JP", 2500, "WIDE Project", "unknown")),
        ("5.9.0.1", IpLocation("DE", 24940, "Hetzner Online GmbH", "hosting")),
        ("104.28.14.3", IpLocation(None, 13335, "Cloudflare, Inc.", "relay")),
        ("10.0.0.1", IpLocation(None, None, None, None)),
        ("203.0.113.4", IpLocation(None, None, None, None)),
        ("2001:0:1::1", IpLocation(None, None, None, None)),
        ("fe80::1", IpLocation(None, None, None, None)),
        ("126.0.0", IpLocation(None, None, None, None)),
        ("126.0.0.1\x00", IpLocation(None, None, None, None)),
        ("", IpLocation(None, None, None, None)),
    ],
)
def test_locate_address(ip: str, wanted: IpLocation) -> None:
    """Country, network and kind of one address; a relay has no country, and a private address has nothing."""
    assert locate_address(ip) == wanted


@pytest.mark.parametrize(
    ("ip", "wanted"),
    [
        ("126.0.1.7", "126.0.1.0/24"),
        ("2400:4050:1:2:3::4", "2400:4050:1:2::/64"),
        ("10.1.2.3", "10.1.2.0/24"),
        ("x", None),
    ],
)
def test_prefix(ip: str, wanted: str | None) -> None:
    """The prefix is the /24 or the /64."""
    assert prefix(ip) == wanted


@pytest.mark.parametrize("table", ["logins", "changes"])
def test_rows_are_located_in_their_order(table: str) -> None:
    """Every row gets the place of its own address; rows without one stay as they are."""
    ips = ["5.9.0.1", None, "126.0.0.1", "5.9.0.1", "10.0.0.1"]
    found = with_locations(conform(table, pl.DataFrame({"ip": ips}, schema={"ip": pl.String})))
    assert found["ip"].to_list() == ips
    assert found["asn"].to_list() == [24940, None, 17676, 24940, None]
    assert found["network_kind"].to_list() == ["hosting", None, "carrier", "hosting", None]
    assert found["country"].to_list() == ["DE", None, "JP", "DE", None]


def test_every_listed_network_is_in_the_data() -> None:
    """The list of kinds names only networks that exist, each with a word of its name, and none twice."""
    names = dict(ip_location._names().iter_rows())
    with ip_location.KINDS.open(encoding="utf-8", newline="") as text:
        rows = list(csv.DictReader(text))
    assert len(rows) > 300
    assert len({row["asn"] for row in rows}) == len(rows)
    for row in rows:
        assert row["kind"] in ("carrier", "hosting", "relay")
        assert row["word"]
        assert row["word"].lower() in names[int(row["asn"])].lower(), row


def test_network_data_is_compiled_as_it_is(tmp_path: Path) -> None:
    """Touching ranges of one network become one, what lies between has no network, and the same files give the same
    bytes."""
    (tmp_path / "asn-ipv4-num.csv").write_text(
        '16777216,16777471,7,"A, B"\n16777472,16777727,7,A\n16777984,16778239,9,C\n'
    )
    low = 0x20010200 << 96
    (tmp_path / "asn-ipv6-num.csv").write_text(f"{low},{low + (1 << 64) - 1},9,C\n")
    build(tmp_path, tmp_path / "one.zip")
    build(tmp_path, tmp_path / "two.zip")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(tmp_path / "one.zip") as parts:
        read = {name: pl.read_ipc(BytesIO(parts.read(f"{name}.arrow"))) for name in ("v4", "v6", "names")}
    starts = list(zip(read["v4"]["step"].cum_sum(), read["v4"]["asn"], strict=True))
    assert starts == [(0, 0), (16777216, 7), (16777728, 0), (16777984, 9), (16778240, 0)]
    assert read["v6"]["step"].cum_sum().to_list() == [0, 0x2001020000000000, 0x2001020000000001]
    assert read["names"].rows() == [(7, "A, B"), (9, "C")]
