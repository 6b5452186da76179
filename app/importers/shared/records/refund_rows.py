"""What files of refunds have in common: an order number, an amount in a currency, a date."""

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault, by_value, order_ids, unusable
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.order_rows import money_faults
from app.importers.shared.times import resaved_dates
from app.reader.table import FileProblem


def refund_rows(
    table: Cells, dates: tuple[str, ...], role: str = "buyer"
) -> tuple[pl.DataFrame, pl.Series, list[Fault | FileProblem]]:
    """The shared columns of refund events from the keys ``order_id``, ``amount``, ``currency``, where there is one the
    title ``name``, and the date keys in ``dates`` (the first that is readable counts); which rows are events; and the
    cells that could not be used, with the problems of all dates."""
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null()
    read, date_problems = resaved_dates.dates(table, dates, keep)
    currency = by_value(table["currency"], currencies)
    amount = minor_units(table["amount"], currency, point=True)  # as the files of Amazon are written
    rows = pl.DataFrame(
        {
            "at": _first([column.at["at"] for column in read.values()]),
            "at_basis": _first([column.at["at_basis"] for column in read.values()]),
            "line": table.lines,
            "order_id": order_id,
            "amount_minor": amount,
            "currency": currency,
        }
    ).with_columns(role=pl.lit(role))
    if "name" in table.text.columns:
        rows = rows.with_columns(title=titles(table["name"]))
    faults: list[Fault | FileProblem] = [
        *unusable(table, "order_id", keep),
        *(Fault("bad-date", key, keep & column.unread) for key, column in read.items()),
        *date_problems,
        Fault("no-date", dates[0], keep & _undated(table, dates)),
        *money_faults(table, keep, "amount", currency, amount),
    ]
    return rows, keep, faults


def _first(columns: list[pl.Series]) -> pl.Series:
    """Row by row, the first of several columns that is not null."""
    return pl.select(pl.coalesce(columns)).to_series()


def _undated(table: Cells, dates: tuple[str, ...]) -> pl.Series:
    """Rows without any date, where a cell for a date is empty. "Not available" is an answer (the money is not paid out
    yet), an empty cell is damage."""
    empty = pl.DataFrame({key: table.blank(key) for key in dates}).select(pl.any_horizontal(dates)).to_series()
    return empty & table.text.select(pl.all_horizontal(pl.col(dates).is_null())).to_series()
