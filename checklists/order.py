"""In which order the steps of a plan are taken, and what is to be done now: plain functions of the steps that were
chosen. Nothing is locked: what is better done first only comes first, and is named."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from checklists import N_
from checklists.model import PHASES, Priority, Step

When = Literal["now", "today", "week", "later"]
WHENS: tuple[When, ...] = get_args(When)
WHEN_LABELS: Mapping[When, str] = {
    "now": N_("Now"),
    "today": N_("Today"),
    "week": N_("This week"),
    "later": N_("Later"),
}
MOST_NOW = 3  # steps that are asked for at once; nobody keeps more in mind
TERMS: Mapping[Priority, When] = {"essential": "today", "recommended": "week", "optional": "later"}
SETTLED = ("done", "not_for_me")  # states after which nothing is left to do; leaving evidence out is a choice too
PUT_OFF = ("later", "waiting")  # states in which something else comes first


@dataclass(frozen=True, slots=True)
class Chosen:
    """A step of a plan that is not in order yet: what called for it (detector and symptom ids, answers, or ``always``;
    for evidence that other steps need, what called for those), the findings behind it, its place among the first steps
    where it is one, the steps of the plan that are better done first, and the sites that it is about."""

    step: Step
    triggers: tuple[str, ...]
    findings: tuple[str, ...] = ()
    now: int | None = None
    first: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A step in its place in a plan: ``when`` it is due, the steps ``before`` it that are better done first, and the
    ``sites`` that it is about, where it concerns shops or services that are known."""

    step: Step
    triggers: tuple[str, ...]
    findings: tuple[str, ...] = ()
    when: When = "today"
    before: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


def ordered(plan: Mapping[str, Chosen]) -> list[Planned]:
    """The plan in the order in which a person should take it: what is urgent, at most ``MOST_NOW`` of it now, then what
    is due today, this week and later, each time what others need first, then phase, place and priority.

    A step is due when the first of those that need it is due. What is urgent is not held up by anything but the
    person's own safety, which is always first.
    """
    usual = _usual(plan)
    urgent = sorted((name for name in usual if plan[name].now is not None), key=lambda name: plan[name].now or 0)
    due = {name: plan[name].step.term or TERMS[plan[name].step.priority] for name in usual}
    for place, name in enumerate(urgent):
        due[name] = "now" if place < MOST_NOW else "today"
    others = [name for name in usual if plan[name].now is None]
    for name in reversed(others):
        for first in plan[name].first:
            if plan[first].now is None:
                due[first] = min(due[first], due[name], key=WHENS.index)
    names = [*urgent, *sorted(others, key=lambda name: WHENS.index(due[name]))]
    places = {name: place for place, name in enumerate(names)}
    return [_planned(plan[name], due[name], places) for name in names]


def _planned(chosen: Chosen, when: When, places: Mapping[str, int]) -> Planned:
    before = tuple(name for name in chosen.first if places[name] < places[chosen.step.id])
    return Planned(chosen.step, chosen.triggers, chosen.findings, when, before, chosen.sites)


def _usual(plan: Mapping[str, Chosen]) -> list[str]:
    """The order where nothing is urgent: the earliest phase and place first, each behind what it needs."""
    names: dict[str, None] = {}

    def put(name: str, behind: tuple[str, ...] = ()) -> None:
        for first in sorted(set(plan[name].first) - set(behind), key=lambda name: _place(plan[name])):
            if first not in names:
                put(first, (*behind, name))
        names[name] = None

    for chosen in sorted(plan.values(), key=_place):
        if chosen.step.id not in names:
            put(chosen.step.id)
    return list(names)


def _place(chosen: Chosen) -> tuple[int, int, int, str]:
    step = chosen.step
    return PHASES.index(step.phase), step.place, get_args(Priority).index(step.priority), step.id


def still_before(planned: Planned, progress: Mapping[str, str]) -> list[str]:
    """The steps that are better done before this one and are neither done nor left out. ``progress`` is step id → state
    (``SETTLED``, ``PUT_OFF`` or any other); a step that is not in it is still to do."""
    return [name for name in planned.before if progress.get(name) not in SETTLED]


def next_action(plan: Sequence[Planned], progress: Mapping[str, str]) -> Planned | None:
    """The one thing to do now: the first step that is neither done nor put off, else the first that was put off."""
    return next(_open(plan, progress, (*SETTLED, *PUT_OFF)), None) or next(_open(plan, progress, SETTLED), None)


def _open(plan: Sequence[Planned], progress: Mapping[str, str], but: Sequence[str]) -> Iterator[Planned]:
    return (planned for planned in plan if progress.get(planned.step.id) not in but)
