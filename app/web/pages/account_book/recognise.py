"""The questions of recognition, one page at a time: an answer is saved at once and brings the next page."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from analyzers.asking import pages as plan
from analyzers.asking.questions import Question
from app.cases.answers import book, looks, verdicts
from app.cases.answers.book import Asking, latest_report
from app.cases.case import Case
from app.cases.change import changing
from app.cases.operation.runs import request_run, run_of
from app.cases.plan import progress
from app.cases.plan.stop_now import STOPS, stop_now
from app.errors import Unreadable
from app.i18n import N_, nN_
from app.i18n.audience import audience
from app.i18n.translate import gettext, translate
from app.report.recognition import STAGE_SENTENCES
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.asked import QuestionCard, asked, recorded
from app.web.fragments.progress import far
from app.web.fragments.report import place_data
from app.web.numbers import whole_number
from app.web.route import ANY, Routes, Who
from app.web.session import notify, require
from app.web.templating import language, redirect, render

routes = Routes()

# About one question, and about several.
CONFIRM_SENTENCES = {
    "mine": (N_("You said that this is yours"), N_("You said that these {count} are yours")),
    "family": (N_("You said that your family knows this"), N_("You said that your family knows these {count}")),
    "not_mine": (N_("You said that this is not yours"), N_("You said that these {count} are not yours")),
    "mine_unpaid": (
        N_("You said that the money of this did not come to you"),
        N_("You said that the money of these {count} did not come to you"),
    ),
    "not_sure": (N_("You were not sure about this"), N_("You were not sure about these {count}")),
}
HEADING_LABELS = {
    "each": N_("Do you recognise these?"),
    "mark": N_("Mark what you do not know"),
    "confirm": N_("Look over your answers"),
}
UNDO_LABEL = N_("Undo")
UNDO_GROUP_LABEL = nN_("Undo the answer about {count} entry", "Undo the answer about {count} entries")


OF_ADDRESSES = {"change", "device", "sign_in"}  # kinds of questions that may name the country of an address


@routes.get("/case/recognise", label=N_("Say what is yours"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request, go: str = "", over: str = "") -> Response:
    """The next page of questions, or the result page where it is time for it (``asking.pauses``); with ``go`` the
    questions continue; with ``over`` answers are looked over (``looks.page_of``)."""
    case = require(request)
    asking = book.state(case)
    if asking is None:
        return _nothing(request, case)
    if (number := whole_number(over)) is not None:
        looked_over = looks.page_of(asking, number)
        return _page(request, case, asking, looked_over, number) if looked_over else redirect("/case/end")
    pages = asking.pages
    if not pages or (plan.pauses(asking.recognition.questions, pages, asking.screens) and not go):
        return redirect("/case/end")
    return _page(request, case, asking, pages[0])


@routes.post("/case/recognise", label=N_("Say what is yours"), who=Who.HAS_CASE, cost=None, removes={"undo": ANY})
async def save(request: Request) -> Response:
    """Saves the answers of a page. Lines without an answer are asked again, and the page says so."""
    return await run_in_threadpool(_save, request, await request.form())


def _save(request: Request, form: FormData) -> Response:
    case = require(request)
    over = whole_number(str(form.get("over") or ""))
    if form.get("undo"):
        _undo(case, str(form.get("of") or ""))
        return redirect(f"/case/recognise?over={over}" if over is not None else "/case/recognise?go=on")
    if form.get("again"):
        with changing(case) as change:
            request_run(change.session, case.id, case.source)
        notify(request)(case.id)
        return redirect("/case/progress?go=on")
    if step := str(form.get("later") or ""):
        if not step.startswith(STOPS):
            raise Unreadable
        progress.set_state(case, step, "", "later")
        return redirect("/case/recognise?go=on")
    if answers := _answers_of(form):
        verdicts.answer(case, answers)
    if over is not None:
        return redirect(f"/case/recognise?over={over + 1 if over else 0}")
    missing = len(answers) < len(form.getlist("question"))
    return redirect("/case/recognise?missing=1" if missing else "/case/recognise")


def _undo(case: Case, look: str) -> None:
    """Takes back what a second look shows, or the last page."""
    if not look:
        verdicts.take_back(case)
    elif asking := book.state(case):
        looks.undo(case, asking, look)


def _answers_of(form: FormData) -> dict[str, str]:
    """The answers of a form; of a page that is looked through, all rows, with the marked ones as not theirs."""
    named = [str(name) for name in form.getlist("question")]
    if form.get("layout") == "mark":
        marked = {str(name) for name in form.getlist("marked")}
        return {name: "not_mine" if name in marked else "mine" for name in named}
    answers = {name: str(form.get(f"a-{name}") or form.get("answer") or "") for name in named}
    return {name: answer for name, answer in answers.items() if answer}


def _page(request: Request, case: Case, asking: Asking, page: plan.Page, over: int | None = None) -> Response:
    lang = language(request)
    name = "cards", lang, audience(), over
    cards = asking.once(name, lambda: [asked(question, asking, lang) for question in page.questions])
    groups = _groups(page, lang)
    credited = next((question.id for question in page.questions if question.kind in OF_ADDRESSES), None)
    return render(
        request,
        "account_book/recognise.html",
        layout=page.layout,
        heading=_heading(page, cards[0], groups, lang),
        intro=[translate(STAGE_SENTENCES[stage], lang) for stage in page.stages if stage in STAGE_SENTENCES],
        cards=cards,
        over=over,
        undos=_undos(asking, page, lang),
        stop=stop_now(case, asking, lang),
        recorded=recorded(asking.last, lang),
        groups=groups,
        problems=_problems(asking, lang),
        missing=bool(request.query_params.get("missing")),
        credited=credited,  # the first card with a country shows where countries come from
        places=place_data(latest_report(case), lang) if credited else None,
        **far(asking, lang),
    )


def _heading(page: plan.Page, first: QuestionCard, groups: dict[str, str], lang: str) -> str:
    if page.layout == "one":
        return first.ask
    if page.layout == "confirm" and not groups:
        return _answered_sentence(page.questions, lang)
    return translate(HEADING_LABELS[page.layout], lang)


def _undos(asking: Asking, page: plan.Page, lang: str) -> dict[str, str]:
    """What the button says that takes back the answer which a second look shows, by the id of the look."""
    if page.layout != "confirm":
        return {}
    sizes = {look.id: (len(look.units), len(looks.undone(asking, look).units)) for look in page.questions}
    return {
        name: gettext(UNDO_GROUP_LABEL, lang, count=whole) if whole > own else translate(UNDO_LABEL, lang)
        for name, (own, whole) in sizes.items()
    }


def _groups(page: plan.Page, lang: str) -> dict[str, str]:
    """A heading with the earlier answer above the first question of each answer, where a second look has several."""
    groups: dict[str, list[Question]] = {}
    for question in page.questions:
        groups.setdefault(question.before or "", []).append(question)
    return {same[0].id: _answered_sentence(same, lang) for same in groups.values()} if len(groups) > 1 else {}


def _answered_sentence(same: Sequence[Question], lang: str) -> str:
    alone, several = CONFIRM_SENTENCES[same[0].before or "not_sure"]
    return gettext(several, lang, count=len(same)) if len(same) > 1 else translate(alone, lang)


def _problems(asking: Asking, lang: str) -> list[str]:
    return [gettext(problem.message.key, lang, **problem.message.values) for problem in asking.recognition.problems]


def _nothing(request: Request, case: Case) -> Response:
    """The page without questions: the files are still being read, were read by another version, or do not exist."""
    run = run_of(case)
    context: Context = {"running": run.busy, "files": run.state != "none"}
    return render(request, "account_book/unasked.html", **context)
