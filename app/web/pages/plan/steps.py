"""The plan: its first action in the first view, two more, and the others by when they are due; and its progress."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access.samples import InSample
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan import progress
from app.cases.plan.before_first import next_after
from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView, plan_view
from app.cases.record import notes
from app.errors import Meanwhile, Unreadable
from app.i18n import N_
from app.i18n.audience import audience
from app.i18n.translate import gettext, translate
from app.storage.database import one_connection
from app.storage.tables import now
from app.web.context import Context
from app.web.fragments.doors import door_cards
from app.web.fragments.first import first_view
from app.web.fragments.plan_cards import outside_row, status_card, status_row
from app.web.fragments.question import asked_beside
from app.web.numbers import whole_number
from app.web.route import NOTHING, Routes, Who
from app.web.session import require
from app.web.templating import language, macro, redirect, render
from checklists import model, questions
from checklists.facts import Kind
from checklists.order import PUT_OFF, SETTLED, WHEN_LABELS

routes = Routes()

MORE = 2  # cards behind the first action
MAILBOX_FIRST = N_(
    "Anyone who reads your email can reset your {service} password too. So the mailbox is first, then {service}."
)
DONE_LABEL = N_("Done or set aside")
# The lists beside the doors, by the kind of their steps, and the list of all other steps.
PURPOSES: tuple[tuple[str, tuple[Kind, ...]], ...] = (
    (N_("Report it and get the money back"), ("stop", "operator", "goods", "claim", "report")),
    (N_("Keep the evidence"), ("evidence",)),
)
OTHERS_LABEL = N_("Other steps")


@routes.get("/case/steps", label=N_("Steps"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The first action, then the plan with its progress; each step links to its own page."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    plan = view.report.once(("plan page", lang, audience()), lambda: _plan(view), view)
    ask = asked_beside(next_after(case, but=plan["asked"]), lang)
    outside = [outside_row(row, view) for row in progress.outside(case, view.statuses)]
    return render(request, "plan/steps.html", running=run_of(case).busy, ask=ask, outside=outside, **plan)


@routes.post("/case/steps", label=N_("Steps"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def move(
    request: Request,
    step: Annotated[str, Form()],
    state: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    subject: Annotated[str | None, Form()] = None,
    rev: Annotated[str, Form()] = "",
    reason: Annotated[str, Form()] = "",
    noted: Annotated[bool, Form()] = False,
    note: Annotated[str, Form()] = "",
    note_before: Annotated[str, Form()] = "",
) -> Response:
    """Saves the note of a step and its state (of all its parts, where no ``subject`` names one), and returns to the
    place of the button: the next step on top, this step in the plan, or its page. Without a ``state`` only the note is
    saved."""
    case = require(request)
    if case.sample and note.strip():
        raise InSample
    if noted and not case.sample:
        notes.keep_step_note(case, step, subject or "", notes.clean_text(note), notes.clean_text(note_before))
    elif not state:
        raise Unreadable
    if state:
        number = whole_number(rev)
        if rev and number is None:
            raise Unreadable
        _move(request, case, step, state, subject, number, reason)
    if back == "next":
        return redirect("/case/steps#next")
    return redirect(f"/case/steps/{step}" if back == "step" or not state else f"/case/steps#s-{step}")


def _move(
    request: Request, case: Case, step: str, state: str, subject: str | None, rev: int | None, reason: str
) -> None:
    status = next(
        (candidate for candidate in progress.statuses(case, language(request)) if candidate.planned.step.id == step),
        None,
    )
    every = [part.subject for part in status.parts] if status else [""]
    if status and subject is None:
        if rev is not None and rev != status.progress.rev:
            if status.progress.state != state:
                raise Meanwhile
            every = []  # a second click
        settled = {part.subject for part in status.parts if part.progress.state in SETTLED}
        every, rev = [subject_ for subject_ in every if state == "todo" or subject_ not in settled], None
    for part in every if subject is None else [subject]:
        behind = (part,) if status and part in status.planned.findings else status.planned.findings if status else ()
        why = reason if state == "not_for_me" else ""
        progress.set_state(case, step, part, state, rev=rev, reason=why, findings=behind)


def _plan(view: PlanView) -> Context:
    """The context of the template: the first action, those behind it, and the others by when they are due."""
    lang, statuses = view.lang, view.statuses
    first = next((status for status in statuses if status.planned is view.following), None)
    more = list(_more(statuses, first))[:MORE]
    at_doors = [item.status for door in view.doors for item in door.items]
    folded = [status for status in statuses if status not in (first, *more, *at_doors)]
    groups = list(_groups([status for status in folded if not _is_settled(status)], view))
    groups.append(_group(DONE_LABEL, [status for status in folded if _is_settled(status)], view, settled=True))
    cards = [first_view(status, view) for status in more]
    kinds = [status.planned.step.kind for status in more]
    accounts = [each["service"] for each, kind in zip(cards, kinds, strict=True) if kind == "account"]
    why_first = _why_first(first, accounts, lang)
    card = status_card(first, view, why=not why_first) if first else None
    return {
        "next": card,
        "why_first": why_first,
        "more": cards,
        "asked": _asked_once([card, *cards] if card else cards),
        "doors": door_cards(view, [status for status in (first, *more) if status]),
        "rows": macro("plan/step_text.html", "rows", lang, [group for group in groups if group["steps"]]),
        "notes": [] if statuses else [translate(note, lang) for note in questions.notes(view.answers)],
        "settled": sum(_is_settled(status) for status in statuses),
        "whole": len(statuses),
        "minutes": progress.minutes_today(statuses),
        "retired": [
            {"title": translate(step.title, lang), "why": translate(step.valid.why, lang)}
            for step in model.retired(now().date())
            if step.valid.why
        ],
    }


def _asked_once(cards: Iterable[Context]) -> list[str]:
    """The ids of what these cards ask. A card that says enough without it does not ask what one before it asks."""
    asked: list[str] = []
    for card in cards:
        if card["needs"] and card["needs"]["id"] in asked and card["where"]:
            card["needs"] = None
        elif card["needs"]:
            asked.append(card["needs"]["id"])
    return asked


def _why_first(first: StepStatus | None, accounts: Iterable[str], lang: str) -> str:
    """Why the mailbox comes before the account that the person speaks of, where both are to be changed now."""
    account = next(filter(None, accounts), "")
    if not account or first is None or first.planned.step.kind != "mailbox":
        return ""
    return gettext(MAILBOX_FIRST, lang, service=account)


def _more(statuses: Iterable[StepStatus], first: StepStatus | None) -> Iterator[StepStatus]:
    """The other urgent things: of what is done in one sitting the first step alone that is more than a picture."""
    begun = {first.planned.sitting or first.planned.step.id} if first else set()
    for status in statuses:
        planned = status.planned
        sitting = planned.sitting or planned.step.id
        is_picture = planned.sitting and planned.step.kind == "evidence"
        if _is_urgent(status) and sitting not in begun and not is_picture:
            begun.add(sitting)
            yield status


def _is_settled(status: StepStatus) -> bool:
    return status.progress.state in SETTLED


def _is_urgent(status: StepStatus) -> bool:
    return status.planned.when == "now" and status.progress.state not in (*SETTLED, *PUT_OFF)


def _groups(statuses: Sequence[StepStatus], view: PlanView) -> Iterator[Context]:
    """The steps by when they are due; beside doors, by what they are for."""
    if not view.doors:
        for when, label in WHEN_LABELS.items():
            yield _group(label, [status for status in statuses if status.planned.when == when], view)
        return
    named = {kind for _, kinds in PURPOSES for kind in kinds}
    for label, kinds in PURPOSES:
        yield _group(label, [status for status in statuses if status.planned.step.kind in kinds], view)
    yield _group(OTHERS_LABEL, [status for status in statuses if status.planned.step.kind not in named], view)


def _group(label: str, members: list[StepStatus], view: PlanView, settled: bool = False) -> Context:
    """Steps under one label, with the minutes that they take."""
    return {
        "title": translate(label, view.lang),
        "steps": [status_row(status, view) for status in members],
        "minutes": 0 if settled else sum(status.planned.step.minutes for status in members),
    }
