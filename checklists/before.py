"""Which questions are asked before the first action, and which after it: plain functions of the answers. And the doors
of the home page, which ask what happened in tiles that somebody recognises at a glance.

Before it stand only those whose answers change it (``Symptom.before``), at most ``MOST_BEFORE`` whatever was chosen.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from types import MappingProxyType

from checklists.model import symptoms
from checklists.questions import START, Answers, Question, arising, questions, start, symptoms_of
from checklists.schema import ROOT, ContentError, Sentence, load_entries

MOST_TILES = 12
FIRST_TILES = 6  # shown before anything else
MOST_BEFORE = 2  # questions before the first action
HELPING = "symptom.helping"  # what somebody chooses beside what happened to the person whom they help


def before(answers: Answers) -> list[Question]:
    """The questions that come before the first action, answered or not, in the order in which they are asked: what
    happened, what concerns somebody's safety, then the first question of each symptom and the second ones."""
    chosen = set(answers.get(START, ()))
    if not chosen - {HELPING}:
        return [start()]
    known = symptoms_of(answers)
    happened = [symptom for symptom in symptoms().values() if symptom.id in known]
    happened.sort(key=lambda symptom: symptom.id not in chosen)
    rounds = zip_longest(*(symptom.before for symptom in happened))
    names = dict.fromkeys(name for names in rounds for name in names if name)
    belonging = {question.id for question in arising(answers)}
    asked = [questions()[name] for name in names if name in belonging]
    asked += [question for question in arising(answers) if question.safety and question not in asked]
    return sorted(asked, key=lambda question: not question.safety)[:MOST_BEFORE]


def after(answers: Answers, later: Collection[str] = ()) -> list[Question]:
    """The questions that are left, those that were put off (``later``) last."""
    left = [question for question in arising(answers) if question.id not in answers]
    return sorted(left, key=lambda question: question.id in later)


@dataclass(frozen=True, slots=True)
class Tile:
    """One symptom in few words. ``icon`` is a name of ``static/icons.svg``; ``words`` find it besides its texts."""

    symptom: str
    icon: str
    says: Sentence
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WayIn:
    """A way in with its tiles, the most usual ones first."""

    id: str
    title: Sentence
    note: Sentence
    tiles: tuple[Tile, ...]

    def __post_init__(self) -> None:
        if len(self.tiles) > MOST_TILES:
            raise ContentError(f"tiles: at most {MOST_TILES} are expected")


@cache
def doors() -> Mapping[str, WayIn]:
    """The doors by their ids, ``money`` and ``told``, in the order of the home page."""
    return MappingProxyType(load_entries(WayIn, ROOT / "doors.yaml"))


def tiles() -> dict[str, Tile]:
    """The tiles of all doors by their symptoms."""
    return {tile.symptom: tile for door in doors().values() for tile in door.tiles}
