"""The questions of recognition, one page at a time: an answer is saved at once and brings the next page."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from analyzers.recognition.kinds import ANSWERS
from app.cases import asking as plan
from app.cases import recognition
from app.cases.case import Case
from app.cases.recognition import Asking
from app.cases.runs import request_run, run_of
from app.i18n import N_, nN_
from app.i18n.translate import gettext, translate
from app.storage.database import writing
from app.web.context import Context
from app.web.fragments.asked import asked, duration
from app.web.session import notify, require
from app.web.templating import language, redirect, render

router = APIRouter()

ANSWER_LABELS = {
    "mine": N_("Me"),
    "family": N_("My family"),
    "not_mine": N_("None of us"),
    "not_sure": N_("Don’t know"),
}
RECORDED_LABELS = {
    "mine": N_("Recorded: that was me"),
    "family": N_("Recorded: my family"),
    "not_mine": N_("Recorded: none of us"),
    "not_sure": N_("Recorded: not sure"),
}
RECORDED_MANY = nN_("Recorded: {count} answer", "Recorded: {count} answers")
STAGE_SENTENCES = {
    "review": N_("What happened around the days of what is not yours"),
    "scan": N_("Single purchases that only your answer about a place or payee covers"),
    "second_look": N_("Please look once more: this answer counts"),
}
HEADING_LABELS = {
    "each": N_("Do you recognise these?"),
    "mark": N_("Mark what you do not know"),
}


@router.get("/case/recognise")
def page(request: Request, go: str = "") -> Response:
    """The next page of questions. When what alarms led to is answered, the end page comes first; ``go`` asks on."""
    case = require(request)
    asking = recognition.state(case)
    if asking is None:
        return _nothing(request, case)
    pages = plan.pages(asking.found)
    done = plan.has_urgent(asking.found) and not plan.has_begun_rest(asking.found)
    if not pages or (done and not pages[0].urgent and not go):
        return redirect("/case/end")
    return _page(request, asking, pages)


@router.post("/case/recognise")
async def save(request: Request) -> Response:
    """Saves the answers of a page. Lines without one are asked again."""
    return await run_in_threadpool(_save, request, await request.form())


def _save(request: Request, form: FormData) -> Response:
    case = require(request)
    if form.get("undo"):
        recognition.take_back(case)
    elif form.get("again"):
        with writing(case.service.engine) as session:
            request_run(session, case.id)
        notify(request)(case.id)
        return redirect("/case/progress?go=on")
    elif given := _given(form):
        recognition.answer(case, given, form.get("stage") != "main")
    return redirect(f"/case/recognise{'?go=on' if form.get('go') else ''}")


def _given(form: FormData) -> dict[str, str]:
    """The answers of a form: of a page to be looked through all rows, the marked ones as not theirs."""
    named = [str(one) for one in form.getlist("question")]
    if form.get("layout") == "mark":
        marked = {str(one) for one in form.getlist("marked")}
        return {name: "not_mine" if name in marked else "mine" for name in named}
    given = {name: str(form.get(f"a-{name}") or form.get("answer") or "") for name in named}
    return {name: answer for name, answer in given.items() if answer}


def _page(request: Request, asking: Asking, pages: list[plan.Page]) -> Response:
    lang, one = language(request), pages[0]
    cards = [asked(question, asking, lang) for question in one.questions]
    left = [it for it in pages if it.urgent] or pages
    return render(
        request,
        "recognise.html",
        layout=one.layout,
        stage=one.stage,
        heading=cards[0].ask if one.layout == "one" else translate(HEADING_LABELS[one.layout], lang),
        intro=translate(STAGE_SENTENCES[one.stage], lang) if one.stage in STAGE_SENTENCES else "",
        cards=cards,
        answers=[(name, translate(label, lang)) for name, label in ANSWER_LABELS.items()],
        recorded=_recorded(asking.last, lang),
        left=len(left),
        time=duration(plan.seconds(left), lang),
        go=not one.urgent,
        problems=_problems(asking, lang),
    )


def _recorded(last: list[str], lang: str) -> str:
    if not last:
        return ""
    if len(last) == 1 and last[0] in ANSWERS:
        return translate(RECORDED_LABELS[last[0]], lang)
    return gettext(RECORDED_MANY, lang, count=len(last))


def _problems(asking: Asking, lang: str) -> list[str]:
    return [gettext(one.message.key, lang, **one.message.values) for one in asking.found.problems]


def _nothing(request: Request, case: Case) -> Response:
    """No questions are stored: the files are being read, were read by another version, or there are none."""
    context: Context = {"running": run_of(case).busy, "files": run_of(case).state != "none"}
    return render(request, "unasked.html", **context)
