"""Which steps are called for: pure functions of findings and answers. No clock, no database, no language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from operator import itemgetter
from typing import get_args

from checklists.model import Market, Severity, Step
from checklists.model import steps as all_steps
from checklists.order import Chosen, Planned, ordered
from checklists.questions import NOTHING_SAID, Conditions, questions
from checklists.sites import canonical, families, family_of, is_for, markets, service_at

CLEARED = ("mine", "family")  # answers after which a finding calls for nothing
DISOWNED = "not_mine"
UNPAID = "mine_unpaid"  # the owner's refund, whose money did not come to them
REFUND_TAG = "refund"
ASKS_HOME = ("household", "family")  # tags of what somebody at home may have done, which is no question then
RANKS = {name: rank for rank, name in enumerate(get_args(Severity))}

# The phases whose steps only look closer or do no harm. A finding calls for others only once nobody at home did it.
LOOKING = ("safe", "save", "rec", "parcel", "watch")
# Steps for a listed shop outside its phase, and what is done in their place at any other service.
GENERIC = {"save.screens": "account.screens", "report.shop": "account.report"}
# The order at a service that says so itself; elsewhere the second comes first.
SIGNOUT_FIRST = ("account.signout_all", "account.password")
SAFETY = "safe.known_person"  # comes before whatever somebody close would notice


@dataclass(frozen=True, slots=True)
class Call:
    """One finding, symptom or answer that may call for steps. What a person says has no severity; what they have not
    said about it (``unshipped``, ``family``) is None and rules nothing out. ``spared``: the steps that it does not call
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
    def by_person(self) -> bool:
        """Did the person say so, rather than a detector?"""
        return self.trigger.startswith("symptom.") or "=" in self.trigger

    @property
    def names(self) -> list[str]:
        """The triggers of steps that it fulfils."""
        if self.by_person:
            return [self.trigger]
        names = [f"tag.{tag}" for tag in sorted(self.tags) if self.verdict != UNPAID or tag not in ASKS_HOME]
        if self.severity in ("high", "critical"):
            names.append("severity.high")
        if self.verdict == DISOWNED and "seller" not in self.tags:
            names += ["disowned", "disowned.card"] if self.card else ["disowned"]
        return names

    @property
    def acts(self) -> bool:
        """May it call for more than a closer look? What harms a seller is not a question of who did it."""
        return self.by_person or self.verdict == DISOWNED or self.redirected or "seller" in self.tags

    @property
    def redirected(self) -> bool:
        """Is it about money of the owner's own refund that did not come to them?"""
        return self.verdict == UNPAID and REFUND_TAG in self.tags


@dataclass(frozen=True, slots=True)
class _Services:
    """The sites that a plan is about: ``named`` are those that the person named, ``every`` those of their files too."""

    named: frozenset[str]
    every: frozenset[str]

    def of(self, call: Call) -> frozenset[str]:
        """The sites that a call is about; empty: not known."""
        if call.by_person:
            return self.named
        return frozenset({canonical(call.shop)}) if call.shop else self.every

    def suit(self, step: Step, sites: Collection[str]) -> bool:
        """Is the step for one of these sites? One that lists shops is for them alone, and the generic steps of an
        account are for the others, and for a service that is not known."""
        if step.phase == "account":
            return not sites or any(is_for(step, site) for site in sites)
        if not step.shops:
            return True
        if not sites:
            return step.phase != "shop" and step.id not in GENERIC
        return any(is_for(step, site) for site in sites)


@dataclass(slots=True)
class _Reason:
    triggers: dict[str, None] = field(default_factory=dict)  # dictionaries keep the order and drop doubles
    findings: dict[str, None] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)  # of its triggers that are fulfilled
    calls: list[Call] = field(default_factory=list)


def choose(
    calls: Iterable[Call],
    *,
    shops: Collection[str] = (),
    home: Sequence[Market] = get_args(Market),
    market: str | None = None,
    today: date,
    conditions: Conditions = NOTHING_SAID,
    steps: Mapping[str, Step] | None = None,
) -> list[Planned]:
    """The plan in the order in which a person should take it (``checklists.order``).

    ``shops`` are the sites named in the events; ``market`` is the country, where the person names it, and ``home`` the
    countries to think of where neither they nor the sites tell one, as those where the person's language is read;
    ``conditions`` is what the answers to the questionnaire say beyond the symptoms; ``steps`` replaces the shipped
    content (for tests of the rules).
    """
    answers = (Call(option) for option in conditions.chosen)
    considered = [call for call in (*calls, *answers) if call.verdict not in CLEARED]
    named = {call.trigger for call in considered}
    live = [_completed(call, conditions, named) for call in considered]
    known = all_steps() if steps is None else steps
    services = _services(live, shops, conditions)
    here = frozenset({market}) if market else markets(services.every, home)
    offered = {name: step for name, step in known.items() if step.in_force(today) and _fits(step, here, conditions)}
    placed = _placed(live)
    reasons = {name: reason for name, step in offered.items() if (reason := _reason(step, placed, services)).triggers}
    _pull_evidence(offered, reasons, services)
    chosen = {name: _chosen(offered[name], reasons, services, conditions) for name in reasons}
    return ordered(_with_signout_first(chosen))


def _completed(call: Call, conditions: Conditions, named: Collection[str]) -> Call:
    """A symptom with what the person answered about it; a finding knows for itself. ``named`` are the triggers of all
    calls."""
    if not call.by_person:
        return replace(call, family=family_of(call.shop))
    unshipped = conditions.unshipped if call.unshipped is None else call.unshipped
    spared = frozenset.intersection(*(_spared(symptom, conditions) for symptom in _about(call.trigger, named)))
    return replace(call, unshipped=unshipped, family=call.family or conditions.family, spared=spared)


def _about(trigger: str, named: Collection[str]) -> list[str]:
    """The symptoms that a trigger speaks of: itself, or for an answer those among ``named`` that its question is for.
    What all of them spare, another answer about them does not call for either."""
    question = questions().get(trigger.partition("=")[0])
    return [name for name in question.of if name in named] or [trigger] if question else [trigger]


def _spared(symptom: str, conditions: Conditions) -> frozenset[str]:
    return frozenset(step for cause, step in conditions.spared if cause == symptom)


def _services(calls: Iterable[Call], shops: Collection[str], conditions: Conditions) -> _Services:
    files = frozenset(map(canonical, shops))
    named = frozenset(map(canonical, conditions.services))
    return _Services(named or files, files | named | {canonical(call.shop) for call in calls if call.shop})


def _fits(step: Step, here: frozenset[str], conditions: Conditions) -> bool:
    """Is the step for people in these countries? Claims go by the country and the kind of the card where the person
    named them."""
    place = conditions.cards if step.phase == "claim" and conditions.cards else here
    if step.markets and place.isdisjoint(step.markets):
        return False
    return (
        step.when not in ("credit", "debit") or conditions.debit is None or conditions.debit is (step.when == "debit")
    )


def _placed(calls: Iterable[Call]) -> dict[str, list[tuple[int, Call]]]:
    """The calls with their places in order, by the triggers that they fulfil."""
    placed: dict[str, list[tuple[int, Call]]] = {}
    for place, call in enumerate(calls):
        for name in call.names:
            placed.setdefault(name, []).append((place, call))
    return placed


def _reason(step: Step, placed: Mapping[str, list[tuple[int, Call]]], services: _Services) -> _Reason:
    reason = _Reason()
    calls: dict[int, Call] = {}
    for trigger in step.triggers:
        fulfilled = [(place, call) for place, call in placed.get(trigger, ()) if _calls_for(call, step, services)]
        calls |= dict(fulfilled)
        reason.names |= {trigger} if fulfilled else set()
    for _, call in sorted(calls.items(), key=itemgetter(0)):
        reason.calls.append(call)
        reason.triggers[call.trigger] = None
        if call.finding:
            reason.findings[call.finding] = None
    if "always" in step.triggers and services.suit(step, services.every):
        reason.triggers["always"] = None
        reason.names.add("always")
    return reason


def _calls_for(call: Call, step: Step, services: _Services) -> bool:
    if step.id in call.spared or (step.card and call.card is False):
        return False
    if not (call.acts or looks_closer(step)) or not services.suit(step, services.of(call)):
        return False
    if step.when == "unshipped" and not (call.unshipped or (call.unshipped is None and call.by_person)):
        return False
    if step.when == "from_shop" and call.family not in families(step) and not (call.family is None and call.by_person):
        return False
    if step.when == "pay_app" and not call.by_person and not _pays(call.shop):
        return False
    severe = call.by_person or call.redirected or call.verdict == DISOWNED
    return severe or RANKS[call.severity or "info"] >= RANKS[step.min_severity]


def looks_closer(step: Step) -> bool:
    """Does the step only look closer, or do no harm? Then an unanswered finding may call for it."""
    return step.looks or step.phase in LOOKING


def _pays(site: str | None) -> bool:
    """Is this the site of a pay app?"""
    service = service_at(site) if site else None
    return service is not None and service.kind == "pay"


def _pull_evidence(offered: Mapping[str, Step], reasons: dict[str, _Reason], services: _Services) -> None:
    """Adds the evidence that planned steps want saved first. It is there for the reasons of those steps."""
    own = frozenset(reasons)
    queue = list(reasons)
    for name in queue:  # it grows by the evidence that evidence wants
        for evidence in _alternatives(offered[name].evidence_first):
            if evidence in own or evidence not in offered:
                continue
            needed = [call for call in reasons[name].calls if services.suit(offered[evidence], services.of(call))]
            if not needed:
                continue
            if evidence not in reasons:
                reasons[evidence] = _Reason()
                queue.append(evidence)
            reasons[evidence].calls += needed
            reasons[evidence].triggers |= dict.fromkeys(call.trigger for call in needed)
            reasons[evidence].findings |= dict.fromkeys(call.finding for call in needed if call.finding)


def _urgent(step: Step, reason: _Reason, conditions: Conditions) -> list[str]:
    """The triggers that make a step urgent. An answer decides instead of its symptom: where a step is urgent for some
    answers to a question, the symptom counts only until that question is answered."""
    asked = {trigger.partition("=")[0] for trigger in step.now if "=" in trigger}
    answered = asked & {option.partition("=")[0] for option in conditions.chosen}
    decided = {symptom for name in answered for symptom in questions()[name].of}
    return [trigger for trigger in step.now if trigger in reason.names and trigger not in decided]


def _alternatives(names: Iterable[str]) -> list[str]:
    """The steps, each with what is done in its place at other services."""
    return [alternative for name in names for alternative in (name, GENERIC.get(name)) if alternative]


def _chosen(step: Step, reasons: Mapping[str, _Reason], services: _Services, conditions: Conditions) -> Chosen:
    reason = reasons[step.id]
    about = {site for call in reason.calls for site in services.of(call)}
    about |= services.every if "always" in reason.names else set()
    sites = tuple(sorted(site for site in about if is_for(step, site)))
    safety = (SAFETY,) if step.warns else ()
    first = dict.fromkeys((*safety, *_alternatives(step.evidence_first), *_alternatives(step.requires)))
    places = [step.now[trigger] for trigger in _urgent(step, reason, conditions)]
    now = 0 if step.id == SAFETY else min(places, default=None)
    names = tuple(name for name in first if name in reasons and name != step.id)
    return Chosen(step, tuple(reason.triggers), tuple(reason.findings), now, names, sites)


def _with_signout_first(plan: dict[str, Chosen]) -> dict[str, Chosen]:
    """The plan with the password after the sign-out where every service concerned says so itself."""
    signout, password = (plan.get(name) for name in SIGNOUT_FIRST)
    if not signout or not password or not all(map(_signs_out_first, signout.sites or password.sites or ("",))):
        return plan
    now = min((step.now for step in (signout, password) if step.now is not None), default=None)
    first = tuple(name for name in signout.first if name != password.step.id)
    return plan | {
        signout.step.id: replace(signout, now=now, first=first),
        password.step.id: replace(password, now=now, first=(*password.first, signout.step.id)),
    }


def _signs_out_first(site: str) -> bool:
    service = service_at(site)
    return service is not None and service.signout_first
