"""A letter on paper: its text as blocks, with the tables in it drawn as tables, and as a PDF.

The text may be one that the person edited: lines that share the bar of ``checklists.letter`` are a table, its first
line the head.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal
from unicodedata import east_asian_width

from app.report.summary.block import Table, Text
from app.report.summary.forms.pdf import typeset
from checklists.letter import BAR

LEAST_CELLS = 3  # a line with fewer is text that only holds the character
NARROWEST, USUAL, WIDEST, EDGE = 5, 18, 26, 2  # widths of a column in half-width characters
INDENT = "\u3000"  # Japanese letters put the date on the right, and a title in the middle, by these
RIGHT, CENTRE = 20, 10  # so many of them before a line


def blocks(text: str) -> list[Text | Table]:
    """The text of a letter as tables and as paragraphs that keep their line ends."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Text | Table]:
    for kind, lines in groupby(text.splitlines(), _kind):
        rows = list(lines)
        if isinstance(kind, int):
            head, *cells = ([cell.strip() for cell in row.split(BAR.strip())] for row in rows)
            yield Table(head, [_width(column) for column in zip(head, *cells, strict=True)], cells)
        elif kind == "lines":
            yield Text("lines", "\n".join(rows))
        elif kind != "none":
            yield from (Text(kind, row.strip()) for row in rows)


def _kind(line: str) -> int | Literal["none", "lines", "right", "centre"]:
    """The kind of a line: the number of cells of a table row, else its style."""
    if not line.strip():
        return "none"
    if (count := len(line.split(BAR))) >= LEAST_CELLS:
        return count
    indent = len(line) - len(line.lstrip(INDENT))
    return "right" if indent >= RIGHT else "centre" if indent >= CENTRE else "lines"


def _width(column: Sequence[str]) -> float:
    """The share of a column in the width of the page: its longest cell is broken into lines, a number is not."""
    longest = max(sum(1 + (east_asian_width(character) in "WF") for character in cell) for cell in column)
    unbroken = max((len(word) for cell in column for word in re.findall(r"[!-~]+", cell)), default=0)
    return float(max(NARROWEST, min(longest, USUAL), min(unbroken, WIDEST)) + EDGE)


def pdf(text: str, title: str, page_of: str, lang: str, made_at: datetime) -> bytes:
    """The letter as PDF/UA-1. Its ``title`` is only in its properties; ``page_of`` is in the footer.

    Raises ``app.report.summary.forms.pdf.NotMade`` if it took too much time or memory.
    """
    return typeset(lang, title, page_of, blocks(text), made_at, headed=False)
