"""The tables that a case gives without any incident (``app.report.exports``), made of its stored events."""

from importlib.metadata import version

from app.cases import book, owner
from app.cases.case import Case
from app.cases.uploads import uploads
from app.errors import NotFound
from app.i18n.translate import translate
from app.report import build, exports
from app.report.sample import INVENTED_SENTENCE
from app.report.summary.forms import csv, xlsx
from app.report.summary.forms.csv import Row
from app.storage.tables import now

FORMS = {"csv": csv.MEDIA_TYPE, "xlsx": xlsx.MEDIA_TYPE}


def table(case: Case, name: str, lang: str) -> list[Row]:
    """The head and the rows of one export; ``NotFound`` for another name. Without files, the head alone."""
    if name == "account":
        asking = book.state(case)
        if asking is None:
            raise NotFound
        return exports.account(asking.found.frame, asking.found.answers, lang)
    if name not in exports.EXPORT_LABELS:
        raise NotFound
    stored = case.service.vault.names(case.id)
    read = [f"{one.id}.events" for one in uploads(case) if f"{one.id}.events" in stored]
    reads = [build.Read.load(case.service.vault.get(case.key, one)) for one in read]
    _, history = build.merged(reads, owner.owner_of(case))
    return exports.refunds(history, lang) if name == "refunds" else exports.ledger(history, lang)


def file(case: Case, name: str, form: str, lang: str) -> bytes:
    """An export as a file. ``NotFound`` for a form that there is not."""
    if form not in FORMS:
        raise NotFound
    rows = table(case, name, lang)
    if form == "csv":
        return csv.written(rows, case.sample)
    title, sample = exports.title(name, lang), translate(INVENTED_SENTENCE, lang) if case.sample else ""
    return xlsx.workbook(f"{title} – Mioboe {version('mioboe')}", now(), [(title, rows)], sample)
