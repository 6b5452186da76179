"""A step of the plan with its progress, as the pages of the plan show it."""

from collections.abc import Mapping
from typing import Any

from app.cases.plan.progress import Progress, StepPart, StepStatus
from app.cases.plan.view import PlanView
from app.i18n import N_
from app.i18n.formats import day, local_day
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.catalogue import persons_clock
from app.storage.tables import ProgressRow
from app.web.context import Context
from app.web.fragments.first import first_view
from app.web.fragments.step import step_card
from app.web.fragments.untrusted import safe_text, translator
from app.web.sampling import missing
from app.web.templating import macro
from checklists import model
from checklists.order import SETTLED, Planned, still_before
from checklists.questions import questions
from checklists.sites import display_name

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
    "new": N_("Something new that this step is about was handed in after it was done. Look at it once more."),
    "answered": N_("Something that this step is about was answered after it was done. Look at it once more."),
    "back": N_(
        "Something that had disappeared from your data is back in the newest export. Look at this step once more."
    ),
    "content": N_("The advice of this step has changed since you did it. Please confirm it again."),
}
VERIFIED_SENTENCE = N_("Verified: your newest export no longer shows it.")


def status_row(status: StepStatus, view: PlanView) -> Context:
    """A step as a row of the plan."""
    step = status.planned.step
    title = {"id": step.id, "title": view.name(step.id), "minutes": step.minutes}
    row = title | _status(status, view.following is status.planned, view.lang)
    return row | {"state_label": _label(status.progress, view)} if status.progress.state in SETTLED else row


def outside_row(row: ProgressRow, view: PlanView) -> Context:
    """What was begun of a step that is no longer in the plan: its name, its state, and the note."""
    note = view.content["steps"].get(f"{row.step}|{row.subject}", "")
    return {"name": view.name(row.step), "state": _label(Progress(row.state, row.at), view), "note": note}


def status_card(status: StepStatus, view: PlanView, why: bool = True) -> Context:
    """A step with all its content; without its own ``why`` where the page has said it already."""
    lang, step = view.lang, status.planned.step
    known = model.steps()
    before = [
        {"id": other, "title": view.name(other), "minutes": known[other].minutes}
        for other in still_before(status.planned, view.states)
    ]
    card = (
        step_card(status.planned, view.report.shops, lang, view.conditions)
        | first_view(status, view)
        | _status(status, False, lang)
        | {
            "before": before if status.progress.state not in SETTLED else [],
            "kind": step.verify.kind,
            "facts": LANGUAGES[lang].space.join(translate(fact, lang) for fact in status.planned.because),
            "choices": [_choice(name, view) for name in status.planned.choices],
            "led": _led(status, _titles(status, view), lang),
        }
    )
    if not why:
        card["why"] = ""
    if view.sample:
        card["here"] = [(path, label) for path, label in card["here"] if not missing(path)]
    return card | {"text": macro("plan/step_text.html", "text", lang, card)}


def step_parts(status: StepStatus, view: PlanView, files: Mapping[tuple[str, str], int]) -> Context:
    """The parts of a step, each with its note, and all of them together. ``files``: how many files are kept, by step
    and subject."""
    titles = _titles(status, view)
    parts = [_part(part, titles, view) | {"files": files.get((part.step, part.subject), 0)} for part in status.parts]
    return {"parts": parts, "whole": _whole(status, view)}


def _titles(status: StepStatus, view: PlanView) -> Context:
    """The titles of the findings behind a step, by id."""
    behind, _ = set(status.planned.findings), translator(view.lang)
    return {finding.id: _(finding.title, **finding.values) for finding in view.report.findings if finding.id in behind}


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
    at = day(local_day(own.at, persons_clock(view.report, lang)), lang)
    return gettext(N_("{state} ({at})"), lang, state=label, at=at)


def _choice(name: str, view: PlanView) -> Context:
    """A step that is a choice inside another one, with what somebody close would notice of it."""
    step = model.steps()[name]
    return {"id": name, "title": view.name(name), "notices": translate(step.notices or "", view.lang)}


def _led(status: StepStatus, titles: Context, lang: str) -> list[Context]:
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


def reasons_for(planned: Planned | None, lang: str) -> list[tuple[str, str]]:
    """Why a step may not be for somebody; evidence can also be left out to lose no time."""
    evidence = planned is not None and planned.step.phase == "save"
    labels = {name: label for name, label in REASON_LABELS.items() if evidence or name != "no_evidence"}
    return [(name, translate(label, lang)) for name, label in labels.items()]
