"""The files of a case: format, rows, period and problems of each, and which were not recognised."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import count

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from app.cases.answers import offered
from app.cases.answers.book import latest_report
from app.cases.files import uploads
from app.cases.operation.runs import run_of
from app.i18n import N_, nN_
from app.i18n.formats import decimal_size, when
from app.i18n.translate import gettext, value
from app.importers.accounting import EVENTS, SAME
from app.report.catalogue import persons_clock
from app.report.grouped import where
from app.report.model import NOT_RECOGNISED, NOTES, File, Report, StoredProblem
from app.report.papers import is_paper
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.report import format_title, period
from app.web.fragments.untrusted import safe_text, translator
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, render

routes = Routes()

WHOLE = 5  # files whose cards are shown at once; the others unfold
PROBLEMS_AT_ONCE = 20  # shown at once; the others unfold
MAX_PROBLEMS = 1_000  # on a page; further problems are in the downloads
MAX_UNREAD = 500
UNUSED_AT_ONCE = 10  # cards on the page after a run; the others are on the page of the files
BECAME_SENTENCES = (
    nN_("{count} row became an event", "{count} rows became events"),
    nN_("{count} row belongs to the event of another row", "{count} rows belong to the events of other rows"),
    nN_("{count} row is no event", "{count} rows are no events"),
)
GENERIC = "generic.csv"  # the format of tables whose columns the person named


@dataclass(frozen=True, slots=True)
class Offered:
    """The parts of an address that name a table whose columns the person may name."""

    ref: str


@dataclass(frozen=True, slots=True)
class FileCard:
    """A file as its card shows it. ``advice`` says what can be done with a file that is not recognised; ``became``
    explains what the rows became, where not each is an event. ``more`` problems and the ``notes`` unfold, ``cut``
    counts problems that no page shows."""

    name: Markup
    format: str | None
    named: bool
    rows: str | None
    period: Markup | None
    size: str
    seen: Sequence[Sequence[Markup]]
    advice: Markup | None
    unknown: bool
    became: Sequence[str]
    offered: Sequence[Offered]
    problem_count: int
    problems: Sequence[Markup]
    more: Sequence[Markup]
    cut: int
    notes: Sequence[Markup]
    folded: bool = False


@routes.get("/case/files", label=N_("Files"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The files of the latest report."""
    case, lang = require(request), language(request)
    report = latest_report(case)
    context = template_context(report, lang, partial(offered.reference, case)) if report and report.files else {}
    uploaded = [
        {
            "id": upload.id,
            "name": safe_text(upload.name),
            "from_log": upload.from_log,
            "size": decimal_size(upload.size),
            "when": when(upload.created_at, "stated", lang, persons_clock(report, lang)),
        }
        for upload in uploads.uploads(case)
    ]
    return render(
        request, "hand_in/files.html", report=bool(context), running=run_of(case).busy, uploaded=uploaded, **context
    )


def template_context(report: Report, lang: str, reference: Callable[[str], str]) -> Context:
    """The context of the template: files in groups, each in the order of the uploads. ``reference`` gives the web
    address of a table whose columns the person may name."""
    groups: dict[str, list[File]] = {name: [] for name in ("read", "unknown", "refused", "papers", "unread", "later")}
    for file in report.files:
        groups[_group(file)].append(file)
    unread, later = groups.pop("unread"), groups.pop("later")
    place = count()
    cards = {
        name: [replace(_file(file, report.zone, lang, reference), folded=next(place) >= WHOLE) for file in files]
        for name, files in groups.items()
    }
    return {
        "count": len(later) + sum(len(files) for name, files in groups.items() if name != "papers"),
        "rows": sum(file.rows or 0 for file in groups["read"]),
        **cards,
        "later": [safe_text(file.path) for file in later[:MAX_UNREAD]],
        "later_more": max(0, len(later) - MAX_UNREAD),
        "unread": [{"name": safe_text(file.path)} for file in unread[:MAX_UNREAD]],
        "unread_more": max(0, len(unread) - MAX_UNREAD),
    }


def unused(report: Report, everything: bool, lang: str, reference: Callable[[str], str]) -> Context:
    """Cards of the files that gave nothing, for the page after a run: of those that should hold a history, or of
    ``everything``, those last in which none is looked for. ``reference`` as above."""
    files = [file for file in report.files if not file.events and (everything or not (file.format or is_paper(file)))]
    files.sort(key=lambda file: file.not_read)
    cards = [_file(file, report.zone, lang, reference) for file in files[:UNUSED_AT_ONCE]]
    return {"unused": cards, "unused_more": len(files) - len(cards)}


def _group(file: File) -> str:
    if file.format:
        return "read"
    if file.later:
        return "later"
    if file.not_read:
        return "unread"
    if is_paper(file):
        return "papers"
    return "unknown" if file.rows is not None else "refused"


def _file(file: File, zone: str | None, lang: str, reference: Callable[[str], str]) -> FileCard:
    problems = [problem for problem in file.problems if problem.code not in NOTES and problem.code != NOT_RECOGNISED]
    advice = next((problem for problem in file.problems if problem.code == NOT_RECOGNISED), None)
    return FileCard(
        name=safe_text(file.path),
        format=format_title(file.format, lang) if file.format else None,
        named=file.format == GENERIC,
        rows=value(file.rows, lang) if file.rows is not None else None,
        period=_period(file, zone, lang),
        size=decimal_size(file.bytes),
        seen=[[safe_text(cell) for cell in table] for table in file.header] if not file.format else [],
        advice=_problem(advice, lang) if advice else None,
        unknown=_group(file) == "unknown",
        became=_became(file, lang),
        offered=[Offered(reference(header)) for header in dict.fromkeys(file.offered)],
        problem_count=len(problems),
        problems=_problems(problems[:PROBLEMS_AT_ONCE], lang),
        more=_problems(problems[PROBLEMS_AT_ONCE:MAX_PROBLEMS], lang),
        cut=max(0, len(problems) - MAX_PROBLEMS),
        notes=_problems([problem for problem in file.problems if problem.code in NOTES][:MAX_PROBLEMS], lang),
    )


def _became(file: File, lang: str) -> list[str]:
    """An explanation of what the rows became, where not each is a separate event."""
    if not file.accounted or file.accounted.get(EVENTS) == file.rows:
        return []
    events, same = (file.accounted.get(name, 0) for name in (EVENTS, SAME))
    counts = (events, same, sum(file.accounted.values()) - events - same)
    pairs = zip(BECAME_SENTENCES, counts, strict=True)
    return [gettext(sentence, lang, count=count) for sentence, count in pairs if count]


def _period(file: File, zone: str | None, lang: str) -> Markup | None:
    start, end = file.period or (None, None)
    return period(start, end, zone, lang)


def _problems(problems: Sequence[StoredProblem], lang: str) -> list[Markup]:
    return [_problem(problem, lang) for problem in problems]


def _problem(problem: StoredProblem, lang: str) -> Markup:
    _ = translator(lang)
    sentence = _(problem.message, **problem.values)
    place = where(problem)
    return _(place[0], **place[1], problem=sentence) if place else sentence
