"""The days of a table in the order of numbers that its layout says."""

import polars as pl

from app.importers.layouts.layout import Layout
from app.importers.mapping import ColumnMap
from app.importers.shared.cells.columns import Cells, Fault, with_text
from app.importers.shared.statements.rows import Days
from app.importers.shared.times.resaved_dates import dates
from app.importers.shared.times.written_dates import normalised_dates, short_years
from app.importers.shared.times.years_in_order import is_yearless, with_years
from app.reader.table import Block, FileProblem, Head

_MIDNIGHT = r"[ T]0{1,2}:00(?::00(?:\.0+)?)?$"
_CONTRARY = r"^\s*'?\d{1,2}[/.-](?:1[3-9]|2\d|3[01])[/.-]\d{2,4}\b"  # the second number is no month
_CONTRARY_FIRST = r"^\s*'?(?:1[3-9]|2\d|3[01])[/.-]\d{1,2}[/.-]\d{2,4}\b"  # the first number is no month
_EITHER = r"^\s*'?(\d{1,2})[/-]\d{1,2}[/-]\d{2,4}\b"


def days_of(
    layout: Layout, head: Head, block: Block, table: Cells, keep: pl.Series
) -> tuple[Days, list[Fault | FileProblem]]:
    """The days of all rows, and the problems of those in the rows ``keep`` (see ``resaved_dates.dates``)."""
    text = table["date"]
    different = text.unique()
    plain = _plain(layout, different).str.replace(_MIDNIGHT, "")
    plain = text.replace_strict(different, plain, return_dtype=pl.String) if len(different) else text
    years: tuple[FileProblem, ...] = ()
    if is_yearless(plain).any():
        plain, years = with_years(plain, text, head, block, ColumnMap("payments", order=layout.order))
    yearless = (text.is_not_null() & plain.is_null()).fill_null(False)
    moments, date_problems = dates(with_text(table, date=plain), ("date",), keep, layout.time_zone)
    doubt = text.is_not_null() & ~moments["date"].unread & moments["date"].at["at"].is_null()
    return Days(moments["date"].at, doubt | yearless), [*date_problems, *years]


def _plain(layout: Layout, text: pl.Series) -> pl.Series:
    if layout.order == "year":
        return short_years(text)
    return normalised_dates(text, text.clear(), layout.order)


def contradicts(layout: Layout, text: pl.Series) -> bool:
    """Whether a date cannot be one in the order of numbers that the layout says."""
    if layout.order == "year":
        return False
    odd = _CONTRARY if layout.order == "day" else _CONTRARY_FIRST
    return bool(text.str.contains(odd).any())


def is_open(layout: Layout, text: pl.Series) -> bool:
    """Whether nothing but the layout says which number of a date is the month: no date has a day above 12."""
    if layout.order == "year":
        return False
    decisive = _CONTRARY_FIRST if layout.order == "day" else _CONTRARY
    return bool(text.str.contains(_EITHER).any()) and not text.str.contains(decisive).any()
