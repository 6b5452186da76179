"""The summary as a table for spreadsheets: one row for each evidence row, in the order of time."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from io import StringIO
from typing import TypeAlias

from app.i18n import N_
from app.report.event_words import mail_sentence
from app.report.sample import marked
from app.report.summary.labels import ANSWER_LABELS, ROLE_LABELS
from app.report.summary.model import Finding, Summary
from app.report.summary.words import COLUMN_LABELS, word
from app.report.typeset.shown import visible_text

title = N_("Summary as a table (CSV)")
hint = N_("One row for each piece of evidence, for a spreadsheet.")
rank = 3  # among the forms on the page
MEDIA_TYPE = "text/csv; charset=utf-8"

Row: TypeAlias = "Sequence[str | int | Decimal | None]"
ENTRY = ("number", "when", "what", "order", "amount", "paid_with", "answer", "home")
COLUMNS = (
    *("number", "when", "utc", "basis", "what", "severity", "answer", "message", "innocent", "finding_id"),
    *("evidence", "role", "file", "line", "also", "mail", "home"),
)

# A spreadsheet runs a cell that begins so, also behind blanks, quotes and characters that nobody sees. The full-width
# signs count as their narrow forms in Japanese input.
_FORMULA = re.compile(
    r"[ \u00a0\u3000\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff"
    r"\"'\u2018-\u201f\uff02\uff07]*[=+\-@\t\r\n\x00|%＝＋－＠]"
)


def neutral(text: str) -> str:
    """The cell as text that no spreadsheet runs as a formula: a single quote is put before what might be one."""
    return "'" + visible_text(text) if _FORMULA.match(text) else visible_text(text)


def render(summary: Summary) -> bytes:
    """The evidence; for recipients who see no findings, only the entries."""
    return written(table_of(summary) if "findings" in summary.parts else entries_of(summary), summary.sample)


def written(rows: Iterable[Row], sample: bool = False) -> bytes:
    """UTF-8 with BOM, CRLF, every field quoted: Excel opens it correctly in every language. Numbers stay numbers. In
    the ``sample`` each row begins with the mark."""
    out = StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    for row in marked(rows) if sample else rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig", "backslashreplace")


def entries_of(summary: Summary) -> list[Row]:
    """The head, the rows that were answered, under their numbers, and their sums."""
    lang = summary.lang
    rows: list[Row] = [[word(COLUMN_LABELS, name, lang) for name in ENTRY]]
    for claim in (*summary.denied, *summary.unsure):
        answer = word(ANSWER_LABELS, claim.verdict, lang)
        rows.append(
            [claim.number, claim.when, claim.what, claim.order, claim.amount, claim.paid_with, answer, claim.home]
        )
    return rows + [[None, None, line.label, None, line.amounts, None, None, None] for line in summary.sums]


def table_of(summary: Summary) -> list[Row]:
    """The head and the rows, and the sums, which are under “what” and “message”. The columns of ``COLUMNS`` come first,
    then every column of the evidence, named as in its file."""
    findings = sorted(
        [*summary.findings, *summary.recognised],
        key=lambda finding: (finding.at is None, finding.at or "", finding.number),
    )
    originals = list(dict.fromkeys(name for finding in findings for row in finding.evidence for name in row.fields))
    head: list[str | int | Decimal | None] = [word(COLUMN_LABELS, name, summary.lang) for name in COLUMNS]
    rows: list[Row] = [row for finding in findings for row in _rows(finding, originals, summary.lang)]
    blank = [None] * (len(COLUMNS) + len(originals) - 8)
    rows += [[*[None] * 4, line.label, None, None, line.amounts, *blank] for line in summary.sums]
    return [[*head, *originals], *rows]


def _rows(finding: Finding, originals: list[str], lang: str) -> Iterator[Row]:
    """One row for each evidence row; a finding without evidence has one row, too."""
    own: list[str | int | Decimal | None] = [
        finding.number,
        finding.when,
        finding.utc,
        finding.basis,
        finding.title,
        finding.severity_name,
        finding.answer,
    ]
    own += [finding.message, finding.innocent, finding.id]
    if not finding.evidence:
        yield own + [None] * 6 + [finding.home] + [None] * len(originals)
    for place, row in enumerate(finding.evidence, 1):
        also = "\n".join(f"{other.path} : {other.line}" for other in row.also)
        cited = [f"{finding.number}-{place}", word(ROLE_LABELS, row.role, lang), row.path, row.line, also]
        cited += [mail_sentence(row.mail, lang), finding.home]
        yield own + cited + [row.fields.get(name) for name in originals]
