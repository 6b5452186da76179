"""Tables that no format fits, read by a mapping: nothing is guessed that neither the table nor the mapping states."""

from datetime import UTC, datetime
from typing import Any

import polars as pl
import pytest

from app.importers import claims
from app.importers.generic.csv import open_questions, read_mapped
from app.importers.mapping import CURRENCIES, KEYS, REQUIRED, ColumnMap, header_id, load_column_map, suggest_columns
from app.importers.mapping_file import MappingError, parse_mappings
from app.importers.shared.times.written_dates import normalised_dates
from app.reader.table import Block, Head

LIST = ("Date", "Description", "Amount")


def table(header: tuple[str, ...], *rows: tuple[str, ...]) -> tuple[Head, Block]:
    """A table as the reader returns it; the header is on line 1."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    lines = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    return Head("made.csv", "csv", None, "utf-8", ",", header, rows), Block(frame, lines)


def read(said: ColumnMap, header: tuple[str, ...], *rows: tuple[str, ...]) -> tuple[list[dict[str, Any]], list[str]]:
    """The events without their nulls, and the codes of all problems."""
    found = read_mapped(*table(header, *rows), said)
    events = [
        {name: one for name, one in row.items() if one is not None}
        for row in found.tables[said.rows].iter_rows(named=True)
    ]
    assert all(problem.message.format(**problem.values) for problem in found.problems)
    return events, [problem.code for problem in found.problems]


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def test_payments_with_everything_answered() -> None:
    """Day first, euros, and an amount without a minus came in: all three as mapped."""
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, order="day", currency="EUR", sign="in")
    events, codes = read(said, LIST, ("03/04/2026", "Muster", "-12,50"), ("", "Total", "9"), ("Total", "", "9"))
    assert events == [
        {
            "at": at(2026, 4, 3),
            "at_basis": "date_only",
            "line": 2,
            "amount_minor": 1250,
            "currency": "EUR",
            "merchant": "Muster",
        }
    ]
    assert codes == ["dateless-row", "unknown-row"]


def test_what_is_undecided_is_asked_and_not_guessed() -> None:
    """Without an answer there is no date, no amount; each is a problem, and named among what has to be asked."""
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2})
    rows = (("03/04/2026 10:00", "Muster", "12.50"), ("04/05/2026 11:00", "Muster", "3"))
    assert open_questions(*table(LIST, *rows), said) == ["order", "zone", "currency", "sign"]
    events, codes = read(said, LIST, *rows)
    assert [event.keys() & {"at", "amount_minor"} for event in events] == [set(), set()]
    assert codes == ["no-currency", "day-or-month"]


def test_the_table_itself_decides_where_it_can() -> None:
    """A day above 12 (which is reported), a currency at the amount and a zone in the time leave nothing to ask but the
    direction."""
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, sign="out")
    rows = (("2026-03-25 10:00:00 UTC", "A", "USD 3.50"), ("03/25/2026", "B", "€ 4"), ("04/05/2026", "C", "5円"))
    assert open_questions(*table(LIST, *rows), said) == []
    events, codes = read(said, LIST, *rows)
    assert [(e["at"], e["amount_minor"], e["currency"]) for e in events] == [
        (at(2026, 3, 25, 10), 350, "USD"),
        (at(2026, 3, 25), 400, "EUR"),
        (at(2026, 4, 5), 5, "JPY"),
    ]
    assert codes == ["month-first"]


def test_a_zone_that_nobody_knows_leaves_the_day() -> None:
    """A time without a zone is an instant only where the mapping names the zone; each case makes one problem."""
    said = ColumnMap("logins", {"date": 0, "clock": 1, "ip": 2, "result": 3}, zone="Asia/Tokyo")
    header, row = ("日付", "時刻", "IP", "結果"), ("2026年1月5日(月)", "21:05", "203.0.113.5", "成功")
    events, codes = read(said, header, row)
    assert (events[0]["at"], events[0]["at_basis"], codes) == (at(2026, 1, 5, 12, 5), "assumed", ["assumed-zone"])
    assert (events[0]["ip"], events[0]["success"]) == ("203.0.113.5", True)
    events, codes = read(ColumnMap("logins", said.columns, zone="unknown"), header, row)
    assert (events[0]["at"], events[0]["at_basis"], codes) == (at(2026, 1, 5), "date_only", ["unknown-zone"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("20260305", at(2026, 3, 5)),
        ("2026.3.5", at(2026, 3, 5)),
        ("5 March 2026", at(2026, 3, 5)),
        ("Mar 5, 2026, 9:05 PM", at(2026, 3, 5, 12, 5)),
        ("2026/3/5 0:07", at(2026, 3, 4, 15, 7)),
        ("２０２６年３月５日", at(2026, 3, 5)),
        ("05/03/2026 12:30 AM", at(2026, 3, 4, 15, 30)),
    ],
)
def test_dates_as_people_write_them(written: str, meant: datetime) -> None:
    """Japanese, English, with points, without signs, on a clock of twelve hours."""
    said = ColumnMap("payments", {"date": 0, "amount": 2}, order="day", zone="Asia/Tokyo", currency="JPY", sign="out")
    events, _ = read(said, LIST, (written, "", "1"))
    assert events[0]["at"] == meant


def test_money_in_two_columns() -> None:
    """What went out less what came in; the meaning of a minus need not be stated."""
    said = ColumnMap("payments", {"date": 0, "amount": 1, "amount_in": 2}, currency="JPY")
    header = ("日付", "出金", "入金")
    rows = (("2026/3/1", "1,200", ""), ("2026/3/2", "", "5,000"))
    assert open_questions(*table(header, *rows), said) == []
    assert [event["amount_minor"] for event in read(said, header, *rows)[0]] == [1200, -5000]


def test_a_balance() -> None:
    """A movement below zero that names an order is its use; other movements stay unknown."""
    said = ColumnMap("ledger", {"date": 0, "amount": 1, "balance": 2, "order_id": 3}, currency="JPY", account="points")
    rows = (("2026/3/2", "-300", "700", "250-0000001-0000001"), ("2026/3/1", "+1,000", "1,000", ""))
    events, codes = read(said, ("日付", "増減", "残高", "注文"), *rows)
    assert [(e["kind"], e["amount_minor"], e["balance_minor"], e["account"]) for e in events] == [
        ("applied", -300, 700, "points"),
        ("unknown", 1000, 1000, "points"),
    ]
    assert codes == []


def test_orders_and_refunds() -> None:
    """Rows without an order number are problems; words for a status that are not known stay unsaid."""
    header = ("注文番号", "注文日", "金額", "状態")
    rows = (("250-0000001-0000001", "2026/3/1", "￥1,280", "完了"), ("なし", "2026/3/1", "5", "？"))
    said = ColumnMap(
        "orders", {"order_id": 0, "date": 1, "total": 2, "status": 3}, currency="JPY", service="shop.example"
    )
    events, codes = read(said, header, *rows)
    assert (events[0]["total_minor"], events[0]["status"], events[0]["shop"]) == (1280, "closed", "shop.example")
    assert (len(events), codes) == (1, ["no-order-id"])
    said = ColumnMap("refunds", {"order_id": 0, "date": 1, "amount": 2, "status": 3}, currency="JPY")
    events, codes = read(said, header, *rows)
    assert (events[0]["amount_minor"], events[0]["status"], codes) == (1280, "completed", ["no-order-id"])


def test_a_table_without_header() -> None:
    """The first row, which was taken for a header, is an entry too."""
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, headless=True, currency="JPY", sign="out")
    events, _ = read(said, ("2026/3/1", "Muster", "100"), ("2026/3/2", "Probe", "200"))
    assert [(event["line"], event["amount_minor"]) for event in events] == [(1, 100), (2, 200)]


@pytest.mark.parametrize("rows", KEYS)
def test_nothing_chosen_breaks_nothing(rows: str) -> None:
    """No column chosen, one beyond the table, empty cells: every kind of row answers with problems only."""
    for columns in ({}, dict.fromkeys(KEYS[rows], 0), dict.fromkeys(REQUIRED[rows], 99)):
        open_questions(*table(LIST, ("", "", ""), ("x", "y", "z")), ColumnMap(rows, columns))
        read_mapped(*table(LIST, ("", "", ""), ("x", "y", "z")), ColumnMap(rows, columns))


def test_it_claims_nothing_and_remembers_by_header() -> None:
    """No table is claimed; a map survives as JSON; a header is known again whatever blanks surround its cells."""
    head, _ = table(LIST, ("2026-01-01", "a", "1"))
    assert claims(head) == []
    said = ColumnMap("payments", {"date": 0}, currency=CURRENCIES[0])
    assert load_column_map(said.dump()) == said
    assert header_id(LIST) == header_id([f" {cell} " for cell in LIST]) != header_id(LIST[:2])


def test_columns_are_proposed_by_their_names() -> None:
    """The person need only confirm what the names of the columns suggest."""
    assert suggest_columns("payments", ("取引日", "摘要", "お支払金額", "お預り金額", "残高")) == {
        "date": 0, "merchant": 1, "amount": 2, "amount_in": 3,
    }  # fmt: skip
    assert suggest_columns("logins", ("Time", "IP address", "User agent", "Result")) == {
        "date": 0, "ip": 1, "agent": 2, "result": 3,
    }  # fmt: skip


MAPPING = """
- header: [Date, Description, Amount]
  rows: payments
  columns: {date: Date, merchant: Description, amount: Amount}
  order: month
  currency: USD
  sign: out
"""


def test_the_command_line_takes_a_mapping_file() -> None:
    """The same answers as on the page, by the names of the columns."""
    said = load_column_map(parse_mappings(MAPPING)[header_id(LIST)])
    assert said == ColumnMap(
        "payments", {"date": 0, "merchant": 1, "amount": 2}, order="month", currency="USD", sign="out"
    )


@pytest.mark.parametrize(
    "text",
    [
        "{", "rows: payments", "- 3", MAPPING.replace("payments", "spells"), MAPPING.replace("date: Date", "date: Day"),
        MAPPING.replace("merchant:", "owner:"), MAPPING.replace("date: Date, ", ""), MAPPING.replace("USD", "XXX"),
    ],
)  # fmt: skip
def test_a_mapping_file_that_cannot_be_used_says_why(text: str) -> None:
    """One sentence with what is wrong, never a guess."""
    with pytest.raises(MappingError) as error:
        parse_mappings(text)
    assert error.value.message.format(**error.value.values)


def test_a_mapping_file_repeats_nothing_by_a_name() -> None:
    """A few hundred bytes of such names would be gigabytes."""
    with pytest.raises(MappingError) as error:
        parse_mappings(MAPPING.replace("[Date", "&header [Date") + "  zone: *header")
    assert (error.value.args, error.value.values) == (("repeated",), {"line": 8})


def test_years_behind_an_apostrophe_are_read() -> None:
    """`3/14'25` is a day of 2025, where a number above 12 shows which of both is the day; else it is in doubt."""
    days = ["3/14'25", "3/ 4'25", "12/ 1' 5", "3/14/2025"]
    assert normalised_dates(pl.Series(days), pl.Series(days), "").to_list() == [
        *("2025-03-14", "2025-03-04", "2005-12-01", "2025-03-14"),
    ]
    doubtful = pl.Series(["3/ 4'25"])
    assert normalised_dates(doubtful, doubtful, "").to_list() == [None]
    assert normalised_dates(doubtful, doubtful, "day").to_list() == ["2025-04-03"]
