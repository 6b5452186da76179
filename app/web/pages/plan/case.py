"""The case as a task list: what is done, what comes next, and how to resume or close the case."""

from fastapi import Request
from fastapi.responses import Response

from analyzers.asking.progress import Part
from analyzers.book.losses import totals
from app.cases.access import resume
from app.cases.access.browser_state import GUEST_IDLE
from app.cases.answers import book
from app.cases.answers.book import latest_report
from app.cases.answers.claims import claims_of
from app.cases.answers.unlisted import confirm, unlisted
from app.cases.case import Case
from app.cases.files.uploads import uploads
from app.cases.operation.runs import run_of
from app.cases.plan import progress
from app.cases.plan.self_check import reported_symptoms
from app.cases.plan.view import plan_view
from app.i18n import N_
from app.i18n.translate import gettext, translate
from app.report.claim_table.claim_rows import Sum, sums
from app.report.model import Report
from app.report.summary.labels import ANSWER_LABELS
from app.storage.database import one_connection
from app.web import session
from app.web.context import Context
from app.web.fragments.progress import far
from app.web.fragments.symptoms import symptom_sentences
from app.web.pages.plan.deadlines import soon
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import require
from app.web.slow import slow
from app.web.templating import language, redirect, render
from checklists.order import SETTLED

routes = Routes()

STATE_LABELS = {
    "none": N_("Not yet started"),
    "busy": N_("In progress"),
    "done": N_("Completed"),
    "wait": N_("Cannot start yet"),
    "ready": N_("Ready"),
}
STATE_ICONS = {
    "none": "circle-dashed",
    "busy": "circle-dot",
    "done": "circle-check",
    "wait": "lock",
    "ready": "file-text",
}
UNLISTED_SENTENCE = N_("{title} – answer: {answer}")
MOST_DUE = 2  # deadlines on the overview


@routes.get("/case", label=N_("Overview"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The task list."""
    return _page(request, require(request))


@routes.get("/case/code", label=N_("Your code for coming back"), who=Who.PERSON, cost=None)
def back(request: Request) -> Response:
    """Redirects to the task list: this address only receives forms, and a change of language asks for it as a page."""
    return _page(request, require(request))


@routes.post(
    "/case/code", label=N_("Your code for coming back"), who=Who.PERSON, cost=Within(("code",)), removes=NOTHING
)
@slow("codes")
def new_code(request: Request) -> Response:
    """A new resume code, shown only now. The old one stops working, and the case is closed in all other browsers."""
    code, token = resume.new_code(session.require_own(request), session.here(request))
    session.renewed(request, token)
    return _page(request, require(request), code)


@routes.post(
    "/case/unlisted", label=N_("Answers to what is no longer listed"), who=Who.PERSON, cost=None, removes=NOTHING
)
def read_unlisted(request: Request) -> Response:
    """The person has read which of their answers are to findings that are no longer listed."""
    confirm(session.require_own(request))
    return redirect("/case")


@routes.post("/case/leave", label=N_("Close the case in this browser"), who=Who.READERS, cost=None, removes=NOTHING)
def leave(request: Request) -> Response:
    """Closes the case in this browser."""
    require(request)
    lang = language(request)
    if not session.throw_sample_away(request):
        session.leave(request)
    return redirect(f"/?lang={lang}")


def _page(request: Request, case: Case, code: str = "") -> Response:
    lang = language(request)
    sentences = [translate(sentence, lang) for sentence in symptom_sentences(reported_symptoms(case))]
    asking = book.state(case)
    context: Context = {
        "said": sentences,
        "unlisted": _unlisted(case, lang),
        "tasks": _tasks(case, lang),
        "running": run_of(case).busy,
        "progress": far(asking, lang)["progress"] if asking else None,
        "sums": _sums(case, lang),
        "next": plan_view(case, lang).next_step,
        "due": soon(case, progress.statuses(case, lang), lang)[:MOST_DUE],
    }
    return render(request, "plan/case.html", code=code, idle_days=GUEST_IDLE.days, **context)


def _unlisted(case: Case, lang: str) -> list[str]:
    """The findings that were answered and are no longer listed, each with its answer."""
    named = [(translate(gone.title, lang), translate(ANSWER_LABELS[gone.verdict], lang)) for gone in unlisted(case)]
    return [gettext(UNLISTED_SENTENCE, lang, title=title, answer=answer) for title, answer in named]


def _sums(case: Case, lang: str) -> list[Sum]:
    """The loss according to the answers so far."""
    report = latest_report(case)
    return sums(totals(claims_of(case, report)), lang) if report else []


def _tasks(case: Case, lang: str) -> list[Context]:
    report, run = latest_report(case), run_of(case)
    count = len(uploads(case))
    asking = book.state(case)
    entries = asking.recognition.progress.entries if asking else Part(0, 0)
    plan = progress.statuses(case, lang, report)
    settled = sum(status.progress.state in SETTLED for status in plan)
    read_state = "busy" if run.busy else ("done" if report else "none")
    found_state = _share(entries.done, entries.all) if entries.all else ("none" if report else "wait")
    answered = any(finding.verdict is not None for finding in report.findings) if report else False
    if (found_state == "none" and answered) or (found_state == "done" and asking and asking.pages):
        found_state = "busy"
    files = (
        gettext(N_("{count} handed in"), lang, count=count) if count else translate(N_("Not needed to begin."), lang)
    )
    walked = gettext(N_("Settled: {done} of {all}"), lang, all=len(plan), done=settled) if plan else ""
    return [
        _task(
            "/case/files" if count else "/upload",
            translate(N_("Hand in files and see what was read"), lang),
            files,
            read_state,
            lang,
        ),
        *_pictures(report, lang),
        _task("/case/result", translate(N_("Say what is yours"), lang), "", found_state, lang),
        _task("/case/steps", translate(N_("Do the steps"), lang), walked, _share(settled, len(plan)), lang),
        _task("/case/summary", translate(N_("Download the summary"), lang), "", "ready", lang),
    ]


def _pictures(report: Report | None, lang: str) -> list[Context]:
    """The row for rows of pictures that wait to be compared, where there are any."""
    waiting = report.unconfirmed if report else 0
    hint = gettext(N_("Rows to compare: {count}"), lang, count=waiting)
    name = translate(N_("Compare with the picture"), lang)
    return [_task("/case/pictures", name, hint, "busy", lang)] if waiting else []


def _share(done: int, whole: int) -> str:
    if not done:
        return "none"
    return "done" if done >= whole else "busy"


def _task(path: str, name: str, hint: str, kind: str, lang: str) -> Context:
    """A row of the list; without a link while it cannot start yet."""
    state = translate(STATE_LABELS[kind], lang)
    icon = STATE_ICONS[kind]
    return {
        "path": None if kind == "wait" else path,
        "name": name,
        "hint": hint,
        "kind": kind,
        "icon": icon,
        "state": state,
    }
