"""In which order the steps of a plan are taken, and what is to be done now: plain functions of the steps that were
chosen. Nothing is locked: what is better done first only comes first, and is named."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from checklists import N_
from checklists.facts import Behind, Clock, Kind, matches, rules
from checklists.first import First
from checklists.keys import keys
from checklists.ledger import Ledger
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
MOST_NOW = 3  # sittings and single steps that are asked for at once; nobody keeps more in mind
URGENT = ("minutes", "hours")  # the clocks by which a step can be due now
TERMS: Mapping[Clock, When] = {"minutes": "today", "hours": "today", "day": "today", "week": "week", "later": "later"}
TODAY = ("minutes", "hours", "day")
CLOCKS: tuple[Clock, ...] = get_args(Clock)
KINDS: tuple[Kind, ...] = get_args(Kind)
SETTLED = ("done", "not_for_me")  # states after which nothing is left to do; leaving evidence out is a choice too
PUT_OFF = ("later", "waiting")  # states in which something else comes first


@dataclass(slots=True)
class Chosen:
    """A step of a plan that is not in order yet: the clock that runs, the ids of what called for it (detectors,
    symptoms, answers), the reason in words, the findings behind it, the sites that it is about, what its first view
    shows, and the letters that it offers. ``lasting``: it takes away what somebody holds for certain and a new password
    leaves. ``behind`` are the steps of the plan that are better done first; ``waits``: they or a rule put it off."""

    step: Step
    clock: Clock
    triggers: tuple[str, ...]
    because: tuple[Sentence, ...] = ()
    findings: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    view: First | None = None
    letters: tuple[str, ...] = ()
    lasting: bool = False
    waits: bool = False
    behind: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """A step in its place in a plan.

    ``triggers`` are the ids of what calls for it, and ``because`` says so in sentences. ``when`` it is due; ``before``:
    the steps that are better done first. ``sites``: the shops and services that it is about, if they are known.
    ``choices``: steps that stop money but that somebody close would notice, so that this step offers them as a choice.
    ``view`` and ``letters``: the first view and the letters whose texts fit what happened. ``sitting``: what is done in
    one sitting at one door, ``mail``, ``shop`` or ``account``; empty for a step by itself."""

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
    sitting: str = ""


class Plan(list[Planned]):
    """The steps in order, with what somebody may hold (``ledger``) and the sites of the person's mail services."""

    def __init__(self, steps: Iterable[Planned], ledger: Ledger, mails: frozenset[str]) -> None:
        super().__init__(steps)
        self.ledger, self.mails = ledger, mails


def ordered(plan: Mapping[str, Chosen], happened: Sequence[Incident]) -> list[Planned]:
    """The plan in the order in which a person should take it: by the clock that runs, then by kind, behind what the
    rules of safety put first. What is done at one door is one sitting, due with the most urgent of it; the first
    ``MOST_NOW`` sittings and single steps that are urgent are now. Where somebody close may be behind it there are no
    sittings, since these hasten what that person would notice."""
    holding = [rule for rule in rules().behind if _holds(rule, happened)]
    _held_back(plan, holding)
    is_close = any(incident.values.get("person.close") in ("yes", "may") for incident in happened)
    sittings = dict.fromkeys(plan, "") if is_close else _sittings(plan)
    _order_sittings(plan, holding, sittings)
    names = list(_in_order(plan, sittings))
    places = {name: place for place, name in enumerate(names)}
    now = _urgent(plan, names, sittings)
    return [
        Planned(
            chosen.step, chosen.triggers, chosen.findings,
            when="now" if name in now else TERMS[chosen.clock],
            before=tuple(first for first in chosen.behind if places[first] < places[name]),
            sites=chosen.sites,
            because=chosen.because,
            choices=tuple(_choices(name, plan, names, holding)),
            view=chosen.view,
            letters=chosen.letters,
            sitting=sittings[name],
        )
        for name in names
        for chosen in (plan[name],)
    ]  # fmt: skip


def _sittings(plan: Mapping[str, Chosen]) -> dict[str, str]:
    """At which door each step is part of one sitting; empty for a step that is none, waits for others, or is not due
    today. Pictures are taken before something is changed, so they are due with the rest of their sitting."""
    able = {name: _door(chosen.step) for name, chosen in plan.items() if name in rules().sitting and not chosen.waits}
    today = {name: door for name, door in able.items() if plan[name].clock in TODAY}
    for name, door in able.items():
        if plan[name].step.kind == "evidence" and door in today.values() and name not in today:
            plan[name].clock, today[name] = "day", door
    return {name: today.get(name, "") for name in plan}


def _door(step: Step) -> str:
    return "shop" if step.shops else step.phase


def _urgent(plan: Mapping[str, Chosen], names: Sequence[str], sittings: Mapping[str, str]) -> set[str]:
    """The steps of the first sittings, and the first single steps, in which something is urgent."""
    urgent = dict.fromkeys(sittings[name] or name for name in names if plan[name].clock in URGENT)
    first = list(urgent)[:MOST_NOW]
    return {name for name in names if (sittings[name] or name) in first}


def _holds(rule: Behind, happened: Iterable[Incident]) -> bool:
    condition = rule.if_
    return condition is None or any(matches(condition, incident.values) is not None for incident in happened)


def _concerns(rule: Behind, step: Step) -> bool:
    if rule.these:
        return step.id in rule.these
    return step.kind == rule.kind if rule.kind else rule.is_ in step.is_


def _held_back(plan: Mapping[str, Chosen], holding: Sequence[Behind]) -> None:
    """Puts steps behind others and gives them a later clock, as the rules say."""
    whole = [rule for rule in holding if not rule.same_sitting]
    for rule in whole:
        for chosen in plan.values():
            if rule.clock and _concerns(rule, chosen.step):
                _put_off(chosen, rule.clock)
                chosen.waits = True
    moved = True
    while moved:
        moved = False
        for rule in whole:
            for chosen in plan.values():
                if _concerns(rule, chosen.step):
                    moved |= _put_behind(chosen, [plan[name] for name in rule.steps if name in plan])


def _put_behind(chosen: Chosen, firsts: Iterable[Chosen]) -> bool:
    """Whether this gives the step a later clock."""
    later = False
    for first in firsts:
        if first is not chosen and chosen.step.id not in first.behind:
            chosen.behind[first.step.id] = None
            later |= _put_off(chosen, first.clock)
    return later


def _put_off(chosen: Chosen, clock: Clock) -> bool:
    """Whether this is later."""
    if CLOCKS.index(clock) <= CLOCKS.index(chosen.clock):
        return False
    chosen.clock, chosen.waits = clock, True
    return True


def _order_sittings(plan: Mapping[str, Chosen], holding: Sequence[Behind], sittings: Mapping[str, str]) -> None:
    """What one service wants in another order than usual."""
    for rule in holding:
        for name in rule.these if rule.same_sitting else ():
            for first in rule.steps:
                if name in plan and first in plan and sittings[name] == sittings[first] != "":
                    plan[name].behind[first] = None


def _in_order(plan: Mapping[str, Chosen], sittings: Mapping[str, str]) -> Iterator[str]:
    """The ids by clock and kind, the steps of a sitting together, each behind what it is behind."""
    together: dict[str, list[Chosen]] = {}
    for name, chosen in plan.items():
        together.setdefault(sittings[name] or name, []).append(chosen)
    first = {sitting: min(map(_place, steps)) for sitting, steps in together.items()}
    left = sorted(plan, key=lambda name: (first[sittings[name] or name], _place_in_sitting(plan[name])))
    while left:
        waiting = set(left)
        name = next((name for name in left if waiting.isdisjoint(plan[name].behind)), left[0])
        left.remove(name)
        yield name


def _place(chosen: Chosen) -> tuple[int, int, int, int, str]:
    """By clock and kind; what stops and locks then by the door at which it takes something away, and as in a
    sitting."""
    step, doors = chosen.step, list(keys().doors)
    kind, listed = KINDS.index(step.kind or "rest"), _listed(step)
    if step.kind == "rest":
        return CLOCKS.index(chosen.clock), kind, 0, 0, step.id
    door = min((doors.index(key.door) for key in step.takes), default=len(doors))
    return CLOCKS.index(chosen.clock), kind, door, listed, step.id


def _listed(step: Step) -> int:
    listed = rules().sitting
    return listed.index(step.id) if step.id in listed else len(listed)


def _place_in_sitting(chosen: Chosen) -> tuple[bool, bool, int, str]:
    """Pictures first, then what a new password would leave, then as listed."""
    step = chosen.step
    return step.kind != "evidence", not chosen.lasting, _listed(step), step.id


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
