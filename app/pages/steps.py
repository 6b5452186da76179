"""The steps: one thing to do now, then all of them by phase, each with its way back."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app import cases
from app.cases import Case
from app.pages._inert import speaker
from app.pages._step import card
from app.templating import language, redirect, render
from app.text import translate
from checklists import model
from checklists.choose import Planned, cannot_start, next_action
from checklists.questions import questions

router = APIRouter()

STATE_LABELS = {"done": "Done", "later": "Later", "not_for_me": "Not for me", "wait": "Cannot start yet", "next": "Now"}
SETTLED = ("done", "not_for_me")


@router.get("/case/steps")
def page(request: Request) -> Response:
    """The plan with what was done of it."""
    case, lang = cases.require(request), language(request)
    return render(request, "steps.html", running=cases.run(case).busy, **shown(case, lang))


@router.post("/case/steps")
def move(
    request: Request, step: Annotated[str, Form()], state: Annotated[str, Form()], back: Annotated[str, Form()] = ""
) -> Response:
    """Notes how far a step is, and goes back to where the button was: the next step on top, or this one in the list."""
    cases.set_progress(cases.require(request), step, state)
    return redirect("/case/steps#next" if back == "next" else f"/case/steps#s-{step}")


def shown(case: Case, lang: str) -> dict[str, Any]:
    """What the template lays out: the next step, the phases with their steps, the count, and notes."""
    report = cases.report(case)
    plan = cases.plan(case, lang)
    progress = {step: one.state for step, one in cases.progress(case).items()}
    following = next_action(plan, progress)
    reasons = _reasons(report["findings"] if report else [], lang)
    sites = report["shops"] if report else []
    cards = {
        one.step.id: card(one, sites, lang)
        | _standing(one, plan, progress, following, lang)
        | {"because": reasons(one)}
        for one in plan
    }
    settled = sum(progress.get(one.step.id) in SETTLED for one in plan)
    return {
        "next": cards[following.step.id] if following else None,
        "phases": [
            {"title": translate(model.PHASE_LABELS[phase], lang), "steps": [cards[one.step.id] for one in steps]}
            for phase, steps in groupby(plan, lambda one: one.step.phase)
        ],
        "settled": settled,
        "whole": len(plan),
        "minute": _minute(cases.symptoms(case), lang),
    }


def _standing(
    one: Planned, plan: Sequence[Planned], progress: Mapping[str, str], following: Planned | None, lang: str
) -> dict[str, Any]:
    """How far a step is, in words, and which steps it waits for."""
    titles = {other.step.id: translate(other.step.title, lang) for other in plan}
    waits = [{"id": other, "title": titles[other]} for other in cannot_start(one, progress)]
    state = progress.get(one.step.id, "todo")
    if state not in SETTLED:
        state = "wait" if waits else "next" if following and following.step.id == one.step.id else state
    label = translate(STATE_LABELS[state], lang) if state in STATE_LABELS else ""
    return {"state": state, "state_label": label, "waits": waits if state == "wait" else []}


def _reasons(findings: Sequence[Mapping[str, Any]], lang: str) -> Any:
    """Gives, for a planned step, the findings and symptoms that call for it."""
    _ = speaker(lang)
    titles = {one["id"]: _(one["title"], **one["values"]) for one in findings}
    symptoms = model.symptoms()

    def reasons(one: Planned) -> list[dict[str, Any]]:
        said = [{"id": None, "title": _(symptoms[name].sentence)} for name in one.triggers if name in symptoms]
        return said + [{"id": name, "title": titles[name]} for name in one.findings if name in titles]

    return reasons


def _minute(symptoms: Sequence[str], lang: str) -> list[dict[str, Any]]:
    """For each thing the person says happened: what matters this minute, and the questions that desks will ask."""
    known = model.symptoms()
    chosen = [known[name] for name in symptoms if name in known]
    return [
        {
            "sentence": translate(one.sentence, lang),
            "note": translate(one.note, lang) if one.note else "",
            "ask": [translate(page.ask, lang) for page in questions().values() if one.id in page.of],
        }
        for one in chosen
    ]
