"""The case as a task list: what is done, what comes next, and how to come back or to stop."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from app.cases import case as cases
from app.cases import erase, resume
from app.cases import progress as steps
from app.cases.case import Case
from app.i18n import N_
from app.i18n.translate import gettext, translate
from app.web.pages._shown import told
from app.web.templating import language, redirect, render

router = APIRouter()

STATE_LABELS = {
    "none": N_("Not yet started"),
    "busy": N_("In progress"),
    "done": N_("Completed"),
    "wait": N_("Cannot start yet"),
    "ready": N_("Ready"),
}


@router.get("/case")
def page(request: Request) -> Response:
    """The task list. At the first visit it shows the resume code, which is then never shown again."""
    case = cases.require(request)
    return _page(request, case, resume.first_code(case))


@router.post("/case/code")
def new_code(request: Request) -> Response:
    """A new resume code; the old one stops working."""
    case = cases.require(request)
    return _page(request, case, resume.new_code(case))


@router.post("/case/leave")
def leave(request: Request) -> Response:
    """Closes the case in this browser."""
    lang = language(request)
    erase.leave(request)
    return redirect(f"/?lang={lang}")


def _page(request: Request, case: Case, code: str | None) -> Response:
    lang = language(request)
    said = [translate(one, lang) for one in told(cases.symptoms(case))]
    return render(request, "case.html", code=code, said=said, tasks=_tasks(case, lang), running=cases.run(case).busy)


def _tasks(case: Case, lang: str) -> list[dict[str, Any]]:
    report, run = cases.report(case), cases.run(case)
    uploads = len(cases.uploads(case))
    findings = report["findings"] if report else []
    answered = sum(one["verdict"] is not None for one in findings)
    plan = steps.standing(case, lang, report)
    settled = sum(one.progress.state in steps.SETTLED for one in plan)
    read_state = "busy" if run.busy else ("done" if report else "none")
    found_state = ("none" if report else "wait") if not findings else _share(answered, len(findings))
    if report and not findings:
        found_state = "done"
    files = (
        gettext(N_("{count} handed in"), lang, count=uploads)
        if uploads
        else translate(N_("Not needed to begin."), lang)
    )
    found = gettext(N_("Answered: {done} of {all}"), lang, all=len(findings), done=answered) if findings else ""
    walked = gettext(N_("Settled: {done} of {all}"), lang, all=len(plan), done=settled) if plan else ""
    return [
        _task(
            "/case/files" if uploads else "/upload",
            translate(N_("Hand in files and see what was read"), lang),
            files,
            read_state,
            lang,
        ),
        _task("/case/findings", translate(N_("Say what is yours"), lang), found, found_state, lang),
        _task("/case/steps", translate(N_("Do the steps"), lang), walked, _share(settled, len(plan)), lang),
        _task("/case/summary", translate(N_("Download the summary"), lang), "", "ready", lang),
    ]


def _share(done: int, whole: int) -> str:
    if not done:
        return "none"
    return "done" if done >= whole else "busy"


def _task(path: str, name: str, hint: str, kind: str, lang: str) -> dict[str, Any]:
    """A row of the list. What cannot start yet is no link."""
    state = translate(STATE_LABELS[kind], lang)
    return {"path": None if kind == "wait" else path, "name": name, "hint": hint, "kind": kind, "state": state}
