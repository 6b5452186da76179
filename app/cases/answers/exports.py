"""The tables that every case can export, also without an incident (``app.report.exports``), made from its stored
events."""

from app.cases.answers import book
from app.cases.answers.book import Asking
from app.cases.answers.entries import Filter, filtered
from app.cases.case import Case
from app.cases.files.uploads import EVENTS, uploads
from app.cases.record import owner
from app.errors import NotFound
from app.i18n.translate import gettext, translate
from app.report import build, exports
from app.report.sample import INVENTED_SENTENCE
from app.report.summary.forms import csv, xlsx
from app.report.summary.forms.csv import Row
from app.storage.tables import now
from app.version import version

FORMS = {"csv": csv.MEDIA_TYPE, "xlsx": xlsx.MEDIA_TYPE}


def table(case: Case, name: str, lang: str) -> list[Row]:
    """The head and the rows of one export; ``NotFound`` for an unknown name. Without files, the head alone."""
    if name == "account":
        asking = book.state(case)
        if asking is None:
            raise NotFound
        every = asking.recognition.frame.sort("at", "unit", nulls_last=True)
        return exports.account(every, asking.recognition.answers, lang, _marks(asking, lang))
    if name not in exports.EXPORT_LABELS:
        raise NotFound
    stored = {*case.service.vault.names(case.id), *case.versions}  # one that was read and is gone is missed
    read = [blob for upload in uploads(case) if (blob := EVENTS.of(upload.id)).name in stored]
    reads = [build.Read.load(blob.load(case)) for blob in read]
    _, history = build.merged(reads, owner.owner_of(case))
    return exports.refunds(history, lang) if name == "refunds" else exports.ledger(history, lang)


def file(case: Case, name: str, form: str, lang: str) -> bytes:
    """An export as a file. ``NotFound`` for an unknown form."""
    if form not in FORMS:
        raise NotFound
    return _written(case, table(case, name, lang), exports.title(name, lang), form, lang)


def entries(case: Case, asking: Asking, chosen: Filter, form: str, lang: str) -> bytes:
    """The entries that a filter lets through, in its order, as a file. ``NotFound`` for a form that does not exist."""
    if form not in FORMS:
        raise NotFound
    some = asking.recognition.frame[filtered(case, asking, chosen)["unit"].to_list()]
    rows = exports.account(some, asking.recognition.answers, lang, _marks(asking, lang))
    return _written(case, rows, translate(exports.ENTRIES_LABEL, lang), form, lang)


def _marks(asking: Asking, lang: str) -> dict[int, list[str]]:
    """The reasons for which entries are marked, by unit."""
    marks: dict[int, list[str]] = {}
    for reason in asking.stored.reasons:
        title = gettext(reason.title, lang, **reason.values)
        for unit in reason.units:
            marks.setdefault(unit, []).append(title)
    return marks


def _written(case: Case, rows: list[Row], title: str, form: str, lang: str) -> bytes:
    if form == "csv":
        return csv.written(rows, case.sample)
    sample = translate(INVENTED_SENTENCE, lang) if case.sample else ""
    return xlsx.workbook(f"{title} – Mioboe {version()}", now(), [(title, rows)], sample)
