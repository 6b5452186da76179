"""Row numbers, which distinguish records that share a line (in JSON, a page, a workbook of several sheets)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from app.importers import Events
from app.reader.table import Block, FileProblem, Head

_OWN_LINES = ("csv", "text", "eml", "pdf")  # kinds of tables whose rows each have a line of the file to themselves
_ABOVE = 1 << 31  # The number of the first row above a header; no file has so many records.


class RowNumbers:
    """Numbers replace the lines while an importer reads a table; afterwards the lines are put back into its events.

    A file's records are numbered over all its tables, whichever format reads them; ``first`` is the number of this
    table's header.
    Tables whose rows have lines of their own stay unchanged. ``next`` is the first number for the next table.
    """

    def __init__(self, head: Head, first: int) -> None:
        self.shared = head.kind not in _OWN_LINES
        self.header = head.line if self.shared else None
        self.above = dict(enumerate((line for line, _ in head.above), _ABOVE)) if self.shared else {}
        over = tuple(zip(self.above, (row for _, row in head.above), strict=False)) if self.shared else head.above
        self.head = replace(head, line=first, above=over) if self.header else head
        self.first, self.next = first, first + 1

    def block(self, block: Block) -> "NumberedBlock":
        """The next block of the table, its rows numbered."""
        if not self.shared:
            return NumberedBlock(block, None)
        known = self._known(block.lines)
        self.next += block.lines.len()
        numbers = known["line"].slice(bool(self.header))
        return NumberedBlock(Block(block.frame, numbers, block.problems), known, self.above)

    def _known(self, lines: pl.Series) -> pl.DataFrame:
        """The line (``_line``) of each number, that of the header first."""
        numbers = pl.int_range(self.next, self.next + lines.len(), dtype=pl.UInt32, eager=True)
        rows = pl.DataFrame({"line": numbers, "_line": lines.cast(pl.UInt32)})
        if not self.header:
            return rows
        return pl.concat([pl.DataFrame({"line": [self.first], "_line": [self.header]}, schema=rows.schema), rows])


@dataclass(frozen=True, slots=True)
class NumberedBlock:
    """A block whose ``lines`` are numbers where rows share lines; ``known`` then gives the line of each, and ``above``
    those of the rows above the header."""

    block: Block
    known: pl.DataFrame | None
    above: Mapping[int, int] = field(default_factory=dict)

    def numbers(self, lines: pl.Series) -> pl.Series:
        """The numbers of the rows at some lines."""
        return lines if self.known is None else self.known.filter(pl.col("_line").is_in(lines.implode()))["line"]

    def events(self, events: Events) -> Events:
        """The events of this block with their lines, and with their number as ``record``."""
        if self.known is None:
            return events
        lines = dict(self.known.iter_rows()) | dict(self.above) if events.problems or events.explained else {}
        return Events(
            {name: _with_lines(frame, self.known) for name, frame in events.tables.items()},
            tuple(_renumbered(problem, lines) for problem in events.problems),
            frozenset(lines[number] for number in events.explained if number in lines),
        )


def _with_lines(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    numbered = frame.with_columns(pl.col("line").cast(pl.UInt32)).join(
        known, on="line", how="left", maintain_order="left"
    )
    return numbered.with_columns(record="line", line="_line").drop("_line")


def _renumbered(problem: FileProblem, lines: dict[int, int]) -> FileProblem:
    if not problem.line:
        return problem
    own = [lines.get(number, number) for number in problem.lines]
    return replace(problem, line=lines.get(problem.line, problem.line), lines=own)
