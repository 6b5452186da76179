"""Facts of a situation: what symptoms, answers, findings, services and the country state, and what steps ask for.

A fact is yes, may be, or said to be no; what nobody said is none of these. Both sides are short texts of words:

* what is stated (``Statement``): ``x`` yes, ``x?`` may be, ``-x`` no;
* what is asked for (``Condition``), all of it in one incident: ``x`` yes; ``x?`` yes, or may be and then one clock
  later; ``~x`` may be; ``-x`` said to be no; ``!x`` not yes; ``x*`` not said to be no.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal, NamedTuple, Self

from checklists.schema import ROOT, ContentError, Sentence, load, load_entries

Value = Literal["yes", "may", "no"]
Asks = Literal["yes", "possible", "may", "no", "not_yes", "not_no"]

# What is lost by waiting: money or control that is gone; control that spreads; a period or a trace; ease; nothing.
Clock = Literal["minutes", "hours", "day", "week", "later"]
# What a step does, in the order in which steps of one clock are taken.
Kind = Literal[
    "safety", "cut", "stop", "operator", "mailbox", "account", "goods", "ask", "evidence", "claim", "report", "rest",
]  # fmt: skip
# What is true of a step: somebody close would notice it, a password is typed, one has to be signed in, it clears away
# what is seen in the account, it accuses somebody, it asks at home.
Trait = Literal["noticed", "types", "signed_in", "clears", "accuses", "asks"]

FITS: Mapping[Asks, tuple[Value | None, ...]] = {
    "yes": ("yes",),
    "possible": ("yes", "may"),
    "may": ("may",),
    "no": ("no",),
    "not_yes": ("may", "no", None),
    "not_no": ("yes", "may", None),
}

_NAME = r"[a-z][a-z0-9_]*(?:\.[a-z0-9_]+)?"
_STATED = re.compile(rf"(-?)({_NAME})(\??)")
_ASKED = re.compile(rf"([~!-]?)({_NAME})([?*]?)")
_ASKS: Mapping[tuple[str, str], Asks] = {
    ("", ""): "yes",
    ("", "?"): "possible",
    ("~", ""): "may",
    ("-", ""): "no",
    ("!", ""): "not_yes",
    ("", "*"): "not_no",
}


class Statement(Mapping[str, Value]):
    """What something states: the value of each fact that it names."""

    def __init__(self, values: Mapping[str, Value] = MappingProxyType({})) -> None:
        self._values = dict(values)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """``parcel.cod foreign? -asked``. ``ContentError`` names the first word that is no fact."""
        values: dict[str, Value] = {}
        for word in text.split():
            match = _STATED.fullmatch(word)
            if not match or (match[1] and match[3]):
                raise ContentError(f"{word!r} states no fact: x, x? or -x is expected")
            if match[2] in values:
                raise ContentError(f"{match[2]} is stated twice")
            values[match[2]] = "no" if match[1] else "may" if match[3] else "yes"
        return cls(values)

    def __getitem__(self, fact: str) -> Value:
        return self._values[fact]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __hash__(self) -> int:
        return hash(frozenset(self._values.items()))


NOTHING_STATED = Statement()


class FactCondition(NamedTuple):
    """A fact and the states of it that will do."""

    fact: str
    asks: Asks


@dataclass(frozen=True, slots=True)
class Condition:
    """Facts that a step asks for, all of them in one incident."""

    text: str
    asked: tuple[FactCondition, ...]

    @classmethod
    def from_text(cls, text: str) -> Self:
        """``~foreign money.card``. ``ContentError`` names the first word that is no fact."""
        asked = []
        for word in text.split():
            match = _ASKED.fullmatch(word)
            asks = _ASKS.get((match[1], match[3])) if match else None
            if not match or not asks:
                raise ContentError(f"{word!r} asks for no fact: x, x?, ~x, -x, !x or x* is expected")
            asked.append(FactCondition(match[2], asks))
        return cls(text, tuple(asked))


def matches(condition: Condition, values: Mapping[str, Value]) -> bool | None:
    """Whether a condition holds: null if not, else whether only because something may be."""
    late = False
    for fact, asks in condition.asked:
        value = values.get(fact)
        if value not in FITS[asks]:
            return None
        late |= asks == "possible" and value == "may"
    return late


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact in whole sentences, for each state in which it can be a reason (see ``facts.yaml``). ``beside`` names
    the facts whose sentences belong to it where they hold."""

    id: str
    says: Sentence | None = None
    may: Sentence | None = None
    denied: Sentence | None = None
    everywhere: bool = False
    beside: tuple[str, ...] = ()
    stated_by: Literal["finding", "service", "country"] | None = None
    worked_out: tuple[Condition, ...] = ()

    def words(self, value: Value) -> Sentence | None:
        """The sentence for this state."""
        return {"yes": self.says, "may": self.may, "no": self.denied}[value]


@dataclass(frozen=True, slots=True)
class Behind:
    """A rule of safety. Where the condition holds in any incident (always, if there is none), steps that are ``is_``
    so, of this kind, or ``these``, come behind those named that are planned, and not before the clock.
    ``same_sitting``: only behind those of the same sitting, in whatever order the others are."""

    if_: Condition | None = None
    is_: Trait | None = None
    kind: Kind | None = None
    these: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()
    clock: Clock | None = None
    same_sitting: bool = False

    def __post_init__(self) -> None:
        if sum(map(bool, (self.is_, self.kind, self.these))) != 1:
            raise ContentError("exactly one of is, kind, these is expected")
        if not self.steps and not self.clock:
            raise ContentError("steps or a clock are expected")


@dataclass(frozen=True, slots=True)
class Rules:
    """How a plan is put in order (``rules.yaml``). ``same``: symptoms of one incident; ``sitting``: the steps that
    are taken in one sitting at a door, in their order."""

    same: tuple[tuple[str, ...], ...]
    behind: tuple[Behind, ...]
    sitting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FromEvent:
    """What an event of a finding states: whoever did it (``states``), and only once the owner ``denied`` it."""

    states: Statement = NOTHING_STATED
    denied: Statement = NOTHING_STATED


@dataclass(frozen=True, slots=True)
class FromFindings:
    """What findings state, by the events that they cite, by their tags, by the owner's answer and by what was said at
    home (``findings.yaml``)."""

    events: Mapping[str, FromEvent]
    tags: Mapping[str, Statement]
    answers: Mapping[str, Statement]
    home: Mapping[str, Statement]


@cache
def facts() -> Mapping[str, Fact]:
    """Every fact by its id, in the order of the file."""
    return MappingProxyType(load_entries(Fact, ROOT / "facts.yaml"))


@cache
def rules() -> Rules:
    """The rules of order and safety."""
    return load(Rules, ROOT / "rules.yaml")


@cache
def from_findings() -> FromFindings:
    """What findings state."""
    return load(FromFindings, ROOT / "findings.yaml")
