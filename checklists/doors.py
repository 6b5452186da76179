"""The doors of the home page: what may have happened, in tiles that somebody recognises at a glance."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from checklists.model import symptoms
from checklists.schema import ROOT, ContentError, Sentence, load_entries

MOST_TILES = 12
FIRST_TILES = 6  # shown before anything else


@dataclass(frozen=True, slots=True)
class Tile:
    """One symptom in few words. ``icon`` is a name of ``static/icons.svg``; ``words`` find it besides its texts."""

    symptom: str
    icon: str
    says: Sentence
    words: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.symptom not in symptoms():
            raise ContentError(f"symptom: there is no {self.symptom!r}")


@dataclass(frozen=True, slots=True)
class Door:
    """A way in with its tiles, the most usual ones first."""

    id: str
    title: Sentence
    note: Sentence
    tiles: tuple[Tile, ...]

    def __post_init__(self) -> None:
        if len(self.tiles) > MOST_TILES:
            raise ContentError(f"tiles: at most {MOST_TILES} are expected")


@cache
def doors() -> Mapping[str, Door]:
    """The doors by their ids, ``money`` and ``told``, in the order of the home page."""
    return MappingProxyType(load_entries(Door, ROOT / "doors.yaml"))


def tiles() -> dict[str, Tile]:
    """The tiles of all doors by their symptoms."""
    return {tile.symptom: tile for door in doors().values() for tile in door.tiles}
