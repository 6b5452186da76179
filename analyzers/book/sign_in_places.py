"""The place of a sign-in (where from and with what device) as the group of its question, and as words.

A place is stored as text that is the same in every language: the fields of ``Place``, separated by ``BETWEEN``. Two
different places always have different words.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

import polars as pl

from analyzers import N_
from analyzers.book.region_labels import REGION_LABELS
from analyzers.events.agents import agents
from analyzers.events.marks import Sentence, Value
from analyzers.events.regions import PREFECTURES, STATES

BETWEEN = "\x1f"
LONGEST = 120  # characters of a user agent that names no system
CARRIERS_FILE = Path(__file__).parents[1] / "events" / "carriers.csv"
# Words for the two countries whose regions are known, where a file has no code.
COUNTRY_WORDS = {
    "JAPAN": "JP",
    "日本": "JP",
    "UNITED STATES": "US",
    "UNITED STATES OF AMERICA": "US",
    "USA": "US",
    "アメリカ": "US",
    "アメリカ合衆国": "US",
}
PAIR_SENTENCE = N_("{first} · {second}")
FAILED_LABEL = N_("failed sign-in")
DEVICE_LABELS = {
    "iOS": N_("iPhone or iPad"),
    "Android": N_("Android device"),
    "Windows": N_("Windows PC"),
    "ChromeOS": N_("Chromebook"),
    "macOS": N_("Mac"),
    "TV": N_("TV or game console"),
    "Linux": N_("Linux PC"),
}
# Carriers of ``carriers.csv`` that have another name in another language.
CARRIER_LABELS = (
    N_("SoftBank"),
    N_("OCN (NTT)"),
    N_("docomo"),
    N_("au (KDDI)"),
    N_("Rakuten Mobile"),
    N_("IIJmio (IIJ)"),
    N_("So-net or NURO"),
    N_("eo Hikari or mineo (OPTAGE)"),
    N_("UCOM Hikari (ARTERIA)"),
    N_("Commufa Hikari (ctc)"),
    N_("Pikara Hikari (STNet)"),
    N_("MEGA EGG (Enecom)"),
    N_("FreeBit"),
    N_("iTSCOM"),
    N_("transix (FLET’S)"),
    N_("v6 Plus (JPIX)"),
    N_("NTT East"),
)
_FOLDED = {label.casefold(): code for code, label in REGION_LABELS.items() if code.startswith("JP")}
_WRITTEN = {name: f"JP-{number:02}" for number, name in enumerate(PREFECTURES, 1)}


class Place(NamedTuple):
    """``country`` is empty where the region is enough for this person; ``region`` is an ISO 3166-2 code, else the city
    as in the file; ``carrier`` a network by its common name; ``device`` a system or a user agent. ``failed`` and
    ``abroad`` are empty for no; the country that most sign-ins came from is not abroad."""

    country: str
    region: str
    carrier: str
    device: str
    failed: str
    abroad: str


def place_of(text: str) -> Place:
    """The place from its stored text, see above."""
    parts = text.split(BETWEEN)
    return Place(*parts) if len(parts) == len(Place._fields) else Place("", text, "", "", "", "")


def words(text: str) -> Value:
    """A place of sign-ins as a sentence for people; empty where nothing is known about it."""
    parts = list(_parts(place_of(text)))
    phrase: Value = parts[0] if parts else ""
    for part in parts[1:]:
        phrase = Sentence(PAIR_SENTENCE, {"first": phrase, "second": part})
    return phrase


def readable_name(table: str, text: str) -> Value:
    """The name of an event as people read it: only the places of sign-ins are stored in another form."""
    return words(text) if table == "logins" else text


def _parts(place: Place) -> Iterator[Value]:
    if place.country:
        yield Sentence("{country}", {"country": place.country})
    if place.region:
        yield _labelled(REGION_LABELS.get(place.region, ""), place.region)
    if place.carrier:
        yield _labelled(place.carrier if place.carrier in CARRIER_LABELS else "", place.carrier)
    if place.device:
        yield _labelled(DEVICE_LABELS.get(place.device, ""), place.device)
    if place.failed:
        yield Sentence(FAILED_LABEL)


def _labelled(label: str, text: str) -> Value:
    return Sentence(label) if label else text


def placed(rows: pl.DataFrame) -> pl.DataFrame:
    """The sign-ins with the text of their place as ``place``, and with ``group``, which further files do not change."""
    devices = agents(rows["agent"]).select("agent", "system")
    rows = rows.join(devices, on="agent", how="left", maintain_order="left")
    country = pl.coalesce("country", pl.col("country_stated").str.strip_chars().str.to_uppercase(), pl.lit(""))
    rows = rows.with_columns(
        _country=country.replace(COUNTRY_WORDS),
        _failed=pl.when(pl.col("success").fill_null(True)).then(pl.lit("")).otherwise(pl.lit("failed")),
        _device=_plain(pl.coalesce("system", pl.col("agent").str.slice(0, LONGEST), pl.lit(""))),
    )
    rows = _with_regions(_with_carriers(rows))
    home = rows["_country"].filter(rows["_country"] != "").value_counts().sort("count", "_country", descending=True)
    at_home = pl.col("_country").is_in(["", *home["_country"][:1]])
    parts = ("_region", "_carrier", "_device", "_failed")
    named = pl.when(at_home & (pl.col("_region") != "")).then(pl.lit("")).otherwise("_country")
    abroad = pl.when(at_home).then(pl.lit("")).otherwise(pl.lit("abroad"))
    return rows.with_columns(
        group=pl.concat_str("_country", *parts, separator="|"),
        place=pl.concat_str(named, *parts, abroad, separator=BETWEEN),
    )


def _with_carriers(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with the carrier. An address without a known network is only used where nothing else identifies the
    place."""
    names = {name: _carrier(name) for name in rows["network_name"].unique().drop_nulls()}
    network = pl.col("network_name").replace(names)
    address = pl.when(pl.col("_country") == "").then(pl.coalesce("prefix", "ip"))
    return rows.with_columns(_carrier=_plain(pl.coalesce(network, address, pl.lit(""))))


def _with_regions(rows: pl.DataFrame) -> pl.DataFrame:
    keys = ("_country", "region", "city")
    kinds = rows.select(keys).unique()
    texts = [_region(*kind) for kind in kinds.iter_rows()]
    regions = kinds.with_columns(_plain(pl.Series("_region", texts, dtype=pl.String)))
    return rows.join(regions, on=keys, how="left", nulls_equal=True, maintain_order="left")


def _plain(text: pl.Expr | pl.Series) -> pl.Expr:
    """Text of a file without the character that separates the fields of a place."""
    column = pl.lit(text) if isinstance(text, pl.Series) else text
    return column.str.replace_all(BETWEEN, " ", literal=True).str.strip_chars()


def _region(country: str, region: str | None, city: str | None) -> str:
    """The code of a prefecture or state. For Japan and the USA, and where no country is known, the city is used where
    no code is given; for other countries the country is enough."""
    if country not in ("JP", "US", ""):
        return ""
    for text in filter(None, (region, city)):
        if code := _code(country, text.strip()):
            return code
    return (city or "").strip()


def _code(country: str, text: str) -> str:
    if country == "US":
        code = text.upper().removeprefix("US-")
        names = {label.casefold(): code for code, label in REGION_LABELS.items() if code.startswith("US")}
        return f"US-{code}" if code in STATES else names.get(text.casefold(), "")
    number = text.upper().removeprefix("JP-")
    if country == "JP" and number.isascii() and number.isdecimal() and 1 <= int(number) <= len(PREFECTURES):
        return f"JP-{int(number):02}"
    if written := next((code for name, code in _WRITTEN.items() if name in text), ""):
        return written
    words = (part.strip().casefold().removesuffix("-to").removesuffix(" prefecture") for part in text.split(","))
    return next((_FOLDED[word] for word in words if word in _FOLDED), "")


def _carrier(network: str) -> str:
    """The common name of a network, else its own name."""
    return next((known for start, known in carriers().items() if network.startswith(start)), network)


@cache
def carriers() -> Mapping[str, str]:
    """The names by which people know carriers, by the beginning of their network's name (app/data/README.md)."""
    with CARRIERS_FILE.open(encoding="utf-8", newline="") as text:
        return {row["network"]: row["carrier"] for row in csv.DictReader(text)}
