"""Which steps are called for: pure functions of symptoms, findings and answers. No clock, no database, no language."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from checklists import N_
from checklists.facts import Clock, Condition, matches
from checklists.first import First
from checklists.keys import keys
from checklists.ledger import Entry, Key, clock_of, grounds, ledger
from checklists.letter import of_step
from checklists.model import Market, Step
from checklists.model import steps as all_steps
from checklists.order import Chosen, Plan, ordered
from checklists.questions import NOTHING_SAID, Conditions
from checklists.schema import Sentence
from checklists.sites import families, family_of, is_for, mailboxes
from checklists.situation import Cause, Incident, incidents

CLOCKS: tuple[Clock, ...] = get_args(Clock)
# The kinds of steps that only look closer or do no harm, and of the others what nobody would notice and no one has to
# act on: what a finding calls for before anybody has answered whose it is.
LOOKING = ("safety", "goods", "ask", "evidence")
# The kinds of steps that lock, which can be undone.
LOCKING = ("mailbox", "account")
UNDONE = N_("This only locks, until you have answered. It accuses nobody, and it can be undone.")
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
    lasting: bool = False

    def add(self, clock: int, incident: Incident, condition: Condition, sites: Collection[str]) -> None:
        """One more incident calls for the step, by this clock and condition, for these sites."""
        self.clock = min(self.clock, clock)
        self.findings |= dict.fromkeys(incident.findings)
        self.sites |= set(sites)
        if all(other is not incident for other in self.incidents):
            self.incidents.append(incident)
        for sources, sentence in grounds(condition, incident):
            self.triggers |= dict.fromkeys(sources)
            self.because |= {sentence: None} if sentence else {}


def choose(
    calls: Iterable[Cause],
    *,
    shops: Collection[str] = (),
    home: Sequence[Market] = get_args(Market),
    market: str | None = None,
    today: date,
    conditions: Conditions = NOTHING_SAID,
    steps: Mapping[str, Step] | None = None,
) -> Plan:
    """The plan in the order in which a person should take it (``checklists.order``), with what somebody may hold.

    ``shops`` are the sites named in the events; ``market`` is the country, where the person names it, and ``home`` the
    countries to think of where neither they nor the sites tell one, as those where the person's language is read;
    ``conditions`` is what the answers to the questionnaire say beyond the symptoms; ``steps`` replaces the shipped
    content (for tests of the rules).
    """
    happened = incidents(calls, shops, conditions, market, home)
    known = all_steps() if steps is None else steps
    holding = {fact for incident in happened for fact, value in incident.values.items() if value == "yes"}
    usable = [step for step in known.values() if step.in_force(today) and holding.isdisjoint(step.unless)]
    reasons = {step.id: reason for step in usable if (reason := _reason(step, happened))}
    mails = mail_services(happened, conditions)
    held = ledger(happened, mails)
    for key, entry in held.items():
        _take(key, entry, usable, reasons)
    chosen = {}
    for step in usable:
        if reason := reasons.get(step.id):
            calling = reason.incidents
            chosen[step.id] = Chosen(
                _true_lines(step, calling), CLOCKS[reason.clock], tuple(reason.triggers), tuple(reason.because),
                tuple(reason.findings), _about(step, reason.sites, mails - conditions.mails),
                _view(step, calling),
                tuple(letter.id for letter in of_step(step.id) if is_true(letter.presumes, calling)),
                reason.lasting,
            )  # fmt: skip
    return Plan(ordered(_without_twins(chosen, mails), happened), held, mails)


def mail_services(happened: Iterable[Incident], conditions: Conditions) -> frozenset[str]:
    """The sites of the person's mail services. As long as nobody has said which they are, an account at such a service
    that a finding is about is taken for the mailbox, so that one lock does for both."""
    return mailboxes(conditions.mails, [site for incident in happened if incident.is_open for site in incident.sites])


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
        reason.add(clock, incident, condition, incident.sites)
    return reason


def _take(key: Key, entry: Entry, usable: Iterable[Step], reasons: dict[str, _Reason]) -> None:
    """Sees to it that a planned step takes a key away in time: one that is there already, else the shortest one. While
    only findings that nobody has answered speak of it, that is a step that can be undone: it locks, and clears away,
    accuses and claims nothing."""
    unanswered = all(incident.is_open for incident in entry.incidents)
    sites = {key.at} if key.at else {site for incident in entry.incidents for site in incident.sites}
    able = [
        step
        for step in usable
        if key.name in step.takes
        and _suits(step, sites)
        and is_true(step.only_if, entry.incidents)
        and is_true(step.presumes, entry.incidents)
        and (step.kind in LOCKING or not unanswered)
    ]
    step = min(able, key=lambda step: (not _covers(reasons.get(step.id), key), step.minutes, step.id), default=None)
    if step:
        clock = CLOCKS.index(clock_of(key, entry))
        reason = reasons.setdefault(step.id, _Reason(clock))
        for (_, condition), incident in entry.because.items():
            reason.add(clock, incident, condition, {key.at} if key.at else incident.sites)
        if unanswered:
            reason.because[Sentence(UNDONE)] = None
        only_lasting = {name.kind for name in step.takes}.isdisjoint(("password", "session"))
        reason.lasting |= entry.held and keys().kinds[key.kind].lasting and only_lasting


def _about(step: Step, sites: Collection[str], mails: Collection[str]) -> tuple[str, ...]:
    """The sites that a step is about; of the mailbox, the mail services that nobody has named (``mails``)."""
    return tuple(sorted(mails if step.phase == "mail" else [site for site in sites if is_for(step, site)]))


def _covers(reason: _Reason | None, key: Key) -> bool:
    return reason is not None and (not key.at or not reason.sites or key.at in reason.sites)


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


def _without_twins(plan: dict[str, Chosen], mails: Collection[str]) -> dict[str, Chosen]:
    """The plan without what would be done twice for one account: where the mailbox is at a service whose account it is
    about too, the step for the mailbox stays."""
    kept = {}
    for name, chosen in plan.items():
        sites = tuple(site for site in chosen.sites if site not in mails)
        if chosen.step.twin in plan and chosen.sites:
            if not sites:
                continue
            chosen.sites = sites
        kept[name] = chosen
    return kept
