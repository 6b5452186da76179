"""A letter on paper: its text as blocks, with the tables in it drawn as tables, and as a PDF.

The text may be one that the person edited: lines that share the bar of ``checklists.letter`` are a table, its first
line the head.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from app.report.summary.block import Table, Text
from app.report.summary.forms.pdf import typeset
from checklists.letter import BAR

WIDTHS = {1: 0.8, 2: 2.4}  # of the first columns, a number and a time; the others share the rest
OTHER_WIDTH = 2.0
LEAST_CELLS = 3  # a line with fewer is text that only holds the character


def blocks(text: str) -> list[Text | Table]:
    """The text of a letter as paragraphs, whose line ends stay, and tables."""
    return list(_blocks(text))


def _blocks(text: str) -> Iterator[Text | Table]:
    for kind, lines in groupby(text.splitlines(), lambda line: 0 if not line.strip() else _cells(line)):
        if kind == 0:
            continue
        rows = list(lines)
        if kind == 1:
            yield Text("lines", "\n".join(rows))
        else:
            head, *cells = ([cell.strip() for cell in row.split(BAR.strip())] for row in rows)
            yield Table(head, [WIDTHS.get(place, OTHER_WIDTH) for place in range(1, len(head) + 1)], cells)


def _cells(line: str) -> int:
    """How many cells a line of a table has; 1 for any other line."""
    count = len(line.split(BAR))
    return count if count >= LEAST_CELLS else 1


def pdf(text: str, title: str, page_of: str, lang: str, made: datetime) -> bytes:
    """The letter as PDF/UA-1. Its ``title`` stands in its properties alone; ``page_of`` is in the foot.

    Raises ``app.report.summary.forms.pdf.NotMade`` if it took too much time or memory.
    """
    return typeset(lang, title, page_of, blocks(text), made, headed=False)
