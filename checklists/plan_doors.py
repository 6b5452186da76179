"""The doors of a plan: where a stranger may be, with the keys that they may hold there and the steps that take them
away. Pure functions."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from checklists import N_
from checklists.action import service_name
from checklists.keys import keys
from checklists.ledger import MAILBOX, Entry, Key, grounds
from checklists.order import Plan, Planned
from checklists.schema import Sentence

# Open: somebody is in for certain. Unclear: somebody may be in. Shut: what they held was taken away. Checked: newer
# files show it too.
DoorState = Literal["open", "unclear", "shut", "checked"]
DOOR_LABELS: dict[DoorState, str] = {
    "open": N_("Not shut yet"),
    "unclear": N_("Not known yet"),
    "shut": N_("Shut"),
    "checked": N_("Shut and checked"),
}
LEFT = N_("A new password leaves this as it is.")


@dataclass(frozen=True, slots=True)
class DoorKey:
    """A key to a door: ``held`` by somebody for certain, or only perhaps; why, in sentences; the ids of the planned
    steps that take it away, in their order, and where there are none, who can (``otherwise``)."""

    key: Key
    held: bool
    because: tuple[Sentence, ...]
    steps: tuple[str, ...]
    otherwise: Sentence | None

    @property
    def says(self) -> Sentence:
        """What it is."""
        return keys().kinds[self.key.kind].says


@dataclass(frozen=True, slots=True)
class Door:
    """A door with its keys. ``kind`` is one of ``keys.yaml``; ``at`` is the site of an account, or of the mailbox where
    it is known."""

    kind: str
    at: str
    keys: tuple[DoorKey, ...]
    steps: tuple[str, ...]

    @property
    def id(self) -> str:
        """Its id in a plan: ``mailbox``, or ``account:shop.example``."""
        return f"{self.kind}:{self.at}" if self.at and self.kind != MAILBOX else self.kind

    @property
    def state(self) -> Literal["open", "unclear"]:
        """Its state before anything is done."""
        return "open" if any(key.held for key in self.keys) else "unclear"

    @property
    def says(self) -> Sentence:
        """What kind of door it is."""
        return keys().doors[self.kind].says

    def name(self, lang: str) -> str:
        """The name of its service, empty where that is not known."""
        return service_name(self.at, lang) or self.at


def doors(plan: Plan) -> list[Door]:
    """The doors that may be open, in the order in which the plan shuts them; those that no step shuts come last."""
    places = {planned.step.id: place for place, planned in enumerate(plan)}
    kinds = list(keys().doors)
    known = [_door(plan, kind, at) for kind, at in dict.fromkeys((key.door, key.at) for key in plan.ledger)]
    return sorted(
        known, key=lambda door: (min(map(places.__getitem__, door.steps), default=len(places)), kinds.index(door.kind))
    )


def taken_by(planned: Planned, key: Key) -> bool:
    """Does a step of a plan take a key away?"""
    return key.name in planned.step.takes and (not key.at or not planned.sites or key.at in planned.sites)


def _door(plan: Plan, kind: str, at: str) -> Door:
    held = tuple(_key(plan, key, entry) for key, entry in plan.ledger.items() if (key.door, key.at) == (kind, at))
    taking = {name for key in held for name in key.steps}
    mail = next(iter(plan.mails)) if kind == MAILBOX and len(plan.mails) == 1 else at
    return Door(kind, mail, held, tuple(planned.step.id for planned in plan if planned.step.id in taking))


def _key(plan: Plan, key: Key, entry: Entry) -> DoorKey:
    steps = tuple(planned.step.id for planned in plan if taken_by(planned, key))
    kind = keys().kinds[key.kind]
    because = dict.fromkeys(_because(entry))
    if entry.held and kind.lasting:
        because[Sentence(LEFT)] = None
    return DoorKey(key, entry.held, tuple(because), steps, None if steps else kind.otherwise)


def _because(entry: Entry) -> Iterator[Sentence]:
    for (_, condition), incident in entry.because.items():
        yield from (sentence for _, sentence in grounds(condition, incident) if sentence)
