"""Files and pages of sign-ins: exact, quick, and not fooled by what looks like them."""

import json
import time
from collections.abc import Callable
from types import ModuleType

import polars as pl
import pytest

from app.importers import claims
from app.importers._dates import epochs, instants, zone_problem
from app.importers._daymonth import day_first, rewritten
from app.importers._money import named_currencies
from app.importers._network import addresses
from app.importers._pasted import entries
from app.importers.facebook import account_activity
from app.importers.google import play_orders
from app.importers.instagram import login_history as instagram
from app.importers.instagram import password_changes
from app.importers.microsoft._entries import entries as microsoft_entries
from app.importers.netflix import logins as netflix
from app.reader.table import Block, Head

ROWS = 100_000


def test_addresses_are_addresses_or_nothing() -> None:
    """Both kinds of internet address stay as they are; what only looks like one is null."""
    texts = ["203.0.113.5", "2001:db8::1", "::ffff:203.0.113.5", "203.0.113.256", "1.2.3", "12:30:45", "N/A", "", None]
    kept = ["203.0.113.5", "2001:db8::1", "::ffff:203.0.113.5"]
    assert addresses(pl.Series(texts, dtype=pl.String)).to_list()[:5] == [*kept, None, None]
    assert addresses(pl.Series(texts[6:], dtype=pl.String)).null_count() == 3


def test_counts_since_1970_are_instants() -> None:
    """Seconds and milliseconds are told apart by the format; zero, nonsense and counts of another unit are null."""
    seconds = epochs(pl.Series(["1702744690", "0", "17011949123456789", "x", None]))
    assert seconds["at"].dt.epoch("s").to_list() == [1702744690, None, None, None, None]
    assert epochs(pl.Series(["1702744690123"]), 1_000)["at"].dt.epoch("ms").to_list() == [1702744690123]
    assert seconds["at_basis"].to_list() == ["stated", None, None, None, None]


def test_a_zone_that_is_assumed_is_named() -> None:
    """A time without a zone becomes the instant that it is in the assumed zone, and one problem says so."""
    at = instants(pl.Series(["2026-06-02 09:00:00", "2026-06-02T00:00:00Z", "2026-06-02"]), "Asia/Tokyo")
    assert at["at"].dt.hour().to_list() == [0, 0, 0]
    assert at["at_basis"].to_list() == ["assumed", "stated", "date_only"]
    assert [p.values for p in zone_problem(at, "Asia/Tokyo")] == [{"count": 1, "zone": "Asia/Tokyo"}]


def test_the_order_of_day_and_month_is_shown_by_the_file_or_left_open() -> None:
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


def _netflix() -> tuple[ModuleType, Head, Block]:
    columns = {name: ["x"] * ROWS for name in netflix.columns}
    columns |= {"Ip": ["203.0.113.5"] * ROWS, "Ts": ["2022-06-29 21:47:07"] * ROWS}
    return netflix, *_table(columns, None)


def _facebook() -> tuple[ModuleType, Head, Block]:
    columns = {"action": ["Login"] * ROWS, "timestamp": ["1702744690"] * ROWS, "ip_address": ["2001:db8::1"] * ROWS}
    return account_activity, *_table(columns, "account_activity_v2")


def _instagram() -> tuple[ModuleType, Head, Block]:
    columns = {
        "title": [""] * ROWS,
        "string_map_data.アドレス.value": ["203.0.113.5"] * ROWS,
        "string_map_data.時間.timestamp": ["1702744690"] * ROWS,
        "string_map_data.アプリ.value": ["Instagram 300 Android"] * ROWS,
    }
    return instagram, *_table(columns, "account_history_login_history")


def _play() -> tuple[ModuleType, Head, Block]:
    item = json.dumps([{"doc": {"title": "x"}, "quantity": 1}])
    columns = {
        "orderHistory.orderId": [f"GPA.1-{number}" for number in range(ROWS)],
        "orderHistory.creationTime": ["2026-04-09T22:24:04.567Z"] * ROWS,
        "orderHistory.totalPrice": ["$1.99"] * ROWS,
        "orderHistory.userLocale": ["en_US"] * ROWS,
        "orderHistory.lineItem": [item] * ROWS,
    }
    return play_orders, *_table(columns, "")


@pytest.mark.parametrize("made", [_netflix, _facebook, _instagram, _play])
def test_a_hundred_thousand_rows_take_a_moment(made: Callable[[], tuple[ModuleType, Head, Block]]) -> None:
    """Large files are read at column speed."""
    module, head, block = made()
    assert module.recognises(head)
    start = time.perf_counter()
    events = module.read(head, block)
    assert time.perf_counter() - start < 3
    assert next(iter(events.tables.values())).height == ROWS


def test_hostile_pages_are_read_in_a_moment() -> None:
    """Text made to make searching slow, without end or full of beginnings, costs no more than other text."""
    lines = [(1, "2026/" * 40_000), (2, "IP: " * 50_000), (3, "1:" * 100_000), (4, "Time" * 50_000), (5, "(" * 200_000)]
    start = time.perf_counter()
    list(entries(lines * 20))
    list(microsoft_entries(lines * 20))
    assert time.perf_counter() - start < 2


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


def _table(columns: dict[str, list[str]], sheet: str | None) -> tuple[Head, Block]:
    frame = pl.DataFrame(columns)
    head = Head("made", "csv" if sheet is None else "json", sheet, "utf-8", None, tuple(columns), ())
    return head, Block(frame, pl.Series(range(2, frame.height + 2), dtype=pl.UInt32))


def test_records_without_any_field_are_told_and_break_nothing() -> None:
    """A record of Meta whose map of fields is empty has no date; it is a problem of its row, not of the file."""
    head = Head("p.json", "json", "account_history_password_change_history", "utf-8", None, ("title",), ())
    block = Block(pl.DataFrame({"title": ["x"]}), pl.Series([1], dtype=pl.UInt32))
    found = password_changes.read(head, block)
    assert [(problem.code, problem.line) for problem in found.problems] == [("empty-row", 1)]
