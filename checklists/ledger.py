"""What a stranger may still hold: the keys (``checklists.keys``), worked out from the facts of all incidents.
Pure functions."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from checklists.facts import Clock, Condition, facts, matches
from checklists.keys import KeyName, Put, keys
from checklists.schema import Sentence
from checklists.situation import Incident

ACCOUNT, MAILBOX = "account", "mailbox"
LATE: Clock = "day"  # when a key is looked for that only may be there


class Key(NamedTuple):
    """A key at one door; ``at`` is the site of an account, empty where it is not known or there is only one."""

    kind: str
    door: str
    at: str = ""

    @property
    def name(self) -> KeyName:
        """What steps call it."""
        return KeyName(self.kind, self.door)


@dataclass(slots=True)
class Entry:
    """Whether somebody holds a key for certain, and the incidents and conditions that say so."""

    held: bool
    because: dict[tuple[int, Condition], Incident] = field(default_factory=dict)

    @property
    def incidents(self) -> list[Incident]:
        """The incidents, in their order."""
        return list({id(incident): incident for incident in self.because.values()}.values())


Ledger = Mapping[Key, Entry]


def ledger(happened: Sequence[Incident], mails: Collection[str]) -> Ledger:
    """The keys that somebody may hold; ``mails`` are the sites of the person's mail services. Where somebody close may
    be behind it, there are none: what shuts them out may put the person in danger, so other rules decide there. A
    finding that nobody has answered puts keys only if it is serious, and only so that they may be held."""
    entries: dict[Key, Entry] = {}
    if any(incident.values.get("person.close") in ("yes", "may") for incident in happened):
        return entries
    for number, incident in enumerate(happened):
        if incident.is_open and incident.values.get("finding.grave") != "yes":
            continue
        for put in keys().puts:
            late, condition = _holding(put, incident)
            if condition is not None:
                held = not (late or put.may or incident.is_open)
                for key in _at_doors(put.keys, incident, mails):
                    _add(entries, key, held, {(number, condition): incident})
    _leave(entries)
    _find_ways_in(entries, happened)
    return entries


def grounds(condition: Condition, incident: Incident) -> Iterator[tuple[tuple[str, ...], Sentence | None]]:
    """The ids that stated what a condition rests on, with the sentence of each fact. What only rules something out is
    no ground."""
    for fact, asks in condition.asked:
        value = incident.values.get(fact)
        if value is None or asks in ("not_yes", "not_no"):
            continue
        if fact in incident.rests_on:
            yield from grounds(incident.rests_on[fact], incident)
        else:
            yield incident.stated_by.get(fact, ()), facts()[fact].words(value)
            for other in facts()[fact].beside if value != "no" else ():
                if incident.values.get(other) == "yes":
                    yield incident.stated_by.get(other, ()), facts()[other].words("yes")


def clock_of(key: Key, entry: Entry) -> Clock:
    """By when a key is taken away."""
    unanswered = any(incident.is_open for incident in entry.incidents)
    return keys().kinds[key.kind].clock if entry.held or unanswered else LATE


def _holding(put: Put, incident: Incident) -> tuple[bool, Condition | None]:
    holding = [(late, condition) for condition in put.if_ if (late := matches(condition, incident.values)) is not None]
    return min(holding, key=lambda pair: pair[0]) if holding else (False, None)


def _at_doors(names: Iterable[KeyName], incident: Incident, mails: Collection[str]) -> Iterator[Key]:
    """The keys at the doors that an incident is about: an account at the mail service of the person is the mailbox."""
    kept = {name.kind for leaves in keys().leaves for name in leaves.keys if name.door == MAILBOX}
    kept |= {name.kind for leaves in keys().leaves for name in leaves.from_ if name.door == MAILBOX} | {"password"}
    for name in names:
        for site in sorted(incident.sites) or [""] if name.door == ACCOUNT else [""]:
            yield Key(name.kind, MAILBOX) if site in mails and name.kind in kept else Key(*name, site)


def _add(entries: dict[Key, Entry], key: Key, held: bool, because: Mapping[tuple[int, Condition], Incident]) -> None:
    """Adds a key; where it is held for certain, only what says so counts."""
    entry = entries.get(key)
    if entry is None or held > entry.held:
        entries[key] = Entry(held, dict(because))
    elif held == entry.held:
        entry.because |= because


def _leave(entries: dict[Key, Entry]) -> None:
    for leaves in keys().leaves:
        for key, entry in list(entries.items()):
            if entry.held and key.name in leaves.from_:
                for name in leaves.keys:
                    _add(entries, Key(*name, key.at), False, entry.because)


def _find_ways_in(entries: dict[Key, Entry], happened: Iterable[Incident]) -> None:
    ways = keys().ways_in
    if any(incident.values.get(fact) == "yes" for incident in happened for fact in ways.known):
        return
    for key, entry in list(entries.items()):
        if key.name in ways.of:
            for name in ways.keys:
                if name.door != ACCOUNT or key.door == ACCOUNT:
                    _add(entries, Key(*name, key.at if name.door == ACCOUNT else ""), False, entry.because)
