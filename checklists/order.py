"""In which order the steps of a plan are taken, and what is to be done now: plain functions of the steps that were
chosen. Nothing is locked: what is better done first only comes first, and is named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from checklists import N_
from checklists.facts import Behind, Clock, Kind, matches, rules
from checklists.first import First
from checklists.model import Step
from checklists.schema import Sentence
from checklists.situation import Incident

When = Literal["now", "today", "week", "later"]
WHENS: tuple[When, ...] = get_args(When)
WHEN_LABELS: Mapping[When, str] = {
    "now": N_("Now"),
    "today": N_("Today"),
    "week": N_("This week"),
    "later": N_("Later"),
}
MOST_NOW = 3  # steps that are asked for at once; nobody keeps more in mind
URGENT = ("minutes", "hours")  # the clocks by which a step can be due now
TERMS: Mapping[Clock, When] = {"minutes": "today", "hours": "today", "day": "today", "week": "week", "later": "later"}
CLOCKS: tuple[Clock, ...] = get_args(Clock)
KINDS: tuple[Kind, ...] = get_args(Kind)
SETTLED = ("done", "not_for_me")  # states after which nothing is left to do; leaving evidence out is a choice too
PUT_OFF = ("later", "waiting")  # states in which something else comes first


@dataclass(slots=True)
class Chosen:
    """A step of a plan that is not in order yet: the clock that runs, the ids of what called for it (detectors,
    symptoms, answers), the reason in words, the findings behind it, the sites that it is about, what its first view
    shows, and the letters that it offers. ``behind`` are the steps of the plan that are better done first."""

    step: Step
    clock: Clock
    triggers: tuple[str, ...]
    because: tuple[Sentence, ...] = ()
    findings: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    view: First | None = None
    letters: tuple[str, ...] = ()
    behind: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step in its place in a plan.

    ``triggers`` are the ids of what calls for it, and ``because`` says so in sentences. ``when`` it is due; ``before``:
    the steps that are better done first. ``sites``: the shops and services that it is about, if they are known.
    ``choices``: steps that stop money but that somebody close would notice, so that this step offers them as a choice.
    ``view`` and ``letters``: the first view and the letters whose texts fit what happened."""

    step: Step
    triggers: tuple[str, ...]
    findings: tuple[str, ...] = ()
    when: When = "today"
    before: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    because: tuple[Sentence, ...] = ()
    choices: tuple[str, ...] = ()
    view: First | None = None
    letters: tuple[str, ...] = ()


def ordered(plan: Mapping[str, Chosen], happened: Sequence[Incident]) -> list[Planned]:
    """The plan in the order in which a person should take it: by the clock that runs, then by kind, behind what the
    rules of safety put first. The first ``MOST_NOW`` of what is urgent are now."""
    holding = [rule for rule in rules().behind if _holds(rule, happened)]
    _held_back(plan, holding)
    names = list(_in_order(plan))
    places = {name: place for place, name in enumerate(names)}
    urgent = [name for name in names if plan[name].clock in URGENT][:MOST_NOW]
    return [
        Planned(
            chosen.step, chosen.triggers, chosen.findings,
            when="now" if name in urgent else TERMS[chosen.clock],
            before=tuple(first for first in chosen.behind if places[first] < places[name]),
            sites=chosen.sites,
            because=chosen.because,
            choices=tuple(_choices(name, plan, names, holding)),
            view=chosen.view,
            letters=chosen.letters,
        )
        for name in names
        for chosen in (plan[name],)
    ]  # fmt: skip


def _holds(rule: Behind, happened: Iterable[Incident]) -> bool:
    condition = rule.if_
    return condition is None or any(matches(condition, incident.values) is not None for incident in happened)


def _concerns(rule: Behind, step: Step) -> bool:
    if rule.these:
        return step.id in rule.these
    return step.kind == rule.kind if rule.kind else rule.is_ in step.is_


def _held_back(plan: Mapping[str, Chosen], holding: Sequence[Behind]) -> None:
    """Puts steps behind others and gives them a later clock, as the rules say."""
    for rule in holding:
        for chosen in plan.values():
            if rule.clock and _concerns(rule, chosen.step):
                chosen.clock = max(chosen.clock, rule.clock, key=CLOCKS.index)
    moved = True
    while moved:
        moved = False
        for rule in holding:
            for chosen in plan.values():
                if _concerns(rule, chosen.step):
                    moved |= _put_behind(chosen, [plan[name] for name in rule.steps if name in plan], rule.same_clock)


def _put_behind(chosen: Chosen, firsts: Iterable[Chosen], same_clock: bool) -> bool:
    """Whether this gives the step a later clock."""
    clock = chosen.clock
    for first in firsts:
        if first is chosen or chosen.step.id in first.behind:
            continue
        if same_clock and first.clock != chosen.clock:
            continue
        chosen.behind[first.step.id] = None
        chosen.clock = max(chosen.clock, first.clock, key=CLOCKS.index)
    return clock != chosen.clock


def _in_order(plan: Mapping[str, Chosen]) -> Iterator[str]:
    """The ids by clock and kind, each behind what it is behind."""
    left = sorted(plan, key=lambda name: _place(plan[name]))
    while left:
        waiting = set(left)
        name = next((name for name in left if waiting.isdisjoint(plan[name].behind)), left[0])
        left.remove(name)
        yield name


def _place(chosen: Chosen) -> tuple[int, int, int, str]:
    step, sequence = chosen.step, rules().sequence
    listed = sequence.index(step.id) if step.id in sequence else len(sequence)
    return CLOCKS.index(chosen.clock), KINDS.index(step.kind or "rest"), listed, step.id


def _choices(name: str, plan: Mapping[str, Chosen], names: Sequence[str], holding: Iterable[Behind]) -> Iterator[str]:
    """The steps of a kind that this step holds back to a later clock, in order."""
    kinds = {rule.kind for rule in holding if rule.kind and rule.clock and name in rule.steps}
    return (other for other in names if plan[other].step.kind in kinds)


def still_before(planned: Planned, progress: Mapping[str, str]) -> list[str]:
    """The steps that are better done before this one and are neither done nor left out. ``progress`` is step id → state
    (``SETTLED``, ``PUT_OFF`` or any other); a step that is not in it is still to do."""
    return [name for name in planned.before if progress.get(name) not in SETTLED]


def next_action(plan: Sequence[Planned], progress: Mapping[str, str]) -> Planned | None:
    """The one thing to do now: the first step that is neither done nor put off, else the first that was put off."""
    return next(_open(plan, progress, (*SETTLED, *PUT_OFF)), None) or next(_open(plan, progress, SETTLED), None)


def _open(plan: Sequence[Planned], progress: Mapping[str, str], but: Sequence[str]) -> Iterator[Planned]:
    return (planned for planned in plan if progress.get(planned.step.id) not in but)
