"""Combines problems that differ only in a cell into one problem with a count."""

from collections.abc import Hashable, Iterable, Sequence
from typing import Protocol

from msgspec import structs

from analyzers.events.stored import StoredValues
from app.i18n import N_
from app.i18n.translate import Values
from app.report.model import StoredProblem

MAX_LINES = 3
WHOLE = "table-not-recognised"  # the code of a problem of a whole table
QUOTES = ("cell", "text")  # the values that quote a row
LINE_SENTENCE = N_("Line {line}: {problem}")
LINES_SENTENCE = N_("Lines {lines}: {problem}")
MORE_SENTENCE = N_("Lines {lines} and {count} more: {problem}")


class Placed(Protocol):
    """A problem with its lines, in a report or as it is presented."""

    @property
    def count(self) -> int: ...
    @property
    def lines(self) -> Sequence[int]: ...


def where(problem: Placed) -> tuple[str, Values] | None:
    """The sentence that names the rows of a problem, and its values without the ``problem`` itself; None where the
    problem is about the whole file. A line number is written as editors show it, without separators."""
    named = [str(line) for line in problem.lines]
    if len(named) < 2:
        return (LINE_SENTENCE, {"line": named[0]}) if named else None
    if len(named) == problem.count:
        return LINES_SENTENCE, {"lines": named}
    return MORE_SENTENCE, {"lines": named, "count": problem.count - len(named)}


def grouped(problems: Iterable[StoredProblem]) -> list[StoredProblem]:
    """The problems, with equal ones combined at the position of the first of them.

    A problem about a whole table comes before all problems of single rows, because the list may be cut.
    """
    first: dict[Hashable, StoredProblem] = {}
    for problem in problems:
        key = _sentence(problem)
        first[key] = _together(first[key], problem) if key in first else problem
    return sorted(first.values(), key=lambda problem: problem.code != WHOLE)


def _sentence(problem: StoredProblem) -> Hashable:
    """The part that equal problems share: their sentence without quoted cells and, for a whole file, without counts."""
    left_out = QUOTES if problem.line is not None else ("count", *QUOTES)
    values = tuple((name, value) for name, value in problem.values.items() if name not in left_out)
    return problem.line is None, problem.code, problem.message, values


def _together(first: StoredProblem, second: StoredProblem) -> StoredProblem:
    """One problem for the rows of both; where it is about the whole file and counts something, the counts are added."""
    counts = first.values.get("count"), second.values.get("count")
    values = first.values
    if first.line is None and isinstance(counts[0], int) and isinstance(counts[1], int):
        values = StoredValues(values | {"count": counts[0] + counts[1]})
    lines = [*first.lines, *second.lines][:MAX_LINES]
    return structs.replace(first, values=values, count=first.count + second.count, lines=lines)
