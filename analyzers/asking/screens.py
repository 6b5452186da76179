"""What is still to be asked, as screens in the order that finds most per second."""

from collections import Counter
from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from analyzers.asking.kinds import KINDS, Mode, Stage
from analyzers.asking.questions import Question

AT_ONCE: dict[Mode, int] = {"each": 8, "mark": 16}
# What happened around something unknown is asked before anything else; the second look comes last, but for that at
# what an alarm or a proof cites, where a slip loses most.
ORDER: dict[Stage, int] = {"review": 0, "main": 1, "scan": 3, "second_look": 4}
MARKED_LOOK = 2
# Roughly how long people take; ``docs/detection.md`` counts with the same.
SECONDS: dict[Mode, int] = {"each": 3, "mark": 1}  # for a row
SCREEN_SECONDS = 3  # for a screen, beside its rows
# The share of the money that is worth as much as a row that is somebody else's. With 1 a clean account took 7 screens
# for 99 % of its money (median), with 0.25 six, with 0.1 five; what was stolen was found as early.
RISK = 0.1


class Screen(NamedTuple):
    """Some questions of one kind and stage. ``each``: every one is answered by itself; ``mark``: they are looked
    through, and the unknown ones marked."""

    kind: str
    mode: Mode
    stage: Stage
    questions: tuple[Question, ...]


def screens(questions: Sequence[Question]) -> list[Screen]:
    """The unanswered questions in order: what happened around something unknown, what an alarm or a proof cites, the
    other main questions by their value for a second, the second look at what an alarm or a proof cites, single things,
    and the second look at the rest."""
    found = []
    for (_, _, kind, mode, stage), some in groupby(sorted((q for q in questions if not q.answer), key=_place), _screen):
        whole = list(some)
        size = AT_ONCE[mode]
        found += [Screen(kind, mode, stage, tuple(whole[at : at + size])) for at in range(0, len(whole), size)]
    worth = _Worth(questions)
    return sorted(found, key=lambda one: (_turn(one.questions[0]), -worth.of(one) if one.stage == "main" else 0))


class _Worth:
    """The value of a screen for a second: the share of the money that it asks about, and the rows that it can be
    expected to show to be somebody else's. ``Kind.foreign`` is divided among all rows of the kind in the history."""

    def __init__(self, questions: Sequence[Question]) -> None:
        main = [one for one in questions if one.stage == "main"]
        self._total = sum(one.weight for one in main if one.kind != "card") or 1
        self._rows = Counter(one.kind for one in main)

    def of(self, screen: Screen) -> float:
        """For main questions."""
        if screen.questions[0].marked:
            return float("inf")
        money = 0 if screen.kind == "card" else sum(one.weight for one in screen.questions) / self._total
        risk = KINDS[screen.kind].foreign * len(screen.questions) / self._rows[screen.kind]
        return (money + RISK * risk) / (SCREEN_SECONDS + SECONDS[screen.mode] * len(screen.questions))


def _turn(one: Question) -> int:
    return MARKED_LOOK if one.stage == "second_look" and one.marked else ORDER[one.stage]


def _screen(one: Question) -> tuple[int, bool, str, Mode, Stage]:
    return _turn(one), not one.marked, one.kind, "each" if one.likely else "mark", one.stage


def _place(one: Question) -> tuple[object, ...]:
    newest_first = -one.last.toordinal() if one.last else 0
    return *_screen(one), -one.weight, newest_first, one.id
