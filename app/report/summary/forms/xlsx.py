"""The summary as a workbook: the entries that were answered, the timeline, the evidence and the account.

Every cell is text, because a spreadsheet makes numbers of order numbers and formulas of titles.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO

from app.i18n import N_
from app.report.summary.forms.csv import Row, entries_of, neutral, table_of
from app.report.summary.model import Summary
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, word
from app.report.summary.written import account_rows

title = N_("Summary as a workbook (XLSX)")
hint = N_("Entries, timeline and evidence on sheets of their own.")
rank = 3  # among the forms on the page
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST = 32_767  # characters of a cell of Excel
NAME = 31  # characters of the name of a sheet
SHEET_LABELS = {
    "entries": N_("Entries that were answered"),
    "timeline": HEADING_LABELS["timeline"],
    "evidence": N_("Evidence"),
    "kept": N_("Evidence files"),
    "account": N_("Account of the history"),
}


def render(summary: Summary) -> bytes:
    """The file; the same summary gives the same bytes. What is longer than a cell of Excel is cut there."""
    import xlsxwriter  # type: ignore[import-untyped]  # costs a tenth of a second

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": summary.title, "created": datetime.fromisoformat(summary.generated_at)})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    for name, rows in _sheets(summary):
        sheet = book.add_worksheet(word(SHEET_LABELS, name, summary.lang)[:NAME])
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 40, 20)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                text = neutral("" if cell is None else str(cell))[:LONGEST]
                sheet.write_string(number, column, _drawable(text), plain if number else bold)
    book.close()
    return out.getvalue()


def _drawable(text: str) -> str:
    """XML has no lone surrogates; ``neutral`` has shown what else it has not."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _sheets(summary: Summary) -> Iterator[tuple[str, Sequence[Row]]]:
    yield "entries", entries_of(summary)
    if summary.timeline:
        head: Row = [
            word(COLUMN_LABELS, name, summary.lang) for name in ("number", "when", "utc", "basis", "what", "answer")
        ]
        rows: list[Row] = [[t.number, t.when, t.utc, t.basis, t.title, t.answer] for t in summary.timeline]
        yield "timeline", [head, *rows]
    if summary.findings or summary.recognised:
        yield "evidence", table_of(summary)
    if summary.kept:
        head = [word(COLUMN_LABELS, name, summary.lang) for name in ("exhibit", "file", "sha256", "bytes", "kept_at")]
        rows = [[one.exhibit, one.name, one.sha256, one.bytes, one.when] for one in summary.kept]
        yield "kept", [head, *rows]
    if summary.account:
        yield "account", account_rows(summary)
