"""What somebody who helps by phone says: how to ask a question aloud, and what to do about what they hear. Data in
``scripts.yaml``; a question without a script there is read out as it stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from checklists.schema import ROOT, Sentence, load_entries


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody may hear (``says``), and what to ``do`` then."""

    says: Sentence
    do: Sentence


@dataclass(frozen=True, slots=True)
class Script:
    """The script of one question, whose id it has."""

    id: str
    ask: Sentence
    answers: tuple[Heard, ...] = ()


@cache
def scripts() -> Mapping[str, Script]:
    """Every script by the id of its question."""
    return MappingProxyType(load_entries(Script, ROOT / "scripts.yaml"))
