"""The steps: the next one, then all of them by when they are due, and a page for each with its progress."""

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.access.samples import InSample
from app.cases.answers import book
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan import progress, stop_now
from app.cases.plan.progress import Progress, StepPart, StepStatus
from app.cases.record import notes
from app.errors import Meanwhile, NotFound, Unreadable
from app.i18n import N_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate
from app.report.catalogue import persons_clock
from app.storage.database import one_connection
from app.storage.tables import now
from app.web.context import Context
from app.web.fragments.plan_view import PlanView, plan_view
from app.web.fragments.step import step_card
from app.web.fragments.untrusted import safe_text, translator
from app.web.sampling import missing
from app.web.session import require
from app.web.templating import language, macro, redirect, render
from checklists import model
from checklists.order import SETTLED, WHEN_LABELS, Planned, still_before
from checklists.questions import questions, symptoms_of
from checklists.sites import display_name

router = APIRouter()

STATE_LABELS = {
    "done": N_("Done"),
    "doing": N_("In progress"),
    "waiting": N_("Waiting for a reply"),
    "later": N_("Later"),
    "not_for_me": N_("Not for me"),
    "reopened": N_("Open again"),
    "next": N_("Now"),
}
REASON_LABELS = {
    "no_account": N_("I have no such account or card."),
    "not_ours": N_("This does not concern us."),
    "other_person": N_("Somebody else takes care of it."),
    "impossible": N_("It cannot be done here."),
    "unsafe": N_("It does not feel safe."),
    "no_evidence": N_("I go on without this evidence."),
    "other": N_("Another reason"),
}
AGAIN_SENTENCES = {
    "new": N_("Something new was found since you did this step. Look at it once more."),
    "back": N_(
        "Something that had disappeared from your data is back in the newest export. Look at this step once more."
    ),
    "content": N_("The advice of this step has changed since you did it. Please confirm it again."),
}
VERIFIED_SENTENCE = N_("Verified: your newest export no longer shows it.")


@router.get("/case/steps")
@one_connection()
def page(request: Request) -> Response:
    """The next step, then the plan with its progress; each step links to its own page."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    plan = view.report.once(("plan page", lang), lambda: _plan(view), view)
    return render(request, "plan/steps.html", running=run_of(case).busy, **plan)


@router.get("/case/steps/{name}")
@one_connection()
def one_step(request: Request, name: str) -> Response:
    """A step with each shop, card or finding that it concerns. One that is not in the plan redirects to the plan."""
    case, lang = require(request), language(request)
    if name not in model.steps():
        raise NotFound
    view = plan_view(case, lang)
    status = next((candidate for candidate in view.statuses if candidate.planned.step.id == name), None)
    if status is None and (asking := book.state(case)):
        status = stop_now.status_of(case, asking, name, lang)  # what a question led to before its second look
    if status is None:
        return redirect("/case/steps")
    return render(request, "plan/one_step.html", step=_card(status, view), reasons=_reasons(status.planned, lang))


@router.post("/case/steps")
def move(
    request: Request,
    step: Annotated[str, Form()],
    state: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
    subject: Annotated[str | None, Form()] = None,
    rev: Annotated[int | None, Form()] = None,
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
        _move(request, case, step, state, subject, rev, reason)
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
    """The context of the template: the next step, the steps by when they are due, counts and notes."""
    lang, statuses = view.lang, view.statuses
    rows = [(status.planned.when, _row(status, view)) for status in statuses]
    terms = [
        {"title": translate(label, lang), "steps": [row for when, row in rows if when == name]}
        for name, label in WHEN_LABELS.items()
        if any(when == name for when, _ in rows)
    ]
    return {
        "next": next((_card(status, view) for status in statuses if status.planned is view.following), None),
        "rows": macro("plan/step_text.html", "rows", lang, terms),
        "settled": sum(status.progress.state in SETTLED for status in statuses),
        "whole": len(statuses),
        "minutes": progress.minutes_left(statuses),
        "minute": _urgent_advice(symptoms_of(view.answers), lang),
        "reasons": _reasons(view.following, lang),
        "retired": [
            {"title": translate(step.title, lang), "why": translate(step.valid.why, lang)}
            for step in model.retired(now().date())
            if step.valid.why
        ],
        # Where somebody else may see this screen, the link to the safety page stays.
        "safety_first": (not view.content["safety"] or view.conditions.at_risk)
        and view.states.get("safe.known_person", "done") not in SETTLED,
    }


def _reasons(planned: Planned | None, lang: str) -> list[tuple[str, str]]:
    """Why a step may not be for somebody; evidence can also be left out to lose no time."""
    evidence = planned is not None and planned.step.phase == "save"
    labels = {name: label for name, label in REASON_LABELS.items() if evidence or name != "no_evidence"}
    return [(name, translate(label, lang)) for name, label in labels.items()]


def _row(status: StepStatus, view: PlanView) -> Context:
    """A step as a row of the plan."""
    step = status.planned.step
    title = {"id": step.id, "title": translate(step.title, view.lang), "minutes": step.minutes}
    return title | _status(status, view.following is status.planned, view.lang)


def _card(status: StepStatus, view: PlanView) -> Context:
    """A step with all its content and parts."""
    lang, step = view.lang, status.planned.step
    behind, _ = set(status.planned.findings), translator(lang)
    titles = {
        finding.id: _(finding.title, **finding.values) for finding in view.report.findings if finding.id in behind
    }
    known = model.steps()
    before = [
        {"id": other, "title": translate(known[other].title, lang), "minutes": known[other].minutes}
        for other in still_before(status.planned, view.states)
    ]
    card = (
        step_card(status.planned, view.report.shops, lang, view.conditions)
        | _status(status, False, lang)
        | {
            "before": before if status.progress.state not in SETTLED else [],
            "kind": step.verify.kind,
            "parts": [_part(part, titles, view) for part in status.parts],
            "whole": _whole(status, view),
            "because": _because(status, titles, lang),
        }
    )
    if view.sample:
        card["here"] = [(path, label) for path, label in card["here"] if not missing(path)]
    return card | {"text": macro("plan/step_text.html", "text", lang, card)}


def _status(status: StepStatus, is_next: bool, lang: str) -> Context:
    """The progress of a step as labels."""
    state = status.progress.state
    if state in ("todo", "later") and is_next:
        state = "next"
    label = translate(STATE_LABELS[state], lang) if state in STATE_LABELS else ""
    again = status.progress.reopened_by
    return {
        "state": state,
        "state_label": label,
        "again": translate(AGAIN_SENTENCES[again], lang) if again else "",
        "verified": translate(VERIFIED_SENTENCE, lang) if status.progress.verified else "",
    }


def _part(part: StepPart, titles: Context, view: PlanView) -> Context:
    """A part of a step: one shop, card or finding."""
    own, lang = part.progress, view.lang
    return {
        "subject": part.subject,
        "name": _name(part, titles, lang),
        "state": own.state,
        "label": _label(own, view),
        "rev": own.rev,
        "settled": own.state in SETTLED,
        "again": translate(AGAIN_SENTENCES[own.reopened_by], lang) if own.reopened_by else "",
        "verified": translate(VERIFIED_SENTENCE, lang) if own.verified else "",
        "files": view.files.get((part.step, part.subject), 0),
        "note": view.content["steps"].get(f"{part.step}|{part.subject}", ""),
    }


def _whole(status: StepStatus, view: PlanView) -> Context:
    """All parts of a step together."""
    own = status.progress
    return {"whole": True, "name": "", "rev": own.rev, "settled": own.state in SETTLED, "label": _label(own, view)}


def _name(part: StepPart, titles: Context, lang: str) -> Any:
    if part.kind == "card":
        return gettext(N_("Card ending in {digits}"), lang, digits=part.name)
    if part.kind == "finding":
        return titles.get(part.name, "")
    return safe_text(display_name(part.name, lang)) if part.name else ""


def _label(own: Progress, view: PlanView) -> str:
    """The state with its day, or with the reason why the step does not apply."""
    if own.state not in STATE_LABELS:
        return ""
    lang = view.lang
    label = translate(STATE_LABELS[own.state], lang)
    if own.reason:
        return gettext(N_("{state}: {reason}"), lang, state=label, reason=translate(REASON_LABELS[own.reason], lang))
    if not own.at:
        return label
    at = when(own.at, "stated", lang, persons_clock(view.report, lang))
    return gettext(N_("{state} ({at})"), lang, state=label, at=at)


def _because(status: StepStatus, titles: Context, lang: str) -> list[Context]:
    """The symptoms, answers and findings that lead to a step."""
    symptoms = model.symptoms()
    sentences = [translate(symptoms[name].sentence, lang) for name in status.planned.triggers if name in symptoms]
    sentences += [_answer(name, lang) for name in status.planned.triggers if "=" in name]
    findings = [{"id": name, "title": titles[name]} for name in status.planned.findings if name in titles]
    return [*({"id": None, "title": title} for title in sentences), *findings]


def _answer(name: str, lang: str) -> str:
    """An answer behind its question."""
    question, _, option = name.partition("=")
    known = questions()[question]
    asked, answer = translate(known.ask, lang), translate(known.options[option].says, lang)
    return gettext(N_("{ask} “{says}”"), lang, ask=asked, says=answer)


def _urgent_advice(symptoms: Collection[str], lang: str) -> list[dict[str, str]]:
    """The urgent advice for each reported symptom, personal safety first."""
    chosen = [symptom for name, symptom in model.symptoms().items() if name in symptoms]
    chosen.sort(key=lambda symptom: symptom.group != "person")
    return [
        {"sentence": translate(symptom.sentence, lang), "note": translate(symptom.note, lang)}
        for symptom in chosen
        if symptom.note
    ]
