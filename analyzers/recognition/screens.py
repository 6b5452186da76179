"""What is still to be asked, as screens in the order that finds most."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from analyzers.recognition.kinds import KINDS, Mode, Stage
from analyzers.recognition.questions import Question

AT_ONCE: dict[Mode, int] = {"each": 8, "mark": 16}
# What happened around something unknown is asked before anything else; the second look comes last.
ORDER: dict[Stage, int] = {"review": 0, "main": 1, "scan": 2, "second_look": 3}


class Screen(NamedTuple):
    """Some questions of one kind and stage. ``each``: every one is answered by itself; ``mark``: they are looked
    through, and the unknown ones marked."""

    kind: str
    mode: Mode
    stage: Stage
    questions: tuple[Question, ...]


def screens(questions: Sequence[Question]) -> list[Screen]:
    """The unanswered questions in order."""
    found = []
    for (_, _, kind, mode, stage), some in groupby(sorted((q for q in questions if not q.answer), key=_place), _screen):
        whole = list(some)
        size = AT_ONCE[mode]
        found += [Screen(kind, mode, stage, tuple(whole[at : at + size])) for at in range(0, len(whole), size)]
    return found


def _screen(one: Question) -> tuple[int, int, str, Mode, Stage]:
    rank = 0 if one.marked and one.stage == "main" else KINDS[one.kind].rank
    return ORDER[one.stage], rank if one.stage == "main" else 0, one.kind, "each" if one.likely else "mark", one.stage


def _place(one: Question) -> tuple[object, ...]:
    return *_screen(one), -one.weight, one.id
