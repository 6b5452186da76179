"""The doors of a case: where somebody may still be, and how far the steps that shut them are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.cases.plan.progress import StepPart, StepStatus
from checklists.ledger import Key
from checklists.order import SETTLED
from checklists.plan_doors import Door, DoorKey, DoorState

# Why a step was set aside, where that says that there is nothing to take away, or that somebody does it.
NOTHING_THERE = ("no_account", "not_ours", "other_person")


@dataclass(frozen=True, slots=True)
class DoorItem:
    """What one step does at a door: the parts of it that concern this door."""

    status: StepStatus
    parts: tuple[StepPart, ...]

    @property
    def is_open(self) -> bool:
        """Is there something left to do?"""
        return any(part.progress.state not in SETTLED for part in self.parts)


@dataclass(frozen=True, slots=True)
class DoorStatus:
    """A door with its state after what was done, its items in their order, and its keys that are not taken away."""

    door: Door
    state: DoorState
    items: tuple[DoorItem, ...]
    left: tuple[DoorKey, ...]

    @property
    def following(self) -> DoorItem | None:
        """The first item that is left; null where none is."""
        return next((item for item in self.items if item.is_open), None)


def door_statuses(doors: Iterable[Door], statuses: Sequence[StepStatus]) -> list[DoorStatus]:
    """The doors, with the progress of the steps that shut them."""
    by_step = {status.planned.step.id: status for status in statuses}
    return [_status(door, by_step) for door in doors]


def _status(door: Door, by_step: Mapping[str, StepStatus]) -> DoorStatus:
    left = tuple(key for key in door.keys if not _taken(key, by_step))
    items = tuple(DoorItem(by_step[name], _parts(by_step[name], door.keys[0].key)) for name in door.steps)
    parts = [part for item in items for part in item.parts]
    state: DoorState = "open" if any(key.held for key in left) else "unclear" if left else "shut"
    if state == "shut" and all(part.progress.verified for part in parts if part.progress.state == "done"):
        state = "checked"
    return DoorStatus(door, state, items, left)


def _taken(key: DoorKey, by_step: Mapping[str, StepStatus]) -> bool:
    """Was a key taken away, as the person says, or is there none? One step is enough."""
    return any(all(_is_gone(part) for part in _parts(by_step[name], key.key)) for name in key.steps)


def _is_gone(part: StepPart) -> bool:
    progress = part.progress
    return progress.state == "done" or (progress.state == "not_for_me" and progress.reason in NOTHING_THERE)


def _parts(status: StepStatus, key: Key) -> tuple[StepPart, ...]:
    """The parts of a step that concern the account of a key: all of them, where they are no accounts."""
    here = tuple(part for part in status.parts if part.kind == "shop" and part.name == key.at)
    return here or status.parts
