"""A text as a table of lines; a page that was pasted by hand is read this way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from app.reader.delimited.careful import physical_lines
from app.reader.detect.encoding import Encoding
from app.reader.detect.recoder import decoded
from app.reader.table import Block, FileProblem, Head

_SAMPLE_ROWS = 5_000


@dataclass(slots=True)
class InMemoryTable:
    """A table that is in memory already: one block."""

    head: Head
    names: list[str]
    rows: Sequence[Sequence[str]]
    lines: list[int]
    problems: tuple[FileProblem, ...] = ()

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The lines as one block, even when there are none."""
        wanted = [number for number, name in enumerate(self.names) if columns is None or name in columns]
        cells = {self.names[number]: [row[number] for row in self.rows] for number in wanted}
        frame = pl.DataFrame(cells, schema=dict.fromkeys(cells, pl.String))
        yield Block(frame, pl.Series("line", self.lines, pl.UInt32), self.problems)


def text_table(
    path: str, encoding: str, lines: list[tuple[int, str]], problems: tuple[FileProblem, ...] = ()
) -> InMemoryTable:
    """Lines that are not blank, each with its number, as a table of kind ``text``."""
    rows = [[text] for _, text in lines]
    sample = tuple((text,) for _, text in lines[:_SAMPLE_ROWS])
    head = Head(path, "text", None, encoding, None, ("text",), sample)
    return InMemoryTable(head, ["text"], rows, [number for number, _ in lines], problems)


def text_lines(path: str, data: bytes, encoding: Encoding) -> InMemoryTable:
    """A plain text as lines."""
    text, problems = decoded(data, encoding)
    lines = [(number, line) for number, line in enumerate(physical_lines(text), 1) if line.strip()]
    return text_table(path, encoding.name, lines, problems)
