"""Words of a page with their positions, and the lines that they form."""

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


class WordLine(NamedTuple):
    """The words of one line from left to right; ``number`` counts the lines of all pages from 1."""

    number: int
    words: tuple[Word, ...]

    @property
    def base(self) -> float:
        """The vertical position of the line on the page, downwards."""
        return self.words[0].base

    def text(self) -> str:
        """The words of the line; words that are far apart, such as cells of a table, are separated by tabs."""
        parts = [self.words[0].text]
        for before, word in pairwise(self.words):
            gap = word.left - before.right
            parts += ["\t" if gap > 1.5 * word.size else " ", word.text]
        return "".join(parts)


@dataclass(frozen=True, slots=True)
class PdfPageText:
    """The lines of one page from its top to its end, and the positions of vertical rules. ``flow`` holds its lines in
    the order in which the file draws them: there, boxes that are side by side stay separate, as on a printed web
    page."""

    lines: tuple[WordLine, ...]
    rules: tuple[float, ...]
    flow: tuple[WordLine, ...]


def ruled_off(rules: Sequence[float], left: float, right: float) -> bool:
    """Whether a ruled line separates two words, the first of which ends at ``left``."""
    place = bisect_left(rules, left - 0.5)
    return place < len(rules) and rules[place] <= right + 0.5
