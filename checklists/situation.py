"""What happened, as facts: the incidents that symptoms, answers and findings make. Pure functions.

A finding is an incident, and so is a symptom with what was answered about it; ``same`` in ``rules.yaml`` names the
symptoms that are one incident.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import get_args

from checklists.facts import Condition, Statement, Value, facts, from_findings, matches, rules
from checklists.model import Market, symptoms
from checklists.questions import NOTHING, NOTHING_SAID, Conditions, Option, Question, questions
from checklists.sites import canonical, has_own_steps, markets, service_at

NOT_ANSWERED, DENIED = "none", "not_mine"  # of a finding, as ``findings.yaml`` names them
REFUND_TAG = "refund"
ASKED = "asked"  # the fact that everyone at home was asked
COUNTRIES: tuple[Market, ...] = ("JP", "US", "UK", "EU")  # whose advice is known
UNSENT_TAGS = frozenset({"unsent", "unwanted_parcel", "family_parcel"})  # of orders that can still be cancelled
ORDERED = frozenset({"order", "gift_card", "digital", "code", "place", "receiver_place", "subscription"})
SERIOUS: Mapping[str, Value] = {"medium": "may", "high": "yes", "critical": "yes"}


@dataclass(frozen=True, slots=True)
class Cause:
    """One symptom or finding. A symptom has its id alone; of a finding: its detector, the ``tags`` of that, what
    ``happened`` (the events of ``findings.yaml``), severity, the owner's answer (``verdict``), what was said about it
    at home (``home``), site, and whether its order is unsent or a card may have paid for it (null: not known)."""

    trigger: str
    severity: str | None = None
    unshipped: bool | None = None
    shop: str | None = None
    finding: str | None = None
    verdict: str | None = None
    card: bool | None = None
    tags: frozenset[str] = frozenset()
    happened: frozenset[str] = frozenset()
    home: str = "unasked"

    @property
    def by_person(self) -> bool:
        """Is it a symptom, which the person chose, rather than a finding?"""
        return self.trigger in symptoms()


@dataclass(frozen=True, slots=True)
class Incident:
    """One thing that happened: the state of each fact, by which ids each was stated, the sites that it is about (empty:
    not known), and the findings behind it. What follows from other facts is among them, with what it rests on in
    ``rests_on``."""

    values: Mapping[str, Value]
    stated_by: Mapping[str, tuple[str, ...]]
    sites: frozenset[str] = frozenset()
    findings: tuple[str, ...] = ()
    rests_on: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Is it a finding that nobody has answered, so that it calls only for a closer look?"""
        return self.values.get("finding.open") == "yes"


@dataclass(slots=True)
class _Draft:
    """An incident while its facts are collected."""

    values: dict[str, Value] = field(default_factory=dict)
    stated_by: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sites: frozenset[str] = frozenset()
    findings: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()  # the sites that the person or a finding names, without those of the files
    home_said: bool = False  # whether anything was said at home about this very incident

    def add(self, statement: Mapping[str, Value], *sources: str) -> None:
        """States more: the surer state stays."""
        for fact, value in statement.items():
            known = self.values.get(fact)
            if known is None or _RANKS[value] > _RANKS[known]:
                self.values[fact], self.stated_by[fact] = value, sources
            elif value == known:
                self.stated_by[fact] = tuple(dict.fromkeys((*self.stated_by[fact], *sources)))

    def replace(self, statement: Mapping[str, Value], *sources: str) -> None:
        """States something that outweighs what was stated before."""
        for fact, value in statement.items():
            self.values[fact], self.stated_by[fact] = value, sources


_RANKS: Mapping[Value, int] = {"no": 0, "may": 1, "yes": 2}


def incidents(
    calls: Iterable[Cause],
    shops: Collection[str] = (),
    conditions: Conditions = NOTHING_SAID,
    country: str | None = None,
    home: Sequence[Market] = get_args(Market),
) -> list[Incident]:
    """The incidents of these symptoms and findings, with the answers that ``conditions`` holds. ``shops`` are the sites
    of the files; ``country`` is where the person is, as they name it, and ``home`` are the countries where their
    language is read."""
    calls = list(calls)
    named = frozenset(map(canonical, conditions.services)) or frozenset(map(canonical, shops))
    everywhere = {canonical(call.shop) for call in calls if call.shop} | named | frozenset(map(canonical, shops))
    chosen = [call.trigger for call in calls if call.by_person]
    drafts = [_of_symptoms(group, conditions, named) for group in _groups(dict.fromkeys(chosen))]
    drafts += [
        _of_finding(call, frozenset({canonical(call.shop)}) if call.shop else frozenset(everywhere))
        for call in calls
        if not call.by_person and _answer_to(call)
    ]
    sites = {site for draft in drafts for site in draft.sites} | {*map(canonical, shops)}
    return list(_whole(drafts, bool(shops), _of_countries(country, sites, home)))


def _groups(names: Iterable[str]) -> Iterator[list[str]]:
    """The symptoms that are one incident."""
    left = list(names)
    while left:
        same = next((group for group in rules().same if left[0] in group), (left[0],))
        yield [name for name in left if name in same]
        left = [name for name in left if name not in same]


def _of_symptoms(names: Sequence[str], conditions: Conditions, sites: frozenset[str]) -> _Draft:
    draft = _Draft(sites=sites)
    for name in names:
        draft.add(symptoms()[name].states, name)
    explicit: dict[str, tuple[Value, tuple[str, ...]]] = {}
    denied: dict[str, tuple[str, ...]] = {}
    for question, options in _answered(conditions.chosen):
        about = [name for name in names if name in question.of]
        relevant = {
            name: option for name, option in options.items() if about or not set(option.implies).isdisjoint(names)
        }
        for fact, value in _together(question, relevant.values()).items():
            naming = [f"{question.id}={name}" for name, option in relevant.items() if option.states.get(fact)]
            explicit[fact] = value, (*about, *naming)
        if relevant and question.kind == "many":
            stated = {fact for option in options.values() for fact in option.states}
            stating = (pair for option in question.options.values() for pair in option.states.items())
            others = {fact for fact, value in stating if value != "no"} - stated
            denied |= dict.fromkeys(others, tuple(about))
    draft.replace(Statement(dict.fromkeys(denied, "no")), *names)
    for fact, (value, sources) in explicit.items():
        draft.replace({fact: value}, *sources)
    draft.named, draft.home_said = frozenset(map(canonical, conditions.services)), ASKED in explicit
    return draft


def _answered(chosen: Iterable[str]) -> Iterator[tuple[Question, dict[str, Option]]]:
    """The questions with their chosen options. "Nothing of this" counts only alone."""
    by_question: dict[str, list[str]] = {}
    for answer in chosen:
        name, _, option = answer.partition("=")
        by_question.setdefault(name, []).append(option)
    for name, options in by_question.items():
        question = questions()[name]
        kept = [option for option in options if option != NOTHING or len(options) == 1]
        yield question, {option: question.options[option] for option in kept}


def _together(question: Question, options: Iterable[Option]) -> dict[str, Value]:
    """What several answers to a question state: where they exclude each other and disagree, it may be."""
    values: dict[str, set[Value]] = {}
    for option in options:
        for fact, value in option.states.items():
            values.setdefault(fact, set()).add(value)
    torn: Value = "yes" if question.kind == "many" else "may"
    return {fact: next(iter(some)) if len(some) == 1 else torn for fact, some in values.items()}


def _of_finding(call: Cause, sites: frozenset[str]) -> _Draft:
    named = frozenset({canonical(call.shop)} if call.shop else ())
    draft = _Draft(sites=sites, findings=(call.finding,) if call.finding else (), named=named)
    source = call.trigger
    stating = from_findings()
    for tag in sorted(call.tags):
        draft.add(stating.tags.get(tag, {}), source)
    for word in sorted(call.happened):
        draft.add(stating.events[word].states, source)
        if call.verdict == DENIED:
            draft.add(stating.events[word].denied, source)
    if call.card is not None:
        draft.replace({"money.card": "yes" if call.card else "no"}, source)
    if call.unshipped and (call.tags & UNSENT_TAGS or call.happened & ORDERED):
        draft.add({"order.unsent": "yes"}, source)
    serious, answer = SERIOUS.get(call.severity or ""), _answer_to(call)
    if "seller" in call.tags:
        return draft
    if "refund.missing" in answer and REFUND_TAG not in call.tags:
        draft.add({"finding.open": "yes"}, source)
        return draft
    if "finding.open" in answer:
        draft.add({"finding.open": "yes"}, source)
        draft.add({"finding.grave": serious} if serious else {}, source)
        if "household" not in call.tags and serious != "yes":
            return draft
    draft.add(answer, source)
    if ASKED not in answer:
        draft.add(stating.home[call.home], source)
        draft.home_said = call.home != "unasked"
    return draft


def _answer_to(call: Cause) -> Statement:
    """What the owner's answer to a finding states: nothing where it is theirs or their family's."""
    return from_findings().answers[call.verdict or NOT_ANSWERED]


def _whole(drafts: Sequence[_Draft], has_files: bool, countries: Mapping[str, Value]) -> Iterator[Incident]:
    """The incidents with what their services and the country state, what is true of the person, and what follows."""
    person = _Draft()
    for draft in drafts:
        for fact in draft.values.keys() & _everywhere():
            person.add({fact: draft.values[fact]}, *draft.stated_by[fact])
    for draft in drafts:
        for fact, value in person.values.items():
            draft.replace({fact: value}, *person.stated_by[fact])
    _share_what_was_asked(drafts)
    for draft in drafts:
        draft.values |= {**_of_services(draft.sites), **countries}
        if has_files:
            draft.replace({"files.there": "yes"}, "always")
        rests_on = {}
        for fact, conditions in _worked_out().items():
            holding = [(late, condition) for condition in conditions
                       if (late := matches(condition, draft.values)) is not None]  # fmt: skip
            if holding:
                late, rests_on[fact] = min(holding, key=lambda pair: pair[0])
                draft.values[fact] = "may" if late else "yes"
        yield Incident(draft.values, draft.stated_by, draft.sites, draft.findings, rests_on)


def _share_what_was_asked(drafts: Sequence[_Draft]) -> None:
    """Who asked everyone at home about one thing of an account, or lives alone, is not told to ask about its others."""
    sources = [draft for draft in drafts if draft.values.get("home.denied") == "yes"]
    for draft in drafts:
        if draft.values.get(ASKED) != "no" or draft.home_said:
            continue
        if draft.values.get("home.alone") == "yes" or any(_same_account(draft, other) for other in sources):
            draft.replace({ASKED: "yes"}, *draft.stated_by[ASKED])


def _same_account(draft: _Draft, other: _Draft) -> bool:
    """Whether two incidents may be about one account: one that is not known may be any, a parcel is none."""
    overlap = not draft.named or not other.named or not draft.named.isdisjoint(other.named)
    return overlap and _is_parcel(draft) == _is_parcel(other)


def _is_parcel(draft: _Draft) -> bool:
    return any(fact.startswith("parcel.") and value != "no" for fact, value in draft.values.items())


@cache
def _everywhere() -> frozenset[str]:
    return frozenset(name for name, fact in facts().items() if fact.everywhere)


@cache
def _worked_out() -> Mapping[str, tuple[Condition, ...]]:
    return {name: fact.worked_out for name, fact in facts().items() if fact.worked_out}


def _of_countries(country: str | None, sites: Collection[str], home: Sequence[Market]) -> dict[str, Value]:
    """Where the person is: what they name or the sites say; else it may be each country of their language."""
    known = {country} if country else markets(sites, ())
    here = known or home
    sure: Value = "yes" if known else "may"
    return {f"country.{name.lower()}": sure if name in here else "no" for name in COUNTRIES}


def _of_services(sites: Collection[str]) -> dict[str, Value]:
    """What is known of the services that an incident is about."""
    services = [service_at(site) for site in sites]
    known = {
        "service.known": bool(sites),
        "service.amazon": any(has_own_steps(site) for site in sites),
        "service.pay": any(service is not None and service.kind == "pay" for service in services),
        "service.signs_out_first": bool(sites) and all(service and service.signout_first for service in services),
    }
    return {fact: "yes" for fact, holds in known.items() if holds}
