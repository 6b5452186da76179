"""The first view of a step as the pages show it: what to do, the button or the number for it, and what to say."""

from app.cases.plan.before_first import open_questions
from app.cases.plan.progress import StepPart, StepStatus
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.web.context import Context
from app.web.fragments.plan_view import PlanView
from app.web.fragments.step import desk, inside
from app.web.sampling import missing
from checklists.action import Action, action_of
from checklists.order import SETTLED
from checklists.questions import questions
from checklists.sites import display_name


def first_view(status: StepStatus, view: PlanView) -> Context:
    """The first view of a step, for the first of its shops, cards or findings that is not settled."""
    part, step = _open_part(status), status.planned.step
    action = action_in(status, view, part)
    whole = len(status.parts) == 1
    called = desk(action.desk, view.lang) if action.desk else None
    return {
        "id": step.id,
        "heading": str(gettext(action.verb, view.lang, service=action.service or "")),
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


def action_in(status: StepStatus, view: PlanView, part: StepPart | None = None) -> Action:
    """What a step asks for first, for one of its shops or in general."""
    return action_of(
        status.planned,
        sites=view.report.shops,
        lang=view.lang,
        home=LANGUAGES[view.lang].markets,
        conditions=view.conditions,
        open_questions=open_questions(view.answers),
        site=part.name if part and part.kind == "shop" and part.name else None,
    )


def row_heading(status: StepStatus, view: PlanView) -> str:
    """What to do in words, with all accounts that the step is about by their names."""
    action = action_in(status, view)
    names = [display_name(part.name, view.lang) for part in status.parts if part.kind == "shop" and part.name]
    service = LANGUAGES[view.lang].comma.join(names) if len(names) > 1 else action.service or ""
    return str(gettext(action.verb, view.lang, service=service))


def _open_part(status: StepStatus) -> StepPart:
    return next((part for part in status.parts if part.progress.state not in SETTLED), status.parts[0])


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
