"""Files and pages of sign-ins: exact, quick, and not fooled by what looks like them."""

import time

import polars as pl
import pytest

from app.importers import claims
from app.importers.instagram import password_changes
from app.importers.microsoft._entries import entries as microsoft_entries
from app.importers.shared.cells.money import named_currencies
from app.importers.shared.cells.network import addresses
from app.importers.shared.pages.pasted_sign_ins import entries
from app.importers.shared.times.dates import epochs, instants, zone_problem
from app.importers.shared.times.slashed_dates import day_first, rewritten
from app.reader.table import Block, Head


def test_addresses_are_addresses_or_nothing() -> None:
    """Both kinds of internet address stay as they are; what only looks like one is null."""
    texts = ["203.0.113.5", "2001:db8::1", "::ffff:203.0.113.5", "203.0.113.256", "1.2.3", "12:30:45", "N/A", "", None]
    kept = ["203.0.113.5", "2001:db8::1", "::ffff:203.0.113.5"]
    assert addresses(pl.Series(texts, dtype=pl.String)).to_list()[:5] == [*kept, None, None]
    assert addresses(pl.Series(texts[6:], dtype=pl.String)).null_count() == 3


def test_counts_since_1970_are_instants() -> None:
    """Seconds and milliseconds are distinguished by the format; zero, nonsense and counts of another unit are null."""
    seconds = epochs(pl.Series(["1702744690", "0", "17011949123456789", "x", None]))
    assert seconds["at"].dt.epoch("s").to_list() == [1702744690, None, None, None, None]
    assert epochs(pl.Series(["1702744690123"]), 1_000)["at"].dt.epoch("ms").to_list() == [1702744690123]
    assert seconds["at_basis"].to_list() == ["stated", None, None, None, None]


def test_a_zone_that_is_assumed_is_named() -> None:
    """A time without a zone becomes the instant that it is in the assumed zone, and one problem states it."""
    at = instants(pl.Series(["2026-06-02 09:00:00", "2026-06-02T00:00:00Z", "2026-06-02"]), "Asia/Tokyo")
    assert at["at"].dt.hour().to_list() == [0, 0, 0]
    assert at["at_basis"].to_list() == ["assumed", "stated", "date_only"]
    assert [p.values for p in zone_problem(at, "Asia/Tokyo")] == [{"count": 1, "zone": "Asia/Tokyo"}]


def test_the_order_of_day_and_month_is_inferred_or_left_open() -> None:
    """One day above 12 settles the order for the whole file; without it, or with both orders, no date is made."""
    assert day_first(["03/04/2026", "25/04/2026 1:02"]) is True
    assert day_first(["03/04/2026", "04/25/2026"]) is False
    assert day_first(["03/04/2026"]) is None
    assert day_first(["25/04/2026", "04/25/2026"]) is None
    assert rewritten("11/23/2020 12:05 AM", False) == "2020-11-23 00:05:00"
    assert rewritten("23/11/2020 12:05 PM", True) == "2020-11-23 12:05:00"
    assert rewritten("03/04/2026", None) is None


def test_a_mark_that_currencies_share_needs_a_country() -> None:
    """`$` and `¥` count only with the country that has them; letters and marks of one currency count alone."""
    amounts = pl.Series(["$1", "$1", "￥1", "¥1", "€1", "USD 1", "CA$1", "1"], dtype=pl.String)
    countries = pl.Series(["US", None, "JP", "CN", None, None, "US", "US"], dtype=pl.String)
    found = named_currencies(amounts, countries).to_list()
    assert found == ["USD", None, "JPY", "CNY", "EUR", "USD", "CAD", None]


def test_hostile_pages_are_read_in_a_moment() -> None:
    """Text made to make searching slow, without end or full of beginnings, costs no more than other text."""
    lines = [(1, "2026/" * 40_000), (2, "IP: " * 50_000), (3, "1:" * 100_000), (4, "Time" * 50_000), (5, "(" * 200_000)]
    start = time.process_time()
    list(entries(lines * 20))
    list(microsoft_entries(lines * 20))
    assert time.process_time() - start < 20, "what searches anew from every place takes minutes"


LOOK_ALIKES = {
    "a table of one's own": Head("a", "csv", None, "utf-8", ",", ("Date", "IP Address", "User"), ()),
    "other records of Meta": Head(
        "a", "json", "", "utf-8", None, ("timestamp", "media", "label_values"), (("1", "[]", '[{"label":"a"}]'),)
    ),
    "notes that speak of addresses": Head(
        "a", "text", None, "utf-8", None, ("text",), (("Time: noon",), ("IP: 203.0.113.5",), ("Type: printer",))
    ),
    "a page of appointments": Head(
        "a", "text", None, "utf-8", None, ("text",), (("ログイン履歴",), ("2026/09/01 08:05",), ("会議室",))
    ),
}


@pytest.mark.parametrize("name", LOOK_ALIKES)
def test_look_alikes_are_claimed_by_nobody(name: str) -> None:
    """Tables and texts that share only some words with a known page are left alone."""
    assert claims(LOOK_ALIKES[name]) == []


def test_records_without_any_field_are_problems_and_break_nothing() -> None:
    """A record of Meta whose map of fields is empty has no date; it is a problem of its row, not of the file."""
    head = Head("p.json", "json", "account_history_password_change_history", "utf-8", None, ("title",), ())
    block = Block(pl.DataFrame({"title": ["x"]}), pl.Series([1], dtype=pl.UInt32))
    found = password_changes.read(head, block)
    assert [(problem.code, problem.line) for problem in found.problems] == [("empty-row", 1)]
