"""The different values of the columns of an unknown table, where they are few: what each means can be asked."""

from collections.abc import Iterable, Iterator

import polars as pl

from app.importers.cell_kinds import is_record
from app.importers.mapping import SHOWN_CHARACTERS
from app.reader.table import Block, Head

MAX_VALUES = 12  # of a column
_FIRST = 1_000  # rows of a block that show whether there are more


class DifferentValues:
    """Collects the different values of each column while the blocks of a table pass. ``lists`` holds them, empty for a
    column with many values."""

    def __init__(self, head: Head) -> None:
        first = head.header if is_record(head.header) else ()
        self._values: list[dict[str, None] | None] = [dict.fromkeys(first[n : n + 1]) for n in range(len(head.header))]

    def noted(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """The same blocks, unchanged; their values are collected on the way."""
        for block in blocks:
            for place, column in enumerate(block.frame.iter_columns()):
                self._note(place, column)
            yield block

    def _note(self, place: int, column: pl.Series) -> None:
        known = self._values[place] if place < len(self._values) else None
        if known is None:
            return
        if column.head(_FIRST).n_unique() > MAX_VALUES:
            self._values[place] = None
            return
        different = [cell or "" for cell in column.unique(maintain_order=True).head(MAX_VALUES + 1)]
        known |= dict.fromkeys(cell.strip()[:SHOWN_CHARACTERS] for cell in different)
        self._values[place] = known if len(known) <= MAX_VALUES else None

    @property
    def lists(self) -> list[list[str]]:
        """The values of each column in the order of their first rows."""
        return [list(known or ()) for known in self._values]
