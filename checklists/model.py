"""The content model: steps, shops, desks and symptoms, read from the YAML files beside this module.

A path is an id: ``steps/shop/password.yaml`` is step ``shop.password``, ``contacts/jp.yaml`` holds the desks ``jp.…``.
Files are read when they are first asked for, once per process.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from checklists import N_
from checklists.facts import NOTHING_STATED, Clock, Condition, Kind, Statement, Trait
from checklists.first import First
from checklists.keys import KeyName
from checklists.schema import ROOT, ContentError, Days, Link, Named, Sentence, fault_in, load, load_each, load_entries

# Where a fact comes from, the best first: A an official primary text, B a public body or the press, N a list kept by
# volunteers or a text of a non-profit organisation, C a personal page or a community (a lead only), K own knowledge.
Grade = Literal["A", "B", "N", "C", "K"]
# What rests on none of these is shown as unverified.
SUPPORTING: tuple[Grade, ...] = ("A", "B")
Market = Literal["JP", "US", "UK", "EU", "AU", "CA", "IN", "MX", "BR", "SG", "AE", "SA", "EG", "TR"]
Priority = Literal["essential", "recommended", "optional"]
Warn = Literal["may_alert_other_person"]
Group = Literal[
    "parcel", "order", "money", "pay", "signin", "message", "phone", "told", "home", "person", "seller", "other",
]  # fmt: skip
Here = Literal["upload", "household", "summary"]
Record = Literal[
    "time", "device", "note", "person", "answer", "file", "order", "amount", "card", "address", "shop", "carrier",
    "tracking", "photo", "case_number", "promise", "due",
]  # fmt: skip

# The phases in their fixed order, which are the folders under ``steps``.
PHASES = (
    "safe", "save", "stop", "mail", "phone", "device", "account", "shop", "rec", "parcel", "claim", "report", "seller",
    "watch",
)  # fmt: skip
# What happened, in plain groups, as the questionnaire shows them.
GROUP_LABELS = {
    "parcel": N_("A parcel, or something I bought"),
    "message": N_("A message or a link"),
    "phone": N_("My phone, or what I sign in with"),
    "money": N_("A charge, a card, a refund or a balance"),
    "pay": N_("A pay app, a phone bill, a bank or a securities account"),
    "told": N_("A call, or something I told, sent or paid"),
    "signin": N_("Signing in, or the settings of my account"),
    "order": N_("An order, an address or a review in my account"),
    "home": N_("Something that my child bought, or a card or account of my business"),
    "person": N_("Someone I know may be doing this"),
    "seller": N_("I sell, and orders harm me"),
    "other": N_("I help somebody, a case is stuck, or just to be sure"),
}


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact stands. ``checked`` is the day on which the stored copy was read, ``text_date`` that of the text."""

    name: Named
    grade: Grade
    checked: date
    url: Link | None = None
    text_date: date | None = None


def supported(sources: Collection[Source]) -> bool:
    """Does an official text, a public body or the press say so?"""
    return any(source.grade in SUPPORTING for source in sources)


def overdue(sources: Collection[Source], days: int, today: date) -> bool:
    """Was one of these sources last read more than ``days`` ago?"""
    return any(source.checked + timedelta(days=days) < today for source in sources)


@dataclass(frozen=True, slots=True)
class How:
    """One line of a step: an action (``do``), a fact (``note``), a page of the shop (``use``) or a desk.
    ``otherwise`` is the fact to know where no service with the page is known;
    ``presumes`` is what has to have happened for the line to be true, beyond what its step presumes: a plan leaves it
    out elsewhere."""

    do: Sentence | None = None
    note: Sentence | None = None
    use: str | None = None
    desk: str | None = None
    otherwise: Sentence | None = None
    presumes: tuple[Condition, ...] = ()

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.do, self.note, self.use, self.desk)) != 1:
            raise ContentError("exactly one of do, note, use, desk is expected")
        if self.otherwise and not self.use:
            raise ContentError("otherwise: it belongs to a page")


@dataclass(frozen=True, slots=True)
class Verify:
    """How one knows that the step is done. ``recheck``: look again after so many days."""

    kind: Literal["attest", "evidence_file", "mail_event", "reupload_clean"]
    ask: Sentence
    recheck: Days | None = None


@dataclass(frozen=True, slots=True)
class Valid:
    """The days on which the advice holds, both included, and why it ends."""

    from_: date | None = None
    until: date | None = None
    why: Sentence | None = None

    def __post_init__(self) -> None:
        if self.until and not self.why:
            raise ContentError("an end needs its reason: missing key 'why'")

    def holds(self, today: date) -> bool:
        """Is this one of the days?"""
        return (self.from_ or today) <= today <= (self.until or today)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. ``rev`` grows when its meaning changes.

    * ``for_``: the conditions that call for it, by the clock that runs, where one of ``only_if`` holds too, which
      changes no clock (empty: everywhere); ``unless``: facts of any incident with which it is not planned; empty
      ``shops`` mean all;
    * ``kind``, ``is_``: what it does and what is true of it (see ``checklists.facts``); ``takes``: the keys that it
      takes away from a stranger; ``notices``: what somebody close would notice; ``twin``: the step that does the same
      for the mailbox;
    * ``page``: a service of which we know no such page is left out (see ``checklists.sites``);
    * ``here``: the pages of this service on which part of it is done; ``did``: what letters say once it is done, for a
      step that concerns somebody else; ``first``: what its first view shows, of which the first that is true is taken;
    * ``presumes``: what has to have happened for its own text to be true, as in ``checklists.first``; each step that is
      for something says it, and an empty list is for a text that is true of everyone;
    * ``unverified``: no source supports it (``SUPPORTING``), or it holds facts that nobody has compared with the live
      page.

    A step whose validity has ended stays, with its id, and may be for nothing any more."""

    id: str
    phase: str
    rev: int
    priority: Priority
    scope: Literal["once", "per_shop", "per_finding", "per_card"]
    minutes: int
    title: Sentence
    why: Sentence
    how: tuple[How, ...]
    verify: Verify
    blocked: Sentence  # what to do if it does not work
    sources: tuple[Source, ...]
    review_every: Days
    did: Sentence | None = None
    first: tuple[First, ...] = ()
    presumes: tuple[Condition, ...] | None = None
    kind: Kind | None = None
    for_: Mapping[Clock, tuple[Condition, ...]] = field(default_factory=dict)
    is_: tuple[Trait, ...] = ()
    takes: tuple[KeyName, ...] = ()
    only_if: tuple[Condition, ...] = ()
    unless: tuple[str, ...] = ()
    twin: str | None = None
    notices: Sentence | None = None
    roles: tuple[Literal["buyer", "seller"], ...] = ("buyer",)
    shops: tuple[str, ...] = ()
    page: str | None = None
    record: tuple[Record, ...] = ()
    here: tuple[Here, ...] = ()
    valid: Valid = Valid()
    unverified: bool = False

    def __post_init__(self) -> None:
        if not self.unverified and not supported(self.sources):
            raise ContentError("no source has grade A or B: missing key 'unverified'")
        if bool(self.kind) != bool(self.for_) or not (self.kind or self.valid.until):
            raise ContentError("a kind and what it is for are expected")
        if self.for_ and self.presumes is None:
            raise ContentError("missing key 'presumes': what its text takes for granted, or [] for nothing")

    @property
    def warns(self) -> tuple[Warn, ...]:
        """The warnings that a page shows before the step begins."""
        return ("may_alert_other_person",) if "noticed" in self.is_ and "asks" not in self.is_ else ()

    def in_force(self, today: date) -> bool:
        """Is the advice valid on this day? If it has ended, ``valid.why`` says why."""
        return self.valid.holds(today)

    def stale(self, today: date) -> bool:
        """Is one of its sources older than the interval at which it should be read again?"""
        return overdue(self.sources, self.review_every, today)


@dataclass(frozen=True, slots=True)
class Desk:
    """Somewhere to turn to. The only place where phone numbers stand, each with its sources. ``hours``: when it
    answers. ``unverified``: nobody has compared it with the page that its sources name."""

    id: str
    name: Named
    what: Sentence
    sources: tuple[Source, ...]
    phone: str | None = None
    hours: Sentence | None = None
    mail: str | None = None
    url: Link | None = None
    unverified: bool = False

    def __post_init__(self) -> None:
        if not self.unverified and not supported(self.sources):
            raise ContentError("no source has grade A or B: missing key 'unverified'")


@dataclass(frozen=True, slots=True)
class Symptom:
    """Something a person can say happened. ``what`` helps to choose it, ``note`` is what matters this minute, and
    ``reports`` says it to others where the ``sentence`` would say more than the person has answered. ``before`` are its
    questions whose answers change the first action, ``later`` all others (``checklists.questions``). ``words`` are
    further words, in any language, that somebody may look for."""

    id: str
    group: Group
    sentence: Sentence
    what: Sentence | None = None
    note: Sentence | None = None
    reports: Sentence | None = None
    before: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    states: Statement = NOTHING_STATED

    def __post_init__(self) -> None:
        twice = [name for name, count in Counter((*self.before, *self.later)).items() if count > 1]
        if twice:
            raise ContentError(f"later: {twice[0]} stands twice among the questions; keep it under one key")


@cache
def steps() -> Mapping[str, Step]:
    """Every step by its id, retired ones too, in no order that matters."""
    return MappingProxyType({step.id: step for step in load_each(sorted((ROOT / "steps").glob("*/*.yaml")), read_step)})


def read_step(file: Path) -> Step:
    """The step in this file. ``ContentError`` names what is wrong, with file and line."""
    phase = file.parent.name
    if phase not in PHASES:
        raise fault_in(file, f"there is no phase {phase!r}, the folder is one of {', '.join(PHASES)}")
    return load(Step, file, id=f"{phase}.{file.stem}", phase=phase)


@cache
def desks() -> Mapping[str, Desk]:
    """Every desk by its id, ``jp.consumer_hotline``."""
    files = sorted((ROOT / "contacts").glob("*.yaml"))
    countries = load_each(files, lambda file: load_entries(Desk, file, f"{file.stem}."))
    return MappingProxyType({name: desk for country in countries for name, desk in country.items()})


@cache
def symptoms() -> Mapping[str, Symptom]:
    """Every symptom by its id, in the order in which the questionnaire shows them."""
    return MappingProxyType(load_entries(Symptom, ROOT / "symptoms.yaml"))


def retired(today: date) -> list[Step]:
    """The steps that are no longer offered (or not yet): ``valid.why`` is the reason to show instead."""
    return [step for step in steps().values() if not step.in_force(today)]
