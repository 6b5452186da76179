"""Which steps are called for: pure functions of symptoms, findings and answers. No clock, no database, no language."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from checklists.facts import Clock, Condition, Value, facts, matches
from checklists.first import First
from checklists.letter import of_step
from checklists.model import Market, Step
from checklists.model import steps as all_steps
from checklists.order import Chosen, Planned, ordered
from checklists.questions import NOTHING_SAID, Conditions
from checklists.schema import Sentence
from checklists.sites import families, family_of, is_for, service_at
from checklists.situation import Cause, Incident, incidents

CLOCKS: tuple[Clock, ...] = get_args(Clock)
# The kinds of steps that only look closer or do no harm, and of the others what nobody would notice and no one has to
# act on: what a finding calls for before anybody has answered whose it is.
LOOKING = ("safety", "goods", "ask", "evidence")
# Steps for a listed shop outside its phase, and what is done in their place at any other service.
GENERIC = ("save.screens", "report.shop")


@dataclass(slots=True)
class _Reason:
    """Why a step is called for: the earliest clock, the ids that stated the facts, the facts in words, the findings and
    the sites behind them."""

    clock: int
    triggers: dict[str, None] = field(default_factory=dict)  # dictionaries keep the order and drop doubles
    because: dict[Sentence, None] = field(default_factory=dict)
    findings: dict[str, None] = field(default_factory=dict)
    sites: set[str] = field(default_factory=set)
    incidents: list[Incident] = field(default_factory=list)


def choose(
    calls: Iterable[Cause],
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
    happened = incidents(calls, shops, conditions, market, home)
    known = all_steps() if steps is None else steps
    holding = {fact for incident in happened for fact, value in incident.values.items() if value == "yes"}
    chosen = {}
    for name, step in known.items():
        if step.in_force(today) and holding.isdisjoint(step.unless):
            reason = _reason(step, happened)
            if reason:
                calling = reason.incidents
                chosen[name] = Chosen(
                    _true_lines(step, calling), CLOCKS[reason.clock], tuple(reason.triggers), tuple(reason.because),
                    tuple(reason.findings), tuple(sorted(site for site in reason.sites if is_for(step, site))),
                    _view(step, calling),
                    tuple(letter.id for letter in of_step(name) if is_true(letter.presumes, calling)),
                )  # fmt: skip
    return ordered(_without_twins(chosen, conditions), happened)


def looks_closer(step: Step) -> bool:
    """Does the step only look closer, or do no harm? Then an unanswered finding may call for it."""
    return step.kind in LOOKING or (step.kind == "rest" and "noticed" not in step.is_)


def _reason(step: Step, happened: Iterable[Incident]) -> _Reason | None:
    reason: _Reason | None = None
    looks = looks_closer(step)
    for incident in happened:
        if (incident.is_open and not looks) or not _suits(step, incident.sites):
            continue
        called = _called(step, incident)
        if called is None:
            continue
        clock, condition = called
        reason = reason or _Reason(clock)
        reason.clock = min(reason.clock, clock)
        reason.findings |= dict.fromkeys(incident.findings)
        reason.sites |= incident.sites
        reason.incidents.append(incident)
        for sources, sentence in _grounds(condition, incident):
            reason.triggers |= dict.fromkeys(sources)
            reason.because |= {sentence: None} if sentence else {}
    return reason


def _called(step: Step, incident: Incident) -> tuple[int, Condition] | None:
    """By which clock, as its place in ``CLOCKS``, an incident calls for a step, and by which condition."""
    if not is_true(step.only_if, [incident]):
        return None
    best: tuple[int, Condition] | None = None
    for place, clock in enumerate(CLOCKS):
        if best and best[0] <= place:
            break
        for condition in step.for_.get(clock, ()):
            late = matches(condition, incident.values)
            if late is not None:
                due = min(place + late, len(CLOCKS) - 1)
                best = (due, condition) if best is None or due < best[0] else best
    return best


def _grounds(condition: Condition, incident: Incident) -> Iterator[tuple[tuple[str, ...], Sentence | None]]:
    """The ids that stated what a condition rests on, with the sentence of each fact. What only rules something out is
    no ground."""
    for fact, asks in condition.asked:
        value = incident.values.get(fact)
        if value is None or asks in ("not_yes", "not_no"):
            continue
        if fact in incident.rests_on:
            yield from _grounds(incident.rests_on[fact], incident)
        else:
            yield incident.stated_by.get(fact, ()), _words(fact, value)
            for other in facts()[fact].beside if value != "no" else ():
                if incident.values.get(other) == "yes":
                    yield incident.stated_by.get(other, ()), _words(other, "yes")


def _view(step: Step, calling: Collection[Incident]) -> First | None:
    """The first view whose text is true of an incident that calls for the step."""
    return next((view for view in step.first if is_true(view.presumes, calling)), None)


def _true_lines(step: Step, calling: Collection[Incident]) -> Step:
    """The step without the lines that are not true of the incidents that call for it."""
    how = tuple(line for line in step.how if is_true(line.presumes, calling))
    return step if how == step.how else replace(step, how=how)


def is_true(presumed: Collection[Condition] | None, happened: Collection[Incident]) -> bool:
    """Does one of the conditions hold in one of the incidents? Where nothing is presumed, always."""
    return not presumed or any(
        matches(condition, incident.values) is not None for incident in happened for condition in presumed
    )


def _words(fact: str, value: Value) -> Sentence | None:
    return facts()[fact].words(value)


def _suits(step: Step, sites: Collection[str]) -> bool:
    """Is the step for one of these sites? One that lists shops is for them alone, and the generic steps of an account
    are for the others, and for a service that is not known."""
    if step.phase == "account":
        return not sites or any(is_for(step, site) for site in sites)
    if not step.shops or step.phase == "parcel":  # its label says from which shop a parcel comes
        return True
    if not sites:
        return step.phase != "shop" and step.id not in GENERIC
    return any(site in step.shops or family_of(site) in families(step) for site in sites)


def _without_twins(plan: dict[str, Chosen], conditions: Conditions) -> dict[str, Chosen]:
    """The plan without what would be done twice for one account: where the mailbox is at a service whose account it is
    about too, the step for the mailbox stays."""
    mails = {service.id for site in conditions.mails if (service := service_at(site))}
    kept = {}
    for name, chosen in plan.items():
        sites = tuple(site for site in chosen.sites if site not in mails)
        if chosen.step.twin in plan and chosen.sites:
            if not sites:
                continue
            chosen.sites = sites
        kept[name] = chosen
    return kept
