"""The plan of a case and the progress of its steps, for each shop, card or finding that a step concerns."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import col, select

from app.cases import home
from app.cases.answers.book import latest_report
from app.cases.answers.unlisted import SIGHTINGS
from app.cases.case import Case
from app.cases.change import changing
from app.cases.plan import self_check
from app.cases.plan.reopened import reopened_by
from app.cases.plan.self_check import Answers
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.errors import Meanwhile, NotFound, Unreadable
from app.report.model import Report
from app.report.plans import plan as plans
from app.storage.database import rows
from app.storage.tables import ProgressRow, SightingRow, now
from checklists import model
from checklists.order import SETTLED, Plan, Planned
from checklists.questions import conditions, facts, symptoms_of

STATES = ("todo", "doing", "waiting", "later", "done", "not_for_me")
CHANGED = "progress"  # under which the person reads what a helper set otherwise
BEGUN = ("doing", "waiting", "done")  # somebody has acted
# Why a step does not apply. The page has a sentence for each (``app.web.pages.plan.steps``).
REASONS = ("no_account", "not_ours", "other_person", "impossible", "unsafe", "no_evidence", "other")


_DONE = select(ProgressRow).where(ProgressRow.case_id == bindparam("case_id"))


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a step. ``state`` is one of ``STATES``, or ``reopened``: it was done and has to be done again
    (``reopened_by``, see ``app.cases.plan.reopened``). ``verified``: a newer export confirms that it worked."""

    state: str = "todo"
    at: datetime | None = None
    rev: int = 0
    reason: str = ""
    reopened_by: str = ""
    verified: bool = False


@dataclass(frozen=True, slots=True)
class StepPart:
    """The part of a step that concerns one shop, card or finding. ``kind``: once | shop | card | finding; ``name`` is
    the site, the last four digits or the id of the finding."""

    step: str
    subject: str
    kind: str
    name: str
    progress: Progress


@dataclass(frozen=True, slots=True)
class StepStatus:
    """A step of the plan with its parts (at least one) and its progress as a whole."""

    planned: Planned
    parts: tuple[StepPart, ...]
    progress: Progress


def plan_of(report: Report, content: Notes, answers: Answers, lang: str, today: date | None) -> Plan:
    """The steps of a case in order, from its findings, its symptoms and the answers about them."""
    day, records = today or now().date(), home.records(content, answers)

    def chosen() -> Plan:
        symptoms = sorted(symptoms_of(answers))
        return plans.plan(report.findings, symptoms, report.shops, lang, day, conditions(answers), records=records)

    return report.once(("plan", lang), chosen, (answers, day, records))


def statuses(
    case: Case,
    lang: str,
    report: Report | None = None,
    content: Notes | None = None,
    today: date | None = None,
    answers: Answers | None = None,
) -> list[StepStatus]:
    """The plan with the progress of each step. ``report``, ``content`` (the notes) and the ``answers`` to the
    questionnaire are loaded where not given."""
    report = report or latest_report(case) or Report()
    content = content or notes.load(case)
    answers = answers if answers is not None else self_check.answers(case, content)
    done = rows(case.service.engine, _DONE, case_id=case.id)
    seen = rows(case.service.engine, SIGHTINGS, case_id=case.id)
    steps = plan_of(report, content, answers, lang, today)
    return report.once(
        ("statuses", lang),
        lambda: _statuses(case, steps, cards(content, answers), done, seen),
        (steps, content["cards"], answers, done, seen),
    )


def _statuses(
    case: Case,
    steps: Sequence[Planned],
    card_numbers: Sequence[str],
    done: Sequence[Any],
    seen: Sequence[Any],
) -> list[StepStatus]:
    # Many steps concern the same few shops and cards.
    sites = sorted({site for planned in steps for site in planned.sites})
    subjects = {pair: subject_of(case, *pair) for pair in (*_each("shop", sites), *_each("card", card_numbers))}
    by_part, sightings = {(row.step, row.subject): row for row in done}, {row.finding: row for row in seen}
    statuses = []
    for planned in steps:
        named = _subjects(planned, card_numbers)
        alone = len(named) == 1
        parts = tuple(
            _part(case, planned, *pair, subjects.get(pair, pair[1]), by_part, sightings, alone) for pair in named
        )
        statuses.append(StepStatus(planned, parts, _overall(parts)))
    return statuses


def states_of(case: Case, steps: Collection[str]) -> dict[str, str]:
    """The states that were set for the parts of these steps, by step; steps without a set state are left out."""
    done = rows(case.service.engine, _DONE, case_id=case.id)
    latest = sorted((row for row in done if row.step in steps), key=lambda row: row.at)
    return {row.step: row.state for row in latest}


def outside(case: Case, statuses: Iterable[StepStatus]) -> list[ProgressRow]:
    """What was begun of steps that are no longer in the plan, in the order of its days."""
    planned = {status.planned.step.id for status in statuses}
    done = rows(case.service.engine, _DONE, case_id=case.id)
    return sorted((row for row in done if row.step not in planned and row.state in BEGUN), key=lambda row: row.at)


def states(statuses: Iterable[StepStatus]) -> dict[str, str]:
    """Step id → state."""
    return {status.planned.step.id: status.progress.state for status in statuses}


def cards(content: Notes, answers: Mapping[str, Sequence[str]]) -> list[str]:
    """The last four digits of the cards concerned: the one from the questionnaire, and those added later."""
    answered = facts(answers).get("card", "")
    return list(dict.fromkeys([*([answered] if answered else []), *(card["last4"] for card in content["cards"])]))


def _subjects(planned: Planned, card_numbers: Sequence[str]) -> list[tuple[str, str]]:
    step = planned.step
    if step.scope == "per_shop":
        named = _each("shop", planned.sites)
    elif step.scope == "per_card":
        named = _each("card", card_numbers)
    elif step.scope == "per_finding":
        named = _each("finding", planned.findings)
    else:
        named = []
    return named or [("once", "")]


def _each(kind: str, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(kind, name) for name in names]


def subject_of(case: Case, kind: str, name: str) -> str:
    """The subject under which the database keeps a shop or a card: a keyed hash, so that it reveals neither."""
    return case.key.keyed_hash(kind, name)[:32]


def _part(
    case: Case,
    planned: Planned,
    kind: str,
    name: str,
    subject: str,
    done: Mapping[tuple[str, str], ProgressRow],
    sightings: Mapping[str, SightingRow],
    alone: bool,
) -> StepPart:
    step = planned.step
    # What was done before its shop, card or finding was known holds for the only one there is.
    row = done.get((step.id, subject)) or (done.get((step.id, "")) if alone else None)
    findings = (name,) if kind == "finding" else planned.findings
    return StepPart(step.id, subject, kind, name, _progress(case, row, step, findings, sightings))


def _progress(
    case: Case,
    row: ProgressRow | None,
    step: model.Step,
    findings: Sequence[str],
    sightings: Mapping[str, SightingRow],
) -> Progress:
    if row is None:
        return Progress()
    why = reopened_by(case, row, step, findings, sightings) if row.state == "done" else ""
    gone = [finding in sightings and sightings[finding].state == "gone" for finding in findings]
    clean = step.verify.kind == "reupload_clean" and is_clean(sightings.values())
    verified = row.state == "done" and not why and ((bool(gone) and all(gone)) or clean)
    return Progress("reopened" if why else row.state, row.at, row.rev, row.reason, why, verified)


def is_clean(sightings: Iterable[SightingRow]) -> bool:
    """Whether the newest export brought no new finding and none back."""
    known = list(sightings)
    newest = max((max(sighting.uploads, default=0) for sighting in known), default=0)
    return (
        bool(known)
        and newest > min(sighting.first for sighting in known)
        and not any(sighting.first == newest or sighting.state == "back" for sighting in known)
    )


def _overall(parts: Sequence[StepPart]) -> Progress:
    """The progress of the step as a whole."""
    if len(parts) == 1:
        return parts[0].progress
    each = [part.progress for part in parts]
    left = [part.state for part in each if part.state not in SETTLED]
    if not left:
        state = "done" if any(part.state == "done" for part in each) else "not_for_me"
    elif len(set(left)) == 1 and len(left) == len(each):
        state = left[0]
    else:
        state = next((state_left for state_left in ("reopened", "doing") if state_left in left), "doing")
        state = "waiting" if set(left) == {"waiting"} else state
    verified = state == "done" and all(part.verified or part.state == "not_for_me" for part in each)
    latest = max((part.at for part in each if part.at), default=None)
    return Progress(state, latest, sum(part.rev for part in each), verified=verified)


def set_state(
    case: Case,
    step: str,
    subject: str,
    state: str,
    *,
    rev: int | None = None,
    reason: str = "",
    findings: Sequence[str] = (),
) -> None:
    """Sets the state of a part of a step. ``NotFound`` for a step that does not exist; ``Meanwhile`` if ``rev`` is
    outdated because another window has changed it. Setting the same state twice is one change."""
    if step not in model.steps():
        raise NotFound
    if state not in STATES or (reason and reason not in REASONS) or len(subject) > 32:
        raise Unreadable
    with changing(case) as change:
        row = change.session.get(ProgressRow, (case.id, step, subject))
        if state in BEGUN and not change.session.exec(select(ProgressRow.step).where(*_begun(case))).first():
            change.audit("acted")
        known = row.rev if row else 0
        if rev is not None and rev != known:
            if row is not None and row.state == state:
                return  # a second click, or the same form from "back"
            raise Meanwhile
        row = row or ProgressRow(case_id=case.id, step=step, subject=subject, state=state, rev=0)
        row.at, row.rev = now(), row.rev + 1
        row.content, row.findings = model.steps()[step].rev, list(dict.fromkeys([*(row.findings or ()), *findings]))
        change.replace(row, CHANGED, state=state, reason=reason if state == "not_for_me" else "")


def _begun(case: Case) -> tuple[Any, ...]:
    return col(ProgressRow.case_id) == case.id, col(ProgressRow.state).in_(BEGUN)


def minutes_today(statuses: Iterable[StepStatus]) -> int:
    """The minutes of the steps that are due today and still open."""
    return sum(
        status.planned.step.minutes
        for status in statuses
        if status.planned.when in ("now", "today") and status.progress.state not in SETTLED
    )
