"""The cells of a line of pasted text that holds a copied table, named by the header of that table."""

from collections.abc import Mapping, Sequence

from app.reader.table import Head

_BETWEEN = "\t"  # what copying a table of a page leaves between its cells


def line_cells(text: str, tables: Sequence[Head]) -> Mapping[str, str]:
    """The cells of one line, named by the header of the first of ``tables`` that is wide enough, else by the numbers of
    their columns, as in a table that has no header."""
    cells = text.split(_BETWEEN)
    names = (table.header for table in tables if table.delimiter == _BETWEEN and not table.headless)
    fitting = (header for header in names if 1 < len(cells) <= len(header) == len(set(header)) and all(header))
    numbers = [f"#{number}" for number in range(1, len(cells) + 1)]
    return dict(zip(next(fitting, numbers), cells, strict=False))
