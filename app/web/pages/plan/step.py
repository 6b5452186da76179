"""One step: all that is known of it, the way to take where it cannot be done, and the page for a call."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response
from markupsafe import Markup

from app.cases.case import Case
from app.cases.files import evidence
from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView, plan_view
from app.cases.record import contacts, notes
from app.errors import NotFound
from app.i18n import N_
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.catalogue import persons_clock
from app.storage.database import one_connection
from app.web.fragments.first import first_view
from app.web.fragments.ladder import ladders
from app.web.fragments.plan_cards import reasons_for, status_card, step_parts
from app.web.fragments.step import desk, place_card
from app.web.fragments.untrusted import safe_text
from app.web.route import NOTHING, Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists import model
from checklists.labels import RECORD_LABELS
from checklists.questions import facts
from checklists.show import StepLine, lines

routes = Routes()

# What somebody needs for a call, of what the notes of a step name, and the answer that tells it.
HANDY = {
    "order": "order", "amount": "paid_amount", "card": "card", "address": "", "shop": "parcel_shop",
    "carrier": "carrier", "tracking": "tracking", "device": "device",
}  # fmt: skip


@routes.get("/case/steps/{name}", label=N_("A step"), who=Who.HAS_CASE, cost=None)
@one_connection()
def one_step(request: Request, name: str) -> Response:
    """A step with each shop, card or finding that it concerns. One that is not in the plan redirects to the plan."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    status = _status(view, name)
    if status is None:
        return redirect("/case/steps")
    step = status_card(status, view) | step_parts(status, view, evidence.count(case))
    return render(request, "plan/one_step.html", step=step, reasons=reasons_for(status.planned, lang))


@routes.get("/case/steps/{name}/other", label=N_("Another way"), who=Who.HAS_CASE, cost=None)
@one_connection()
def other_way(request: Request, name: str) -> Response:
    """What to do where a step cannot be done: its other pages and desks, putting it off, and where to turn next."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    status = _status(view, name)
    if status is None:
        return redirect("/case/steps")
    content = _lines(status, view)
    return render(
        request,
        "plan/other_way.html",
        step=first_view(status, view) | {"blocked": translate(status.planned.step.blocked, lang)},
        places=[place_card(place, lang) for line in content for place in line.places],
        desks=[desk(line.desk, lang) for line in content if line.desk],
        reasons=reasons_for(status.planned, lang),
        ladders=ladders(case, lang),
    )


@routes.get("/case/steps/{name}/call", label=N_("For the call"), who=Who.HAS_CASE, cost=None)
@one_connection()
def call(request: Request, name: str) -> Response:
    """The page for the phone in the hand: the numbers, what to have at hand and to say, and what to write down."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    status = _status(view, name)
    if status is None:
        return redirect("/case/steps")
    return _call_page(request, case, status, view)


@routes.post("/case/steps/{name}/call", label=N_("For the call"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def keep_call(
    request: Request,
    name: str,
    id: Annotated[str, Form()] = "",  # noqa: A002 (the name of the field)
    recipient: Annotated[str, Form()] = "",
    case_number: Annotated[str, Form()] = "",
    agent: Annotated[str, Form()] = "",
    words: Annotated[str, Form(alias="said")] = "",
) -> Response:
    """Puts what was written down during a call into the contact log, and returns to the plan."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    status = _status(view, name)
    if status is None:
        raise NotFound
    entry = contacts.blank(persons_clock(view.report, lang))
    typed = {"recipient": recipient, "case_number": case_number, "agent": agent}
    entry.update({field: notes.clean_line(text) for field, text in typed.items()})  # type: ignore[typeddict-item]
    entry["statement"] = notes.clean_text(words)
    entry["id"] = contacts.id_of(id)
    if not entry["recipient"]:
        wrong = {"recipient": translate(contacts.RECIPIENT_SENTENCE, lang)}
        return _call_page(request, case, status, view, entry, wrong)
    contacts.keep(case, entry, 0)
    return redirect("/case/steps#next")


def _call_page(
    request: Request,
    case: Case,
    status: StepStatus,
    view: PlanView,
    typed: contacts.Entry | None = None,
    errors: Mapping[str, str] | None = None,
) -> Response:
    """The page for a call, with what was typed and what is wrong with it."""
    lang, first = view.lang, first_view(status, view)
    content = _lines(status, view)
    own = [reached for line in content for place in line.places for reached in place.desks]
    reachable = {reached.id: reached for reached in (*own, *(line.desk for line in content if line.desk))}
    numbers = [desk(reached, lang) for reached in reachable.values() if reached.phone]
    if typed is None:
        typed = contacts.blank(persons_clock(view.report, lang))
        typed["recipient"] = first["desk"]["name"] if first["desk"] else first["service"]
    known = facts(view.answers)
    record = [name for name in HANDY if name in status.planned.step.record]
    return render(
        request,
        "plan/call.html",
        status=422 if errors else 200,
        step=first,
        numbers=numbers,
        handy=[(translate(RECORD_LABELS[name], lang), _text(known.get(HANDY[name]))) for name in record],
        typed=typed,
        errors=errors,
    )


def _text(known: str | None) -> Markup | None:
    return safe_text(known) if known else None


def _status(view: PlanView, name: str) -> StepStatus | None:
    """The step in the plan; null for one that is not in it. ``NotFound`` for no step."""
    if name not in model.steps():
        raise NotFound
    return next((status for status in view.statuses if status.planned.step.id == name), None)


def _lines(status: StepStatus, view: PlanView) -> list[StepLine]:
    return lines(
        status.planned.step,
        sites=view.report.shops,
        lang=view.lang,
        home=LANGUAGES[view.lang].markets,
        conditions=view.conditions,
        about=status.planned.sites,
    )
