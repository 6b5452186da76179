"""The CSV form: opens rightly in spreadsheets and starts nothing there."""

import csv
from io import StringIO

import pytest

from app.i18n.languages import LANGUAGES
from app.report.model import Report
from app.report.summary import make
from app.report.summary.forms.csv import COLUMNS, neutral
from app.report.summary.words import COLUMN_LABELS, word
from tests.report.summary import given


def rows(report: Report, lang: str = "en") -> tuple[bytes, list[list[str]]]:
    data = make("csv", report, given.state(), lang).data
    return data, list(csv.reader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_row_for_each_evidence_row_in_the_order_of_time(lang: str) -> None:
    """Fixed columns come first, then those of the evidence under their own names; undated findings come last."""
    findings = [
        given.finding(1, at=None, at_basis=None),
        given.finding(2),
        given.finding(3, evidence=[], verdict="mine"),
    ]
    findings[1]["evidence"].append(
        {"path": "b.csv", "line": 9, "role": "context", "fields": {"Website": "Amazon.co.jp"}, "also": []}
    )
    data, table = rows(given.report(findings), lang)
    assert data.startswith(b"\xef\xbb\xbf")
    assert table[0][: len(COLUMNS)] == [word(COLUMN_LABELS, name, lang) for name in COLUMNS]
    assert table[0][len(COLUMNS) :] == ["Order ID", "Refund Amount", "Product Name", "Empty", "Website"]
    assert [row[0] for row in table[1:]] == ["2", "2", "3", "1"]
    assert [row[13] for row in table[1:]] == ["1202", "9", "", "1201"]
    assert table[1][-3] == "有線イヤホン 高音質 テスト商品"
    assert table[1][2] == "2026-02-03T18:30:00Z"


def test_lines_end_as_spreadsheets_expect_and_every_field_is_quoted() -> None:
    """CRLF ends every row; a cell with a line end, a quote or a comma comes back whole."""
    cell = 'a "quoted", cell\nwith two lines'
    row = {"path": "a.csv", "line": 1, "role": "trigger", "fields": {"A": cell}, "also": []}
    data, table = rows(given.report([given.finding(1, evidence=[row])]))
    assert table[1][-1] == cell
    assert data.count(b"\r\n") == 2
    assert data.decode("utf-8-sig").startswith('"No.","When"')


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "\n", "\x00", "|", "%", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\ufeff", "\u200b", "\u202e", '"', "'", "“", "\u00a0 '"])
def test_no_cell_is_taken_for_a_formula(sign: str, before: str) -> None:
    """A cell that begins like a formula, also behind blanks, quotes or hidden characters, gets a single quote first."""
    attack = f"{before}{sign}cmd|' /C calc'!A0"
    assert neutral(attack).startswith("'")
    row = {"path": attack, "line": 1, "role": "trigger", "fields": {attack: attack}, "also": []}
    _, table = rows(
        given.report([given.finding(1, values={"amount": attack, "order": "x"}, evidence=[row], id=attack)])
    )
    assert table[0][-1] == table[1][-1] == table[1][12] == table[1][9] == neutral(attack)


@pytest.mark.parametrize("text", ["有線イヤホン", "3-4", "a=b", "(1)", "¥1,280", "503-1234567-1234567", "1+1", "", "–"])
def test_ordinary_cells_stay_as_they_are(text: str) -> None:
    """Evidence is not altered without need."""
    assert neutral(text) == text


def test_hidden_characters_are_shown() -> None:
    """What CSV cannot hold or nobody can see is written as its number."""
    assert neutral("a\x00b\ud800\u202e") == "a[U+0000]b[U+D800][U+202E]"
