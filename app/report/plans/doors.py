"""The doors and keys of a ``mioboe.plan/1`` object: what somebody may still hold, and what takes it away."""

from collections.abc import Iterable, Sequence
from typing import Literal

from msgspec import Struct

from app.i18n.translate import translate
from checklists.plan_doors import Door, DoorKey


class PlanDoor(Struct, frozen=True):
    """Where somebody may be: ``state`` is open (for certain) or unclear; ``steps`` of the plan shut it, in their
    order."""

    id: str
    title: str
    state: Literal["open", "unclear"]
    keys: Sequence[str]
    steps: Sequence[str]


class PlanKey(Struct, frozen=True):
    """What somebody holds for certain, or may hold: why, in sentences, which steps take it away, and in a sentence who
    can where no step does."""

    id: str
    door: str
    title: str
    state: Literal["held", "may"]
    because: Sequence[str]
    steps: Sequence[str]
    otherwise: str | None = None


def plan_doors(doors: Iterable[Door], lang: str) -> list[PlanDoor]:
    """The doors with their texts in ``lang``."""
    return [
        PlanDoor(
            id=door.id,
            title=door_title(door, lang),
            state=door.state,
            keys=[_id(door, key) for key in door.keys],
            steps=door.steps,
        )
        for door in doors
    ]


def plan_keys(doors: Iterable[Door], lang: str) -> list[PlanKey]:
    """The keys of all doors, with their texts in ``lang``."""
    return [
        PlanKey(
            id=_id(door, key),
            door=door.id,
            title=translate(key.says, lang),
            state="held" if key.held else "may",
            because=[translate(sentence, lang) for sentence in key.because],
            steps=key.steps,
            otherwise=translate(key.otherwise, lang) if key.otherwise else None,
        )
        for door in doors
        for key in door.keys
    ]


def door_title(door: Door, lang: str) -> str:
    """What a door is called: an account by the name of its service, and the mailbox with that in brackets."""
    name, says = door.name(lang), translate(door.says, lang)
    if not name:
        return says
    return name if door.kind == "account" else f"{says} ({name})"


def _id(door: Door, key: DoorKey) -> str:
    return f"{key.key.kind}@{door.id}"
