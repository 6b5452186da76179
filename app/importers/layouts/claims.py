"""Which layout a table is in: chosen by its header and its values, never by a name."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from app.importers.layouts.balances import follows
from app.importers.layouts.days import contradicts, is_open
from app.importers.layouts.headers import Headers, is_account
from app.importers.layouts.layout import Layout
from app.importers.layouts.patterns import occurs
from app.importers.layouts.read import has_balance, proof, read_beginning
from app.importers.layouts.shapes import fits_shape
from app.importers.shared.cells.columns import Cells, fold
from app.importers.shared.statements.meanings import PATTERN
from app.reader.table import Head

_TRIED = 300  # rows that are read to see whether the values of a table fit


class Claims:
    """The layouts of an installation, for asking which of them a table is in."""

    def __init__(self, layouts: Iterable[Layout]) -> None:
        known = list(layouts)
        self._headers = Headers(known)
        self._headless = [layout for layout in known if layout.cells]

    def of(self, head: Head) -> list[str]:
        """The layouts that claim a table, by their ids. Of two whose header it has, the one that names all columns of
        the other and more is meant."""
        if head.kind in ("page", "text"):
            return []
        matches = [(header, row) for header, row in self._headers.matching(head) if _may_be(header.layout, head, row)]
        sets = [header for header, _ in matches]
        chosen = {
            header.layout.id: header.layout
            for header in sets
            if not any(header.names < other.names and header.layout is not other.layout for other in sets)
        }
        shaped = {layout.id: layout for layout in self._headless if fits_shape(layout, head)}
        accounts = [header.layout.id for header in self._headers.accounts if is_account(header.layout, head)]
        fitting = [name for name, layout in {**chosen, **shaped}.items() if values_fit(layout, head)]
        return sorted({*fitting, *accounts})


def _may_be(layout: Layout, head: Head, row: tuple[str, ...]) -> bool:
    """What the names of a header and some values say against a layout."""
    names = {fold(name) for name in row if name.strip()}
    if names & {fold(name) for name in layout.without}:
        return False
    if layout.exact and names - {fold(name) for header in layout.headers.values() for name in header}:
        return False
    return (
        all(set(cells) <= set(values) for cells, values in _columns(head, row, layout.where))
        and all(_some(cells, values) for cells, values in _columns(head, row, layout.some))
        and all(_most(cells) in values for cells, values in _columns(head, row, layout.mostly))
    )


def _columns(
    head: Head, row: tuple[str, ...], wanted: Mapping[str, Sequence[str]]
) -> Iterator[tuple[Counter[str], Sequence[str]]]:
    """The filled cells of columns in the first rows of a table with how often each occurs, and the values that are
    asked for."""
    places = {fold(name): place for place, name in reversed(list(enumerate(row)))}
    for name, values in wanted.items():
        place = places.get(fold(name), len(row))
        cells = Counter(line[place].strip() for line in head.sample if place < len(line) and line != row)
        cells.pop("", None)
        yield cells, values


def _some(cells: Counter[str], values: Sequence[str]) -> bool:
    """Whether some cell is one of these values or, after `~`, contains a pattern."""
    return any(occurs(value[1:], cells) if value.startswith(PATTERN) else value in cells for value in values)


def _most(cells: Counter[str]) -> str:
    return max(cells, key=lambda cell: cells[cell], default="")


def _has_amounts(layout: Layout, table: Cells) -> bool:
    """Whether the table has the columns that say what was moved, and in which direction."""
    if layout.direction and "direction" not in table.names:
        return False
    return not {"amount", "billed"}.isdisjoint(table.names) or "amount" not in layout.sides


def values_fit(layout: Layout, head: Head) -> bool:
    """Whether the values at the beginning of a table fit: dates in the order of numbers that the layout says, at least
    one row with a date and an amount, balances that do not say the opposite of the signs (they may say nothing, as in a
    list of chosen rows); and of a layout that only programs know, or that has no header, balances that prove every
    row."""
    reading = read_beginning(layout, head, head.sample[:_TRIED])
    if not {"date", *layout.sides} - {"amount"} <= reading.table.names.keys() or not _has_amounts(
        layout, reading.table
    ):
        return False
    text = reading.table["date"].drop_nulls()
    if contradicts(layout, text) or (layout.decided and is_open(layout, text)):
        return False
    payments = pl.concat([events.select("at", "amount_minor") for events in reading.events.tables.values()])
    undated = payments["at"].null_count() == payments.height and "bad-date" in {p.code for p in reading.events.problems}
    usable = payments["amount_minor"].is_not_null().any() and not undated
    if not has_balance(reading.table):
        return not layout.proven and (usable or not payments.height)
    checked, opposite, _ = proof(layout, reading)
    in_order = follows(checked, reading.moves["at"])
    if layout.proven or layout.cells:
        return in_order and not checked.breaks and checked.steps > 0
    # Columns of their own, or a direction, say what went out; a sign alone may be read the wrong way round.
    in_order = in_order or len(layout.sides) > 1 or bool(layout.direction)
    contrary = len(opposite.breaks) < len(checked.breaks)
    return in_order and not contrary and (usable or not payments.height)
