"""The result: what happened in the worst episode, which orders it is about, and where to begin."""

from collections.abc import Mapping, Sequence
from datetime import date

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from analyzers.asking.questions import summed
from analyzers.book.losses import totals
from analyzers.events.answers import RECOGNISED
from analyzers.events.marks import ALARMS, Money
from analyzers.findings.finding import Episode, Finding, Place, StoryLine
from analyzers.rules.outcome import assessed
from app.cases.answers import book
from app.cases.answers.book import Asking, latest_report
from app.cases.answers.claims import claims_of
from app.cases.operation.runs import run_of
from app.cases.plan.self_check import reported_symptoms
from app.cases.plan.view import plan_view
from app.i18n import N_
from app.i18n.audience import audience
from app.i18n.formats import local_day
from app.i18n.translate import gettext, value
from app.report.claim_table.claim import Detail
from app.report.claim_table.claim_rows import sums
from app.report.drawings.balances import balances
from app.report.drawings.pictures import timeline
from app.report.model import Report
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.progress import far
from app.web.fragments.report import place_data
from app.web.fragments.untrusted import safe_text, translator
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, macro, render

routes = Routes()

HEADINGS = {
    "alarm": N_("On {day} somebody else may have used your account"),
    "alarm_undated": N_("Somebody else may have used your account"),
    "unusual": N_("Some things are worth a look"),
    "calm": N_("Nothing stood out in what you handed in"),
    "unread": N_("Nothing could be examined"),
    "later": N_("Your pictures are still to be read"),
    "waiting": N_("Compare the rows with their pictures first"),
}
MAX_LINES = 3  # sentences of the episode
MAX_NAMES = 2  # things that a sentence names
MAX_OTHERS = 12
MAX_BALANCES = 2  # the detailed record has all of them


@routes.get("/case/result", label=N_("Result"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The result of the latest report, or why there is none yet."""
    case, lang = require(request), language(request)
    report = latest_report(case)
    context: Context = {"running": run_of(case).busy, "report": bool(report and report.files)}
    if report and report.files:
        asking = book.state(case)
        rows = book.row_details(case, report)
        name = "result", lang, audience()
        context |= report.once(name, lambda: _story(report, rows, lang), rows)
        context |= asking.once(name, lambda: _questions(asking, lang)) if asking else {"asking": False}
        context["unconfirmed"] = report.unconfirmed
        context["places"] = place_data(report, lang)
        context["sums"] = sums(totals(claims_of(case, report)), lang)
        context["pictures"] = report.once(("pictures", lang, audience()), lambda: _pictures(report, lang))
        if context["alarm"] or reported_symptoms(case):
            step = plan_view(case, lang).next_step
            context["next"] = step if step and step.now else None
    return render(request, "account_book/result.html", **context)


def _why_nothing(report: Report) -> str:
    """The heading of a report in which nothing is examined."""
    return "waiting" if report.unconfirmed else "later" if report.later else "unread"


def _pictures(report: Report, lang: str) -> Markup:
    drawn = timeline(report, lang), balances(report, lang)[:MAX_BALANCES]
    return macro("pictures.html", "overview", lang, *drawn)


def _story(report: Report, rows: Mapping[Place, Detail], lang: str) -> Context:
    """The worst episode in sentences, the other findings as lines, and the checks that could not be made. ``rows`` are
    the details of the rows that findings cite."""
    _ = translator(lang)
    known = {finding.id: finding for finding in report.findings}
    open_ = [episode for episode in report.episodes if any(_open(known.get(name)) for name in episode.findings)]
    worst = open_[0] if open_ else None
    inside = set(worst.findings) if worst else set()
    notices = [finding for finding in report.findings if finding.kind == "proof" and finding.id not in inside]
    others = [
        finding
        for finding in report.findings
        if finding.id not in inside and finding.kind != "proof" and _open(finding)
    ]
    open_ids = {finding.id for finding in report.findings if _open(finding)}
    lines = [line for line in worst.story if open_ids.intersection(line.findings)] if worst else []
    texts = [(_(line.key, **line.values), line) for line in lines[:MAX_LINES]]
    sentences = [{"text": text, "bought": _bought(text, line, known, rows, lang)} for text, line in texts]
    outcomes, unread = report.outcomes, HEADINGS[_why_nothing(report)]
    unmade = [_(check.title, **check.values) for check in outcomes if check.outcome == "not_assessable"]
    return {
        "heading": _heading(worst, lines, lang) if report.examined else _(unread),
        "read": report.examined,
        "alarm": worst is not None and worst.severity in ALARMS,
        "sentences": sentences,
        "others": _lines(others, lang),
        "notices": _lines(notices, lang),
        "unmade": unmade,
        "clear": sum(check.outcome == "clear" for check in assessed(outcomes)),
        "checked": bool(assessed(outcomes)),
    }


def _bought(
    text: Markup, line: StoryLine, known: Mapping[str, Finding], rows: Mapping[Place, Detail], lang: str
) -> Markup:
    """The sentence with what was ordered and for how much, where it does not say so itself."""
    orders = {
        row.place: row
        for name in line.findings
        if name in known
        for row in known[name].evidence
        if row.role == "trigger" and row.table == "orders"
    }
    amounts = [row.money for row in orders.values() if row.money]
    if not amounts or any(isinstance(filled, Money) for filled in line.values.values()):
        return Markup()
    names = dict.fromkeys(rows[place].name for place in orders if place in rows and rows[place].name)
    more = [name for name in list(names)[:MAX_NAMES] if str(safe_text(name)) not in text]
    total = summed([amount.currency for amount in amounts], [amount.minor for amount in amounts])
    return safe_text(" · ".join([*more, *(value(money, lang) for money in total)]))


def _open(finding: Finding | None) -> bool:
    return finding is not None and finding.verdict not in RECOGNISED


def _heading(worst: Episode | None, lines: Sequence[StoryLine], lang: str) -> Markup:
    name = "calm" if worst is None else "unusual" if worst.severity not in ALARMS else "alarm"
    first = _first_day(worst, lines) if worst and name == "alarm" else None
    sentence = HEADINGS["alarm_undated" if name == "alarm" and not first else name]
    return translator(lang)(sentence, day=first or "")


def _first_day(worst: Episode, lines: Sequence[StoryLine]) -> date | None:
    """The day of the first sentence of the story. An episode may begin earlier, with the owner's own event that a
    finding cites."""
    at = lines[0].values.get("at") if lines else None
    text, _, zone = str(at or worst.start or "").rstrip("]").partition("[")
    try:
        return local_day(text, zone or worst.zone)
    except ValueError:
        return None


def _lines(findings: Sequence[Finding], lang: str) -> list[Context]:
    """A line for each kind of finding, with the number of those of its kind."""
    _ = translator(lang)
    kinds: dict[str, list[Finding]] = {}
    for finding in findings:
        kinds.setdefault(finding.detector, []).append(finding)
    return [
        {"id": some[0].id, "title": _(some[0].title, **some[0].values), "count": len(some)} for some in kinds.values()
    ][:MAX_OTHERS]


def _questions(asking: Asking, lang: str) -> Context:
    """The progress of the person, and problems of files and answers."""
    return far(asking, lang) | {
        "asking": True,
        "questions": bool(asking.recognition.questions),
        "problems": [
            gettext(problem.message.key, lang, **problem.message.values) for problem in asking.recognition.problems
        ],
    }
