"""The keys that a stranger may hold, as ``keys.yaml`` names them: a kind of thing at a door, a passkey at an account.
Steps name those that they take away (``takes``)."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Self

from checklists.facts import Clock, Condition
from checklists.schema import ROOT, ContentError, Sentence, load


@dataclass(frozen=True, slots=True)
class Door:
    """Where a stranger may be: one of these, or one account for each site."""

    says: Sentence


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of key, by when it is taken where somebody holds it, and who can take it where no step does.
    ``lasting``: a new password leaves it as it is."""

    says: Sentence
    clock: Clock
    otherwise: Sentence
    lasting: bool = False


class KeyName(NamedTuple):
    """A kind of key at a kind of door, in content ``passkey@account``."""

    kind: str
    door: str

    @classmethod
    def from_text(cls, text: str) -> Self:
        """``passkey@account``. ``ContentError`` where it is no such text."""
        kind, at, door = text.partition("@")
        if not (kind and at and door):
            raise ContentError(f"{text!r} names no key: kind@door is expected")
        return cls(kind, door)


@dataclass(frozen=True, slots=True)
class Put:
    """Where one of the conditions holds, these keys are held, or may be."""

    if_: tuple[Condition, ...]
    keys: tuple[KeyName, ...]
    may: bool = False


@dataclass(frozen=True, slots=True)
class Leaves:
    """What somebody who holds the first may have left behind."""

    from_: tuple[KeyName, ...]
    keys: tuple[KeyName, ...]


@dataclass(frozen=True, slots=True)
class WaysIn:
    """By what somebody may have come in who holds one ``of`` these keys, where no fact that is ``known`` says how."""

    known: tuple[str, ...]
    of: tuple[KeyName, ...]
    keys: tuple[KeyName, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """The content of ``keys.yaml``."""

    doors: Mapping[str, Door]
    kinds: Mapping[str, Kind]
    puts: tuple[Put, ...]
    leaves: tuple[Leaves, ...]
    ways_in: WaysIn


@cache
def keys() -> Keys:
    """The kinds of keys and doors, and what puts keys into somebody's hands."""
    return load(Keys, ROOT / "keys.yaml")
