"""Tables whose direction, status or date is written in a way of its own: read exactly, or named as a problem."""

import random
from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest
import yaml

from app.importers.cell_kinds import is_day
from app.importers.generic.csv import open_questions, read_mapped
from app.importers.mapping import ColumnMap, header_id, load_column_map, suggest_columns
from app.importers.mapping_file import MappingError, parse_mappings
from app.importers.shared.tables.unclaimed import (
    MAPPABLE_SENTENCE,
    NEITHER_SENTENCE,
    NO_DATES_SENTENCE,
    not_recognised,
    offers,
)
from app.importers.shared.times.years_in_order import years_of
from app.reader.table import Block, Head

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DUTCH = ("jan.", "feb.", "mrt.", "apr.", "mei", "jun.", "jul.", "aug.", "sep.", "okt.", "nov.", "dec.")
WEEK = "月火水木金土日"
DIRECTIONS: tuple[dict[str, list[str]], ...] = (
    {"out": ["Af"], "in": ["Bij"]},
    {"out": ["D"], "in": ["C"]},
    {"out": ["S"], "in": ["H"]},
    {"out": ["Debit"], "in": ["Credit"]},
    {"out": ["OUT"], "in": ["IN"], "neither": ["NEUTRAL"]},
    {"out": ["支払"], "in": ["入金"], "neither": ["合計", ""]},
)
STATUSES: tuple[dict[str, list[str]], ...] = (
    {},
    {"completed": ["COMPLETED"], "reversed": ["CANCELLED", "REFUNDED"]},
    {"completed": ["確定", ""], "pending": ["未確定"], "declined": ["不承認"]},
    {"pending": ["Pending"], "completed": ["*"]},
)
FORMS: dict[str, tuple[str, Any]] = {
    "YYYYMMDD": ("", lambda d: f"{d:%Y%m%d}"),
    "YYMMDD": ("year", lambda d: f"{d:%y%m%d}"),
    "DDMMYY": ("day", lambda d: f"{d:%d%m%y}"),
    "DD-Mon-YYYY": ("", lambda d: f"{d.day:02}-{MONTHS[d.month - 1]}-{d.year}"),
    "D Mon YY": ("", lambda d: f"{d.day} {MONTHS[d.month - 1]} {d:%y}"),
    "MM/DD/YY": ("month", lambda d: f"{d:%m/%d/%y}"),
    "DD.MM.YY": ("day", lambda d: f"{d:%d.%m.%y}"),
    "MM/DD(曜)": ("", lambda d: f"{d:%m/%d}({WEEK[d.weekday()]})"),
    "D mnd.": ("", lambda d: f"{d.day} {DUTCH[d.month - 1]}"),
    "MM DD": ("month", lambda d: f"{d:%m %d}"),
    "DD Mon": ("", lambda d: f"{d.day:02} {MONTHS[d.month - 1]}"),
    "parts": ("", lambda d: (f"{d.year}", f"{d.month:02}", f"{d.day:02}")),
}
YEARLESS = {"MM/DD(曜)", "D mnd.", "MM DD", "DD Mon"}
PARTS = ("取扱日付　年", "取扱日付　月", "取扱日付　日")
SIGN = {"in": -1, "out": 1}


def table(header: tuple[str, ...], *rows: tuple[str, ...], above: tuple[str, ...] = ()) -> tuple[Head, Block]:
    """A table as the reader returns it; the header is on line 1."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")
    lines = pl.Series(range(2, len(rows) + 2), dtype=pl.UInt32)
    over = tuple((1, (text,)) for text in above)
    return Head("made.csv", "csv", None, "utf-8", ",", header, rows[:30], 1, over), Block(frame, lines)


def mapped(entry: dict[str, Any]) -> ColumnMap:
    """The mapping of an entry of a mapping file."""
    return load_column_map(parse_mappings(yaml.safe_dump([entry], allow_unicode=True))[header_id(entry["header"])])


def rows_of(chance: random.Random, meant: dict[str, list[str]], statuses: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Payments of some months, newest first: their day, amount, direction and status, each as a word of its list."""
    day, rows = date(2026, 5, 31), []
    for _ in range(chance.randint(1, 12)):
        day -= timedelta(days=chance.randint(0, 40))
        direction = chance.choice(list(meant))
        status = chance.choice(list(statuses)) if statuses else None
        written = chance.choice(statuses[status]).replace("*", "08-May-2026") if status else ""
        rows.append(
            {
                "day": day,
                "minor": chance.randint(1, 10**7),
                "direction": direction,
                "said": chance.choice(meant[direction]),
                "status": status,
                "state": written,
            }
        )
    return rows


@pytest.mark.parametrize("seed", range(72))
def test_every_form_comes_back_exactly(seed: int) -> None:
    """Amount, sign, day and status of every row; a value that nobody named is a problem at its line, and no amount."""
    chance = random.Random(seed)
    meant, statuses = chance.choice(DIRECTIONS), chance.choice(STATUSES)
    form = list(FORMS)[seed % len(FORMS)]
    order, write = FORMS[form]
    rows = rows_of(chance, meant, statuses)
    odd = chance.randrange(len(rows)) if chance.random() < 0.3 else None
    if odd is not None:
        rows[odd] |= {"direction": None, "said": "???"}
    head = PARTS if form == "parts" else ("Date",)
    header = (*head, "Kind", "State", "Amount")
    entry: dict[str, Any] = {
        "header": list(header),
        "rows": "payments",
        "columns": {"date": list(PARTS) if form == "parts" else "Date", "amount": "Amount"},
        "direction": {"column": "Kind", **meant},
        "currency": "EUR",
        "order": order,
    }
    if statuses:
        entry["status"] = {"column": "State", **statuses}
    above: tuple[str, ...] = ()
    if form in YEARLESS:
        above = ("Period 2026-03-01 – 2026-05-31",) if chance.random() < 0.5 else ()
        entry |= {} if above else {"until": "2026-06-10"}
    cells = []
    for row in rows:
        written = write(row["day"])
        days = written if isinstance(written, tuple) else (written,)
        cells.append((*days, row["said"], row["state"], f"{row['minor'] / 100:.2f}".replace(".", ",")))
    found = read_mapped(*table(header, *cells, above=above), mapped(entry))
    events = {row["line"]: row for row in found.tables["payments"].iter_rows(named=True)}
    codes: dict[str, list[int]] = {}
    for problem in found.problems:  # an empty cell has a sentence of its own
        codes.setdefault(problem.code, []).extend(problem.lines)
    for line, row in enumerate(rows, 2):
        if row["direction"] == "neither":
            assert line not in events
            assert line in codes["no-direction"]
            continue
        assert (events[line]["at"].date(), events[line]["status"]) == (row["day"], row["status"])
        if row["direction"] is None:
            assert events[line]["amount_minor"] is None
            assert codes["unknown-direction"] == [line]
        else:
            assert events[line]["amount_minor"] == SIGN[row["direction"]] * row["minor"]
    assert set(codes) <= {"no-direction", "inferred-year", *(["unknown-direction"] if odd is not None else [])}


def test_years_follow_from_the_order_of_the_rows() -> None:
    """Newest or oldest first, also a few days out of order; where two readings are as good, no year is given."""
    assert years_of([(12, 28), (1, 3)], date(2025, 1, 31)) == [2024, 2025]
    assert years_of([(1, 3), (12, 28)], date(2025, 1, 31)) == [2025, 2024]
    assert years_of([(3, 14)], date(2025, 3, 13)) == [2024]
    assert years_of([(3, 1), (9, 1)], date(2025, 12, 31)) is None
    for seed in range(200):
        chance = random.Random(seed)
        day = date(2024, chance.randint(1, 12), chance.randint(1, 28))
        days = [day := day - timedelta(days=chance.randint(0, chance.choice((3, 20, 90)))) for _ in range(20)]
        days = days[::-1] if chance.random() < 0.5 else days
        end = max(days) + timedelta(days=chance.randint(0, 60))
        assert years_of([(one.month, one.day) for one in days], end) == [one.year for one in days]


def test_days_without_a_year_are_asked_about() -> None:
    """Nothing says the year: the rows stay without a date, the problem says so, and the page asks."""
    said = ColumnMap("payments", {"date": 0, "amount": 1}, currency="JPY", sign="out")
    made = table(("日付", "金額"), ("03/14(金)", "100"), ("02/27(木)", "200"))
    assert open_questions(*made, said) == ["until"]
    found = read_mapped(*made, said)
    assert found.tables["payments"]["at"].to_list() == [None, None]
    assert [problem.code for problem in found.problems] == ["no-year"]


def test_dates_of_six_digits_are_asked_about() -> None:
    """250314 is a day of 2025 or of 2014: the person says what comes first."""
    said = ColumnMap("payments", {"date": 0, "amount": 1}, currency="JPY", sign="out")
    made = table(("日付", "金額"), ("250314", "100"))
    assert open_questions(*made, said) == ["order"]
    assert [problem.code for problem in read_mapped(*made, said).problems] == ["day-or-month"]


SIDES = ("Datum", "Naam", "Af Bij", "Bedrag")
LEFT, CAME = ("20250314", "Winkel", "Af", "12,50"), ("20250315", "Werk", "Bij", "1850,00")


def test_a_column_of_direction_is_asked_about() -> None:
    """Without an answer nothing is guessed. An earlier mapping that says what an amount means is followed and warned
    of; who says that there is no such column is believed."""
    columns = {"date": 0, "merchant": 1, "amount": 3}
    for more, amounts, codes in (
        ({}, [None, None], ["direction-not-named"]),
        ({"sign": "out"}, [1250, 185000], ["direction-not-named"]),
        ({"sign": "out", "undirected": True}, [1250, 185000], []),
    ):
        said = ColumnMap("payments", columns, currency="EUR", **more)
        found = read_mapped(*table(SIDES, LEFT, CAME), said)
        assert found.tables["payments"]["amount_minor"].to_list() == amounts
        assert [problem.code for problem in found.problems] == codes
        assert open_questions(*table(SIDES, LEFT, CAME), said) == (["direction"] if codes else [])
    assert suggest_columns("payments", SIDES, 2) == {"date": 0, "merchant": 1, "direction": 2, "amount": 3}


def test_a_sign_that_contradicts_the_direction_is_named() -> None:
    """Where the amounts that went out have no minus sign, one with it is in doubt; where all have one, none is."""
    said = ColumnMap(
        "payments", {"date": 0, "direction": 2, "amount": 3}, currency="EUR",
        meanings={"direction": {"Af": "out", "Bij": "in"}},
    )  # fmt: skip
    odd = ("20250316", "Winkel", "Af", "-5,00")
    found = read_mapped(*table(SIDES, LEFT, CAME, odd), said)
    assert found.tables["payments"]["amount_minor"].to_list() == [1250, -185000, None]
    assert [(problem.code, problem.line) for problem in found.problems] == [("contrary-sign", 4)]
    found = read_mapped(*table(SIDES, odd, CAME), said)
    assert found.tables["payments"]["amount_minor"].to_list() == [500, -185000]


def test_a_balance_has_a_direction_too() -> None:
    """What came in is positive there."""
    said = ColumnMap(
        "ledger", {"date": 0, "direction": 2, "amount": 3}, currency="EUR", account="balance",
        meanings={"direction": {"Af": "out", "Bij": "in"}},
    )  # fmt: skip
    found = read_mapped(*table(SIDES, LEFT, CAME), said)
    assert found.tables["ledger"]["amount_minor"].to_list() == [-1250, 185000]


def test_a_status_in_the_place_of_a_date() -> None:
    """`Pending` where a day should be: the row is kept without a day, and its status says why."""
    entry = {
        "header": ["Date", "Amount"], "rows": "payments", "columns": {"date": "Date", "amount": "Amount"},
        "status": {"column": "Date", "pending": "Pending", "completed": "*"}, "currency": "GBP", "sign": "out",
    }  # fmt: skip
    found = read_mapped(*table(("Date", "Amount"), ("Pending", "£12.50"), ("08-May-2026", "£1.00")), mapped(entry))
    rows = found.tables["payments"].select("at", "status", "amount_minor").rows()
    assert [(at and at.date(), status, minor) for at, status, minor in rows] == [
        (None, "pending", 1250), (date(2026, 5, 8), "completed", 100),
    ]  # fmt: skip
    assert not found.problems


FIRST = ("14/03/2025", "EXAMPLE STORE", "-12.50")
NEXT = (("16/03/2025", "EXAMPLE LTD SALARY", "1,500.00"), ("18/03/2025", "EXAMPLE ENERGY", "-80.00"))


def test_a_table_without_header_keeps_its_first_row() -> None:
    """Though nobody has said that it has none; and the offer does not take that row for names."""
    said = ColumnMap("payments", {"date": 0, "merchant": 1, "amount": 2}, currency="GBP", sign="in")
    head, block = table(FIRST, *NEXT)
    found = read_mapped(head, block, said)
    assert found.tables["payments"].select("line", "amount_minor").rows() == [(1, 1250), (2, -150000), (3, 8000)]
    assert "STORE" not in str(not_recognised([head]).values)
    entry = {
        "header": list(FIRST), "rows": "payments", "currency": "GBP", "sign": "in",
        "columns": {"date": "#1", "merchant": "#2", "amount": "#3"},
    }  # fmt: skip
    assert mapped(entry) == said


def test_lines_above_a_table_are_no_table() -> None:
    """Names with a colon and their values are neither offered nor a table of an unknown kind."""
    lines = ("Account Name:", "Sample ****00001")
    above, _ = table(lines, ("Account Balance:", "£2,290.20"))
    head, _ = table(("Date", "Amount"), ("03 May 2026", "£12.50"))
    assert [one["header"] for one in offers([above, head], None, ())] == [["Date", "Amount"]]
    assert not_recognised([above, head]).values == {"tables": "Date, Amount"}


def test_what_is_refused_says_what_it_lacks() -> None:
    """A table with dates is offered; of others the problem says whether there are at least amounts."""
    dated, _ = table(("When", "Cost"), ("03 May 2026", "12.50"))
    priced, _ = table(("What", "Cost"), ("Cafe", "12.50"), ("Kiosk", "3.00"))
    neither, _ = table(("What", "Where"), ("Cafe", "York"))
    assert not_recognised([dated]).message == MAPPABLE_SENTENCE
    assert not_recognised([priced]).message == NO_DATES_SENTENCE
    assert not_recognised([neither]).message == NEITHER_SENTENCE


@pytest.mark.parametrize("form", sorted(FORMS.keys() - {"parts", "DDMMYY"}))
def test_tables_with_such_dates_are_offered(form: str) -> None:
    """The forms that a mapping reads are known for days; DDMMYY could be any number."""
    write = FORMS[form][1]
    assert all(is_day(write(date(2025, month, 14))) for month in range(1, 13))


ENTRY = """
- header: [Datum, Naam, Af Bij, Bedrag, Status]
  rows: payments
  columns: {date: Datum, amount: Bedrag}
  direction: {column: Af Bij, in: [Bij], out: [Af]}
  status: {column: Status, completed: [ok]}
  until: 2026-03-31
"""


def test_what_a_mapping_file_says_of_values() -> None:
    """The words that stand in the page, too: direction, status, and the last day."""
    (stored,) = parse_mappings(ENTRY).values()
    said = load_column_map(stored)
    assert said.meanings == {"direction": {"Bij": "in", "Af": "out"}, "status": {"ok": "completed"}}
    assert (said.columns["direction"], said.columns["status"], said.until) == (2, 4, {"": "2026-03-31"})
    (none,) = parse_mappings(ENTRY.replace("{column: Af Bij, in: [Bij], out: [Af]}", "none")).values()
    assert load_column_map(none).undirected


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("column: Af Bij", "column: Elsewhere"),
        ("in: [Bij]", "inwards: [Bij]"),
        ("in: [Bij]", "in: [af]"),
        ("{column: Af Bij, in: [Bij], out: [Af]}", "Af Bij"),
        ("column: Af Bij, ", ""),
        ("2026-03-31", "31 March"),
        ("amount: Bedrag", "amount: Bedrag, direction: Af Bij"),
        ("amount: Bedrag", "amount: Bedrag, amount_in: Naam"),
        ("date: Datum", "date: [Datum, Naam]"),
        ("date: Datum", "month: Datum"),
        ("rows: payments", "rows: logins"),
    ],
)
def test_a_mapping_file_that_says_too_little_says_why(old: str, new: str) -> None:
    """One sentence with what is wrong, never a guess."""
    with pytest.raises(MappingError) as error:
        parse_mappings(ENTRY.replace(old, new))
    assert error.value.message.format(**error.value.values)


def test_a_mapping_stored_by_an_earlier_version() -> None:
    """It lacks what can be said today, and reads as it did."""
    now = ColumnMap("payments", {"date": 0, "amount": 2}, currency="EUR", sign="out")
    earlier = {name: one for name, one in now.dump().items() if name not in ("meanings", "undirected", "until")}
    assert load_column_map(earlier) == now
