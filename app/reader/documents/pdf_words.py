"""Words of a page with their places, and lines of them."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SAME_LINE = 2.0  # points between the baselines of words of one line


class Word(NamedTuple):
    """Characters without a gap; ``left``, ``right``, ``base`` (of their line, downwards) and ``size`` are in points."""

    left: float
    right: float
    base: float
    size: float
    text: str


class Line(NamedTuple):
    """The words of one line from left to right; ``number`` counts the lines of all pages from 1."""

    number: int
    words: tuple[Word, ...]

    @property
    def base(self) -> float:
        """Its place on the page, downwards."""
        return self.words[0].base

    def text(self) -> str:
        """Its words; those that are far apart, as cells of a table are, are separated by tabs."""
        parts = [self.words[0].text]
        for before, word in pairwise(self.words):
            gap = word.left - before.right
            parts += ["\t" if gap > 1.5 * word.size else " ", word.text]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class PdfPageText:
    """The lines of one page from its top to its end, and where vertical rules are drawn.

    ``flow`` are its lines in the order in which the file draws them: boxes beside each other stay apart in it,
    as where a page of the web was printed.
    """

    lines: tuple[Line, ...]
    rules: tuple[float, ...]
    flow: tuple[Line, ...]


def ruled_off(rules: Sequence[float], left: float, right: float) -> bool:
    """Whether a ruled line is between two words, the first of which ends at ``left``."""
    place = bisect_left(rules, left - 0.5)
    return place < len(rules) and rules[place] <= right + 0.5
