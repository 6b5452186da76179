"""Tokens become visual lines, and lines become the blocks of which a list is made.

No layout is assumed: several ways of cutting the list are tried, and the one is taken that makes the most blocks alike.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from app.importers.screens import words
from app.importers.screens.rows import Box
from app.importers.screens.tokens import Token

_SAME_LINE = 0.5  # of the height of the lower of two tokens: how far apart the middles of one line are at most


class VisualLine(NamedTuple):
    """Tokens beside each other, from left to right."""

    tokens: tuple[Token, ...]

    @property
    def top(self) -> int:
        return min(token.box.top for token in self.tokens)

    @property
    def bottom(self) -> int:
        return max(token.box.bottom for token in self.tokens)

    def of(self, kind: str) -> list[Token]:
        """Its tokens of one kind."""
        return [token for token in self.tokens if token.kind == kind]

    @property
    def days(self) -> list[Token]:
        """Its days, without months."""
        return [token for token in self.of("day") if token.day and not token.day.is_month]


class Block(NamedTuple):
    """Lines that belong together."""

    lines: tuple[VisualLine, ...]

    @property
    def tokens(self) -> list[Token]:
        return [token for line in self.lines for token in line.tokens]

    def of(self, kind: str) -> list[Token]:
        """Its tokens of one kind."""
        return [token for token in self.tokens if token.kind == kind]

    @property
    def days(self) -> list[Token]:
        """Its days, without months."""
        return [token for line in self.lines for token in line.days]

    @property
    def box(self) -> Box:
        """The smallest box around it."""
        return around([token.box for token in self.tokens])

    @property
    def shape(self) -> tuple[int, int]:
        """The number of its amounts that may be those of a row and of its days, by which blocks are alike."""
        return sum(not is_beside(token) for token in self.of("amount")), len(self.days)


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box around some."""
    return Box(
        min(box.left for box in boxes), min(box.top for box in boxes),
        max(box.right for box in boxes), max(box.bottom for box in boxes),
    )  # fmt: skip


def visual_lines(tokens: Sequence[Token]) -> list[VisualLine]:
    """The tokens by lines, from top to bottom."""
    lines: list[list[Token]] = []
    for token in sorted(tokens, key=lambda token: token.box.top + token.box.bottom):
        middle = (token.box.top + token.box.bottom) / 2
        for line in reversed(lines[-3:]):
            if any(abs(middle - (t.box.top + t.box.bottom) / 2) <= _SAME_LINE * _height(t, token) for t in line[:1]):
                line.append(token)
                break
        else:
            lines.append([token])
    listed = (_labelled(sorted(line, key=lambda token: token.box.left)) for line in lines)
    return sorted(map(VisualLine, listed), key=lambda line: line.top)


def _labelled(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The tokens of a line, each amount and day with the words just left of it."""
    labelled = list[Token]()
    for token in tokens:
        before = [other for other in labelled if other.box.right <= token.box.left + 2 and other.kind != "time"]
        label = token.before and re.split(r"[\d,.]{3,}(?:円|pt|ポイント)?", token.before)[-1]
        if not label and before and before[-1].kind == "text":
            label = before[-1].printed
        if not label and words.BALANCE.search(token.after):
            label = token.after
        labelled.append(token._replace(label=re.sub(r"\s", "", label)) if token.kind in ("amount", "day") else token)
    return tuple(labelled)


def is_beside(token: Token) -> bool:
    """Whether the words beside an amount say that it is a balance, or not the amount of a row."""
    return bool(words.BALANCE.search(token.label)) or bool(words.BESIDE.search(token.label) and not token.sign)


def _height(token: Token, other: Token) -> int:
    return min(token.box.bottom - token.box.top, other.box.bottom - other.box.top)


def blocks_of(lines: Sequence[VisualLine], anchor: str = "amount") -> list[Block]:
    """The blocks of a list. ``anchor`` is the kind of token of which each row has one at least: an amount or a day."""
    if not lines:
        return []
    return max(_cuts(lines), key=lambda blocks: _worth(blocks, anchor))


def _cuts(lines: Sequence[VisualLine]) -> Iterator[list[Block]]:
    """Ways of cutting: at gaps wider than each that occurs, and before or after each line with a day or an amount."""
    gaps = [below.top - above.bottom for above, below in pairwise(lines)]
    for least in sorted({-(10**6), *gaps}):
        yield _cut(lines, [gap > least for gap in gaps])
    has_day = [bool(line.days) for line in lines]
    has_amount = [any(not is_beside(token) for token in line.of("amount")) for line in lines]
    for marks in (has_day, has_amount):
        yield _cut(lines, marks[1:])
        yield _cut(lines, marks[:-1])


def _cut(lines: Sequence[VisualLine], begins: Sequence[bool]) -> list[Block]:
    """The lines in blocks: ``begins`` says of each line but the first whether one begins with it."""
    blocks: list[list[VisualLine]] = [[lines[0]]]
    for line, first in zip(lines[1:], begins, strict=True):
        if first:
            blocks.append([])
        blocks[-1].append(line)
    return [Block(tuple(block)) for block in blocks]


def _worth(blocks: Sequence[Block], anchor: str) -> float:
    """How well a cut explains a list: blocks that are alike, parted by gaps that are wider than those inside them."""
    rows = [block for block in blocks if (block.shape[0] if anchor == "amount" else block.days)]
    if not rows:
        return -1.0
    shapes = Counter(block.shape for block in rows)
    (amounts, days), alike = shapes.most_common(1)[0]
    worth = alike - 0.6 * (len(rows) - alike)
    if anchor == "day":
        return worth * (days == 1) + _parted(blocks)
    worth -= 0.5 * alike * (max(0, amounts - 2) + max(0, days - 1))  # several rows in each block
    texts = sum(1 for block in rows if block.of("text"))
    nameless = sum(1 for block in rows if not block.of("text") and not block.days) if texts else 0
    lonely = sum(1 for block in blocks if not block.shape[0] and not block.days)
    return worth + 0.3 * texts - 0.4 * lonely - 0.9 * nameless + len(rows) * _parted(blocks)


def _parted(blocks: Sequence[Block]) -> float:
    """From -1 to 1: how much wider the gaps between blocks are than those inside, in heights of a line."""
    between = [b.lines[0].top - a.lines[-1].bottom for a, b in pairwise(blocks)]
    inside = [b.top - a.bottom for block in blocks for a, b in pairwise(block.lines)]
    if not between or not inside:
        return 0.0
    height = median(line.bottom - line.top for block in blocks for line in block.lines)
    # The smallest gap between blocks beside the widest inside one says most; single outliers must not decide.
    low = sorted(between)[len(between) // 10]
    high = sorted(inside)[-1 - len(inside) // 10]
    return max(-1.0, min(1.0, (low - high) / height))
