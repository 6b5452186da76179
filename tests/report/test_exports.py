"""The tables that people ask for without any incident, made of the sample export."""

import csv
import io
import os
from datetime import UTC, datetime
from pathlib import Path

import openpyxl  # type: ignore[import-untyped]
import polars as pl
import pytest

from analyzers.book.entries import units
from analyzers.book.losses import totals
from analyzers.events.history import History
from analyzers.events.marks import Money
from analyzers.events.owner import Owner
from app.report import build, exports
from app.report.claim_table import claim_rows
from app.report.claim_table.claim import of_units
from app.report.summary.forms import xlsx
from app.report.summary.forms.csv import Row, written

SAMPLE = Path(__file__).parents[2] / "app" / "data" / "sample" / "sample-export.zip"
AT = datetime(2026, 11, 1, tzinfo=UTC)
UNIT = ("kind", "at", "at_basis", "zone", "shop", "order_id", "name", "card", "more", "upload", "path")


@pytest.fixture(scope="module")
def history() -> History:
    source = build.Input(SAMPLE.name, lambda: os.open(SAMPLE, os.O_RDONLY))
    return build.merged(build.read([source]), Owner())[1]


def opened(rows: list[Row]) -> list[dict[str, str]]:
    """The rows as a spreadsheet reads them from CSV."""
    return list(csv.DictReader(io.StringIO(written(rows).decode("utf-8-sig"))))


def test_each_refund_says_of_what_and_to_where(history: History) -> None:
    """By item, with the amount as a number, its destination, and how the order was paid."""
    found = {one["Amount"]: one for one in opened(exports.refunds(history, "en"))}
    assert len(found) == 7
    one = found["6980"]
    assert (one["Item"], one["Where it went"], one["Paid with"]) == (
        "見本の加湿器", "Gift card balance", "Visa - 5678",
    )  # fmt: skip
    assert found["2980"]["State of the refund"] == "Declined"
    assert found["3980"]["Item"] == ""  # of an order that no file holds


def test_a_balance_shows_where_it_breaks(history: History) -> None:
    """The one entry that does not follow has what was expected and the difference; the others have neither."""
    broken = [one for one in opened(exports.ledger(history, "en")) if one["Difference"]]
    assert [(one["Balance after it"], one["Balance expected"], one["Difference"]) for one in broken] == [
        ("4680", "6180", "-1500")
    ]


def test_everything_is_accounted_for(history: History) -> None:
    """One row for each event that can be asked about, with the answer to it; a workbook of text that runs nothing."""
    entries = units(history, ())
    rows = exports.account(entries.frame, {0: "mine"}, "en")
    found = opened(rows)
    assert len(found) == entries.frame.height
    assert sorted({one["Account holder's answer"] for one in found}) == ["It was me", "Not asked"]
    rows.append(["=1+1", "＝cmd", "-3", "\x00\x1b", "x\ud800", "長" * 40_000])
    book = openpyxl.load_workbook(io.BytesIO(xlsx.workbook("t", AT, [("一覧" * 20, rows)])))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    last = [cell.value for cell in list(book.worksheets[0].rows)[-1][:6]]
    assert last[:3] == ["'=1+1", "'＝cmd", "'-3"]
    assert last[3] == "'[U+0000][U+001B]"
    assert str(last[5]).endswith("…")
    assert xlsx.workbook("t", AT, [("a", rows)]) == xlsx.workbook("t", AT, [("a", rows)])


def test_a_payment_that_is_in_no_sum_is_shown(history: History) -> None:
    """Its amount is in a column of its own, beside the reason, so that a sum of the amounts leaves it out."""
    entries = units(history, ()).frame
    first = pl.col("unit") == 0
    changed = {"table": "payments", "status": "pending", "minor": 0, "amount_minor": 1200, "currency": "JPY"}
    entries = entries.with_columns(
        pl.when(first).then(pl.lit(given, entries.schema[name])).otherwise(name).alias(name)
        for name, given in changed.items()
    )
    one = next(one for one in opened(exports.account(entries, {}, "en")) if one["Its amount, not added up"])
    assert (one["Amount"], one["Its amount, not added up"], one["Why the payment is in no sum"]) == (
        "", "1200", "Not yet booked",
    )  # fmt: skip


def test_a_claim_of_such_a_payment_costs_nothing() -> None:
    """It keeps its amount, says its status, and is no loss."""
    row = {"table": "payments", "status": "declined", "minor": 0, "amount_minor": 1200, "currency": "JPY", "unit": 3}
    frame = pl.DataFrame([{**dict.fromkeys(UNIT, None), **row}], infer_schema_length=None)
    claim = of_units(frame, "not_mine", {})[3]
    assert (claim.money, claim.lost, totals([claim])) == (Money(1200, "JPY"), None, ())
    assert claim_rows.row(claim, "en")["amount"] == "¥1,200 (Declined; not added up)"
