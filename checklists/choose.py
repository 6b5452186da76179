"""Which steps, in which order: plain functions of what was found and said. No clock, no database, no language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import get_args

from checklists.model import PHASES, Market, Priority, Severity, Step
from checklists.model import steps as all_steps
from checklists.questions import NOTHING_SAID, Conditions
from checklists.sites import families, family_of, is_for, markets

CLEARED = ("mine", "family")  # answers after which a finding calls for nothing
SETTLED = ("done", "not_for_me")  # states after which a step holds nobody up; leaving evidence out is a choice too

PUT_OFF = ("later", "waiting")  # states in which something else comes first

RANKS = {name: rank for rank, name in enumerate(get_args(Severity))}


@dataclass(frozen=True, slots=True)
class Call:
    """One finding or symptom that may call for steps. A symptom has no severity; what the person has not said about
    it (``unshipped``, ``family``) is None and rules nothing out. ``spared``: the steps that it does not call
    for."""

    trigger: str
    severity: str | None = None
    unshipped: bool | None = None
    shop: str | None = None
    family: str | None = None  # of the shop, see ``checklists.sites``; of an unknown shop no family
    finding: str | None = None
    verdict: str | None = None
    card: bool | None = None  # whether a card may have paid for it; null rules nothing out
    tags: frozenset[str] = frozenset()  # what its detector is about
    spared: frozenset[str] = frozenset()

    @property
    def symptom(self) -> bool:
        """Did the person say so, rather than a detector?"""
        return self.trigger.startswith("symptom.")


@dataclass(frozen=True, slots=True)
class Planned:
    """A step in a plan: what called for it (detector and symptom ids, or ``always``; for evidence that other steps
    need, what called for those), the findings behind it, and the steps of this plan that it waits for."""

    step: Step
    triggers: tuple[str, ...]
    findings: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    evidence_first: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reason:
    triggers: dict[str, None]  # dictionaries keep the order and drop doubles
    findings: dict[str, None]


def choose(
    calls: Iterable[Call],
    *,
    shops: Collection[str] = (),
    home: Sequence[Market] = get_args(Market),
    today: date,
    said: Conditions = NOTHING_SAID,
    steps: Mapping[str, Step] | None = None,
) -> list[Planned]:
    """The plan, in order: the phases in theirs, inside a phase what others wait for first, then place and priority.

    ``shops`` are the sites named in the events; ``home`` the countries to think of where they tell none, as those where
    the person's language is read; ``said`` is what the answers to the questionnaire tell beyond the
    symptoms; ``steps`` replaces the content that ships (for tests of the rules).
    """
    live = [_told(call, said) for call in calls if call.verdict not in CLEARED]
    sites = {*shops, *(call.shop for call in live if call.shop)}
    here = markets(sites, home)
    known = all_steps() if steps is None else steps
    offered = {name: step for name, step in known.items() if step.in_force(today) and _fits(step, sites, here, said)}
    placed = _placed(live)
    reasons = {name: reason for name, step in offered.items() if (reason := _reason(step, placed)).triggers}
    _pull_evidence(offered, reasons)
    return _ordered({name: _planned(offered[name], reasons) for name in reasons})


def _told(call: Call, said: Conditions) -> Call:
    """A symptom with what the person answered about it; a finding knows for itself."""
    if not call.symptom:
        return replace(call, family=family_of(call.shop))
    unshipped = said.unshipped if call.unshipped is None else call.unshipped
    spared = frozenset(step for symptom, step in said.spared if symptom == call.trigger)
    return replace(call, unshipped=unshipped, family=call.family or said.family, spared=spared)


def _fits(step: Step, sites: Collection[str], here: frozenset[Market], said: Conditions) -> bool:
    """A step that lists shops is for all sites of their families, and for a person whose files name no shop. Claims go
    by the country and the kind of the card where the person named them."""
    place = said.cards if step.phase == "claim" and said.cards else here
    if step.markets and place.isdisjoint(step.markets):
        return False
    if step.when in ("credit", "debit") and said.debit is not None and said.debit is not (step.when == "debit"):
        return False
    return not step.shops or not sites or any(is_for(step, site) for site in sites)


def _placed(calls: Iterable[Call]) -> dict[str, list[tuple[int, Call]]]:
    """The calls with their places in order: symptoms by their ids, findings by ``tag.…`` for each of their tags, and
    grave ones by ``severity.high`` too."""
    found: dict[str, list[tuple[int, Call]]] = {}
    for place, call in enumerate(calls):
        names = [call.trigger] if call.symptom else [f"tag.{tag}" for tag in call.tags]
        if call.severity in ("high", "critical"):
            names.append("severity.high")
        for name in names:
            found.setdefault(name, []).append((place, call))
    return found


def _reason(step: Step, placed: Mapping[str, list[tuple[int, Call]]]) -> _Reason:
    found = _Reason({}, {})
    calls = dict(one for trigger in step.triggers for one in placed.get(trigger, ()))
    for _, call in sorted(calls.items(), key=lambda one: one[0]):
        if _calls_for(call, step):
            found.triggers[call.trigger] = None
            if call.finding:
                found.findings[call.finding] = None
    if "always" in step.triggers:
        found.triggers["always"] = None
    return found


def _calls_for(call: Call, step: Step) -> bool:
    if step.id in call.spared or (step.card and call.card is False):
        return False
    if step.when == "unshipped" and not (call.unshipped or (call.unshipped is None and call.symptom)):
        return False
    if step.when == "from_shop" and call.family not in families(step) and not (call.family is None and call.symptom):
        return False
    return call.symptom or RANKS[call.severity or "info"] >= RANKS[step.min_severity]


def _pull_evidence(offered: Mapping[str, Step], reasons: dict[str, _Reason]) -> None:
    """Adds the evidence that planned steps want saved first. It is there for the reasons of those steps."""
    own = frozenset(reasons)
    queue = list(reasons)
    for name in queue:  # it grows by the evidence that evidence wants
        for evidence in offered[name].evidence_first:
            if evidence in own or evidence not in offered:
                continue
            if evidence not in reasons:
                reasons[evidence] = _Reason({}, {})
                queue.append(evidence)
            reasons[evidence].triggers |= reasons[name].triggers
            reasons[evidence].findings |= reasons[name].findings


def _planned(step: Step, reasons: Mapping[str, _Reason]) -> Planned:
    reason = reasons[step.id]
    return Planned(
        step,
        tuple(reason.triggers),
        tuple(reason.findings),
        tuple(one for one in step.requires if one in reasons),
        tuple(one for one in step.evidence_first if one in reasons),
    )


def _ordered(plan: dict[str, Planned]) -> list[Planned]:
    """Whatever waits for nothing that is still to come goes next, the earliest phase and place first."""
    ordered: list[Planned] = []
    waiting = sorted(plan.values(), key=_place)
    while waiting:
        put = {one.step.id for one in ordered}
        ready = (one for one in waiting if put.issuperset(one.requires) and put.issuperset(one.evidence_first))
        following = next(ready, None) or waiting[0]
        ordered.append(following)
        waiting.remove(following)
    return ordered


def _place(one: Planned) -> tuple[int, int, int, str]:
    step = one.step
    return PHASES.index(step.phase), step.place, get_args(Priority).index(step.priority), step.id


def cannot_start(planned: Planned, progress: Mapping[str, str]) -> list[str]:
    """The ids of the steps that must be done or left out before this one. ``progress`` is step id → state
    (``SETTLED``, ``PUT_OFF`` or any other); a step that is not in it is still to do."""
    if planned.step.never_waits:
        return []
    return [one for one in (*planned.evidence_first, *planned.requires) if progress.get(one) not in SETTLED]


def next_action(plan: Iterable[Planned], progress: Mapping[str, str]) -> Planned | None:
    """The one thing to do now: the person's own safety, then what never waits, else the first step that can start,
    else what was put off. Even a call to the card company may be noticed by somebody at home."""
    open_steps = [one for one in plan if progress.get(one.step.id) not in SETTLED and not cannot_start(one, progress)]
    todo = [one for one in open_steps if progress.get(one.step.id) not in PUT_OFF]
    safety = [one for one in todo if one.step.phase == PHASES[0]]
    urgent = [one for one in todo if one.step.never_waits]
    return next(iter(safety or urgent or todo or open_steps), None)
