"""The first view of a step as the pages show it: what to do, the button or the number for it, and what to say."""

from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView, open_part
from app.i18n.translate import translate
from app.web.context import Context
from app.web.fragments.step import desk, inside
from app.web.sampling import missing
from checklists.action import Action
from checklists.questions import questions


def first_view(status: StepStatus, view: PlanView) -> Context:
    """The first view of a step, for the first of its shops, cards or findings that is not settled."""
    part, step = open_part(status), status.planned.step
    action = view.action(status.planned, part)
    whole = len(status.parts) == 1
    called = desk(action.desk, view.lang) if action.desk else None
    return {
        "id": step.id,
        "heading": view.heading(action),
        "service": action.service or "",
        "minutes": step.minutes,
        "desk": called,
        "page": _page(action),
        "where": translate(action.where, view.lang) if action.where else "",
        "warn": translate(action.warn, view.lang) if action.warn else "",
        "needs": _needs(action, view),
        "say": [translate(sentence, view.lang) for sentence in action.say],
        "calls": bool(action.say and "case_number" in step.record) or bool(called and called["phone"]),
        "inside": _inside(status, view),
        "subject": None if whole else part.subject,
        "rev": part.progress.rev if whole or part.progress.rev else None,
    }


def _page(action: Action) -> Context | None:
    if action.page is None:
        return None
    page = action.page
    return {"url": page.url, "name": page.name, "labels": list(page.labels), "verified": page.verified}


def _needs(action: Action, view: PlanView) -> Context | None:
    if action.needs is None or view.sample:
        return None
    question = questions()[action.needs]
    return {"id": question.id, "ask": translate(question.ask, view.lang)}


def _inside(status: StepStatus, view: PlanView) -> tuple[str, str] | None:
    """The first page of this service that is part of the step."""
    pages = inside(status.planned.step, view.lang)
    return next((page for page in pages if not (view.sample and missing(page[0]))), None)
