"""The summary as a workbook: the answered entries, the timeline, the evidence and the account. Every cell is text,
because a spreadsheet turns order numbers into numbers and titles into formulas."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from io import BytesIO

from app.i18n import N_
from app.i18n.translate import translate
from app.report.sample import INVENTED_SENTENCE, MARK
from app.report.summary.forms.csv import Row, entries_of, neutral, table_of
from app.report.summary.model import Summary
from app.report.summary.parts.account import account_rows
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, word

title = N_("Summary as a workbook (XLSX)")
hint = N_("Entries, timeline and evidence on sheets of their own.")
rank = 3  # among the forms on the page
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST, ROWS = 32_767, 1_048_576  # characters of a cell of Excel, and rows of a sheet
NAME = 31  # characters of the name of a sheet
SHEET_LABELS = {
    "entries": N_("Entries that were answered"),
    "timeline": HEADING_LABELS["timeline"],
    "evidence": N_("Evidence"),
    "kept": N_("Evidence files"),
    "account": N_("Account of the history"),
}


def render(summary: Summary) -> bytes:
    """The file; the same summary gives the same bytes."""
    sheets = [(word(SHEET_LABELS, name, summary.lang), rows) for name, rows in _sheets(summary)]
    sample = translate(INVENTED_SENTENCE, summary.lang) if summary.sample else ""
    return workbook(summary.title, datetime.fromisoformat(summary.generated_at), sheets, sample)


def workbook(named: str, created: datetime, sheets: Iterable[tuple[str, Sequence[Row]]], sample: str = "") -> bytes:
    """A workbook with these sheets; the first row of each is its head. A text that is too long for a cell of Excel ends
    in …, and rows beyond the last one of a sheet are left out. With the sentence ``sample`` a line above each head, the
    name and the printed pages of each sheet say that it is a sample."""
    import xlsxwriter  # type: ignore[import-untyped]  # costs a tenth of a second

    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": named, "created": created})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#E8EEF4"})
    plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
    above: list[Row] = [[f"{MARK}: {sample}"]] if sample else []
    for name, rows in sheets:
        sheet = book.add_worksheet((f"{MARK} {name}" if sample else name)[:NAME])
        sheet.freeze_panes(len(above) + 1, 0)
        if sample:
            sheet.set_header(f"&C&20{MARK}")
            sheet.set_footer(f"&C&20{MARK}")
        sheet.set_column(0, 40, 20)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for number, row in enumerate([*above, *rows][:ROWS]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, _text(cell), plain if number > len(above) else bold)
    book.close()
    return out.getvalue()


def _text(cell: str | int | Decimal | None) -> str:
    """A cell as text: a number unchanged, anything else so that no program runs it as a formula. Lone surrogates are
    replaced, because XML has none."""
    if not isinstance(cell, str):
        return "" if cell is None else str(cell)
    text = neutral(cell)
    text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
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
        rows = [
            [exhibit.exhibit, exhibit.name, exhibit.sha256, exhibit.bytes, exhibit.when] for exhibit in summary.kept
        ]
        yield "kept", [head, *rows]
    if summary.account:
        yield "account", account_rows(summary)
