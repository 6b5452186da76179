"""Rows without quotes in which delimiters inside a text have shifted the cells behind it."""

from collections.abc import Sequence

import polars as pl

from app.importers.layouts.layout import Layout, names_of
from app.importers.layouts.patterns import entire, occurs

_FURTHEST = 3  # delimiters in a text


def _anchor(layout: Layout) -> tuple[int, int, str]:
    """The place of the text, the place of the cell that is known by a pattern, and this pattern."""
    name, pattern = next(iter(layout.anchor.items()))
    return int(names_of(layout, "merchant")[0][1:]) - 1, int(name[1:]) - 1, pattern


def mended_row(layout: Layout, row: Sequence[str]) -> list[str]:
    """A row whose text is in one cell again, where the cell behind it that a pattern fits stands too far to the
    right."""
    if not layout.anchor:
        return list(row)
    text, place, pattern = _anchor(layout)
    for shift in range(_FURTHEST + 1):
        if place + shift < len(row) and occurs(entire(pattern), [row[place + shift].strip()]):
            whole = ",".join(row[text : text + shift + 1])
            return [*row[:text], whole, *row[text + shift + 1 :], *[""] * shift]
    return list(row)


def mended_rows(layout: Layout, frame: pl.DataFrame) -> pl.DataFrame:
    """The same for all rows of a frame whose columns are in their order."""
    if not layout.anchor:
        return frame
    text, place, pattern = _anchor(layout)
    names, whole = frame.columns, rf"^\s*(?:{pattern})\s*$"
    columns = {name: pl.col(name) for name in names}
    for shift in range(_FURTHEST, 0, -1):
        if place + shift >= len(names):
            continue
        nearer = [pl.col(names[place + less]).str.contains(whole).fill_null(False) for less in range(shift)]
        moved = pl.col(names[place + shift]).str.contains(whole).fill_null(False) & ~pl.any_horizontal(nearer)
        joined = pl.concat_str([pl.col(name) for name in names[text : text + shift + 1]], separator=",")
        for number, name in enumerate(names[text:], text):
            source = number + shift
            new = joined if number == text else pl.col(names[source]) if source < len(names) else pl.lit("")
            columns[name] = pl.when(moved).then(new).otherwise(columns[name])
    return frame.select(expression.alias(name) for name, expression in columns.items())
