"""Statements as programs and banks really write them, where they differ from the usual form."""

from pathlib import Path

import pytest

from app.importers.shared.tables.unclaimed import offers
from tests.importers.reading import read, tables_of

_OFX = (
    "<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>EUR<BANKTRANLIST><STMTTRN><TRNTYPE>DEBIT<DTPOSTED>20260603"
    "<TRNAMT>-12.50<FITID>1<NAME>HILL CAFE</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
)
_REVOLUT = "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance\n"
_HU = (
    "Tranzakció dátuma,Partner neve,Partner számlaszáma,Számla neve,Számlaszám,Tranzakció típusa,Tranzakció összege,"
    "Tranzakció devizaneme,Bevétel/Kiadás,Értéknap,Közlemény,Egyenleg,Devizanem\n"
)
# Name, text, and day, amount, currency and status of every row, with the codes of the problems.
_CASES = {
    "header-in-another-order.ofx": (
        f"DATA:OFXSGML\nENCODING:UTF-8\n{_OFX}",
        [("2026-06-03", 1250, "EUR", None)],
        set(),
    ),
    "points-month-first.qif": (
        "!Option:MDY\n!Type:Bank \nD06.03.26\nT-12.50\nPHill Cafe\n^\nD06.25.26\nT1,850.00\nPDemo Factory\n^\n",
        [("2026-06-03", 1250, "XXX", None), ("2026-06-25", -185000, "XXX", None)],
        {"no-currency"},
    ),
    "the-option-alone-decides.qif": (
        "!Option:MDY\n!Type:Bank\nD06/03/2026\nT-12.50\nPHill Cafe\n^\n",
        [("2026-06-03", 1250, "XXX", None)],
        {"no-currency"},
    ),
    "day-within-a-part.qif": (
        "!Type:Bank\nD6/25'2026\nT-12.50\nPHill Cafe\nSFood\nD1/10'2020\n$-12.50\n^\n",
        [("2026-06-25", 1250, "XXX", None)],
        {"no-currency"},
    ),
    "chosen-rows-whose-balances-say-nothing.csv": (
        _REVOLUT + "TRANSFER,Current,2026-06-02 12:16:54,2026-06-02 12:16:55,To E,-250.00,0.00,EUR,COMPLETED,442.67\n"
        "CARD_PAYMENT,Current,2026-06-06 08:40:02,2026-06-07 10:28:09,Hill Cafe,-38.71,0.00,EUR,COMPLETED,223.53\n"
        "CARD_PAYMENT,Current,2026-06-09 16:35:04,2026-06-10 14:51:42,Blue Lamp,-21.58,0.00,EUR,COMPLETED,425.68\n",
        [("2026-06-02", 25000, "EUR", "completed"), ("2026-06-06", 3871, "EUR", "completed"),
         ("2026-06-09", 2158, "EUR", "completed")],
        {"assumed-zone", "balance-break"},
    ),
    "point-behind-the-day.csv": (
        _HU + "2026.06.25.,Minta,1,Minta,2,Vásárlás,-1480,HUF,Kiadás,2026.06.25.,,48520,HUF\n",
        [("2026-06-25", 148000, "HUF", None)],
        set(),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_it_is_read_exactly(name: str, tmp_path: Path) -> None:
    """Day, amount, sign, currency and state of every row, and no other problem."""
    text, wanted, codes = _CASES[name]
    (tmp_path / name).write_text(text, "utf-8")
    result = read(tmp_path / name)
    rows = [row for rows in result["events"].values() for row in rows]
    seen = [(row.get("at", "")[:10], row["amount_minor"], row["currency"], row.get("status")) for row in rows]
    assert (seen, {problem["code"] for problem in result["problems"]}) == (wanted, codes)


def test_a_single_row_without_a_header_is_offered(tmp_path: Path) -> None:
    """What was taken for a header is a record, so there is a row whose columns a person can name."""
    (tmp_path / "row.csv").write_text('03 Jun 26," Hill Cafe ",Visa,E EXAMPLE,Household,,20.59\n', "utf-8")
    heads = [table.head for table, _ in tables_of(tmp_path / "row.csv") if table.head.kind == "csv"]
    assert [offer["header"][0] for offer in offers(heads, None, ())] == ["03 Jun 26"]


def test_a_template_without_rows_is_claimed_by_nobody(tmp_path: Path) -> None:
    """The names of the columns of a Japanese bank, and no row."""
    (tmp_path / "template.csv").write_text("日付,摘要,入金金額,出金金額,残高,メモ\n", "utf-8")
    assert [claimed for _, claimed in tables_of(tmp_path / "template.csv") if claimed] == []
