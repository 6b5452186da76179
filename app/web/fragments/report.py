"""Parts of a report that several pages show."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from analyzers.findings.finding import Evidence
from app.i18n import N_
from app.i18n.formats import day, local_day
from app.i18n.translate import translate, value
from app.importers import formats
from app.report.catalogue import clock
from app.report.event_words import TABLE_LABELS, mail_sentence
from app.report.model import Coverage, Report
from app.report.summary.words import NOTE_LABELS, named_site, word
from app.web.fragments.untrusted import file_location, safe_text, translator

RowsShown = Literal["none", "triggers", "all"]
ROWS_AT_ONCE = 4  # evidence rows shown at once; the finding has a page for the others
MAX_ROWS = 60  # evidence rows on a page; further rows are in the downloads
# What exports write into a cell that says nothing.
EMPTY_CELLS = {"", "not available", "not applicable", "n/a", "-"}


@dataclass(frozen=True, slots=True)
class Covered:
    """The period and the number of entries of one history."""

    history: str
    shop: str
    period: str
    count: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its cells with a value, the names of empty ones, and the other places of the same event."""

    where: Markup
    cells: Sequence[tuple[Markup, Markup]]
    empty: Markup | None
    also: Sequence[Markup]
    mail: str | None = None


@dataclass(frozen=True, slots=True)
class EvidenceRows:
    """Rows of a finding. ``more`` counts rows that only its own page shows, ``cut`` rows that no page shows."""

    rows: Sequence[Row]
    more: int
    cut: int


def format_title(format_id: str, lang: str) -> str:
    """The title of a format; its id for a format that this version no longer has."""
    module = formats().get(format_id)
    return translate(module.title, lang) if module else format_id


def period(start: str | None, end: str | None, zone: str | None, lang: str) -> Markup | None:
    """A period in days in a time zone; None if the file has no dates."""
    if not start or not end:
        return None
    days = [day(local_day(moment, zone), lang) for moment in (start, end)]
    if days[0] == days[1]:
        return safe_text(days[0])
    return translator(lang)(N_("{start} to {end}"), start=days[0], end=days[1])


def coverage(extents: Sequence[Coverage], report: Report, lang: str) -> list[Covered]:
    """The examined periods, or those of what only mails or pictures show."""
    return [
        Covered(
            history=word(TABLE_LABELS, covered.table, lang),
            shop=safe_text(named_site(covered.shop or covered.service, lang)),
            period=period(covered.start, covered.end, clock(report, covered.shop), lang)
            or word(NOTE_LABELS, "not_stated", lang),
            count=value(covered.events, lang),
        )
        for covered in extents
    ]


def evidence_rows(rows: Iterable[Evidence], lang: str, rows_shown: RowsShown = "triggers") -> EvidenceRows:
    """The rows that a finding cites, with their original cells: its triggers first, then (``all``) their context.
    ``more`` counts those that only the finding's own page shows, ``cut`` those that no page does."""
    ordered = sorted(rows, key=lambda row: row.role != "trigger")
    triggers = sum(row.role == "trigger" for row in ordered[:ROWS_AT_ONCE]) or 1
    opened = {"none": 0, "triggers": triggers, "all": MAX_ROWS}[rows_shown]
    opened_rows = [_row(row, lang) for row in ordered[:opened]]
    cut = max(0, len(ordered) - MAX_ROWS) if rows_shown == "all" else 0
    return EvidenceRows(opened_rows, 0 if rows_shown == "all" else len(ordered) - len(opened_rows), cut)


def _row(row: Evidence, lang: str) -> Row:
    cells = [(safe_text(name), safe_text(cell)) for name, cell in row.fields.items() if cell and not _is_empty(cell)]
    empty = [name for name, cell in row.fields.items() if _is_empty(cell)]
    return Row(
        where=file_location(lang, row.path, row.line),
        cells=cells,
        empty=safe_text(value(empty, lang)) if empty else None,
        also=[file_location(lang, place.path, place.line) for place in row.also],
        mail=mail_sentence(row.mail, lang),
    )


def _is_empty(cell: str | None) -> bool:
    return (cell or "").strip().lower() in EMPTY_CELLS


def place_data(report: Report | None, lang: str) -> dict[str, str] | None:
    """The date of the place data, if countries were looked up at all: every page on which they may stand credits it."""
    if report is None:
        return None
    used = any(report.events.get(table) for table in ("logins", "changes"))
    if not used or not report.places:
        return None
    networks = report.places.networks  # reports made before networks were named have none
    more = {"source": networks.source, "networks_as_of": value(networks.as_of, lang)} if networks else {}
    return {"as_of": value(report.places.as_of, lang), **more}
