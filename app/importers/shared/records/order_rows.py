"""What files of orders have in common: an order number, a day, an amount in a currency, a number of items."""

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault, by_value, order_ids, quantities, unusable
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.times.resaved_dates import dates
from app.reader.table import FileProblem

_PASSED = ("item_id", "payment", "address", "billing")


def order_rows(
    table: Cells,
    role: str = "buyer",
    otherwise: str = "other",
    *,
    point: bool = False,
    files: pl.Series | None = None,
) -> tuple[pl.DataFrame, pl.Series, list[Fault | FileProblem]]:
    """The shared columns of order events from the keys ``order_id``, ``date``, ``currency``, ``total`` and
    ``quantity`` (and, unchanged, ``item_id``, ``payment``, ``address``, ``billing``; from ``name`` the title and its
    kind), as far as there are such keys, and ``ship_at`` from ``ship_date``; which rows are events; and the cells that
    could not be used, with the problems of all dates. ``point`` and ``files`` are those of ``minor_units``."""
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null()
    columns = {"line": table.lines, "order_id": order_id}
    faults: list[Fault | FileProblem] = [*unusable(table, "order_id", keep)]
    columns |= {key: table[key] for key in _PASSED if key in table.text.columns}
    if "name" in table.text.columns:
        columns["kind"] = kinds(table["name"], otherwise)
        columns["title"] = titles(table["name"])
    if "date" in table.text.columns:
        read, date_problems = dates(table, [key for key in ("date", "ship_date") if key in table.text.columns], keep)
        columns |= {"at": read["date"].at["at"], "at_basis": read["date"].at["at_basis"]}
        if "ship_date" in read:
            columns["ship_at"] = read["ship_date"].at["at"]
        faults += [Fault("bad-date", key, keep & days.unread) for key, days in read.items()] + date_problems
        faults += [Fault("no-date", "date", keep & table["date"].is_null())]
    if "total" in table.text.columns:
        columns["currency"] = by_value(table["currency"], currencies)
        columns["total_minor"] = minor_units(table["total"], columns["currency"], point=point, files=files)
        faults += money_faults(table, keep, "total", columns["currency"], columns["total_minor"])
    if "quantity" in table.text.columns:
        columns["quantity"] = by_value(table["quantity"], quantities)
        faults += [
            Fault("bad-quantity", "quantity", keep & table["quantity"].is_not_null() & columns["quantity"].is_null()),
            Fault("no-quantity", "quantity", keep & table.blank("quantity")),
        ]
    return pl.DataFrame(columns).with_columns(role=pl.lit(role)), keep, faults


def money_faults(table: Cells, keep: pl.Series, key: str, currency: pl.Series, minor: pl.Series) -> list[Fault]:
    """The amounts under ``key`` that cannot count: they have no currency, are not exact, or are missing."""
    stated = keep & table[key].is_not_null()
    return [
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & currency.is_null()),
        Fault("no-currency", key, stated & table["currency"].is_null()),
        Fault("bad-amount", key, stated & currency.is_not_null() & minor.is_null()),
        Fault("no-amount", key, keep & table.blank(key)),
    ]


def settled(rows: pl.DataFrame, charge: pl.Series, order: str = "order_id") -> pl.DataFrame:
    """The rows with totals that add up to the ``charge`` of their order: what the items do not explain (shipping,
    taxes, discounts) is added to the order's first row. ``charge`` may be given in any row of an order; the first
    counts. An order without a charge stays unchanged. Rows of one order are those of one value in ``order``."""
    numbered = rows.with_columns(charge=charge, number=pl.int_range(pl.len()))
    whole = pl.col("charge").drop_nulls().first().over(order)
    remainder = whole - pl.col("total_minor").sum().over(order)
    first = pl.col("number") == pl.col("number").first().over(order)
    total = pl.when(first & whole.is_not_null()).then(pl.col("total_minor") + remainder).otherwise("total_minor")
    return numbered.with_columns(total_minor=total).drop("charge", "number")
