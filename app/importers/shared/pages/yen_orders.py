"""The ``orders`` events of pages of a shop, in yen."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, cells, order_ids, problems, unusable, with_text
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.money import minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.pages.order_pages import PageOrder
from app.importers.shared.pages.pasted_sign_ins import plain_moments
from app.importers.shared.tables.several import by_file, problems_by_file
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, FileProblem

# What is text of ``PageOrder``, and the keys of tables that become the same events.
KEYS = ("order_id", "date", "title", "total", "item_id", "seller", "status", "payment")
_ZONE = "Asia/Tokyo"
# A day with or without a time, among other words of its line.
_DAY = r"(\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年 ?\d{1,2}月 ?\d{1,2}日)(?: ?\([^)\d]{1,3}\))?(?: \d{1,2}:\d\d(?::\d\d)?)?)"


class PageOrders(NamedTuple):
    """What a page shows: its orders, ``shop`` of all or one for each, ``names`` of the page for the columns, and the
    problems of the page as a whole. ``records`` are the lines of its records where these are not the orders."""

    orders: Sequence[PageOrder]
    shop: str | Sequence[str]
    names: Mapping[str, str]
    problems: Sequence[FileProblem] = ()
    records: Sequence[int] | None = None


class YenRows(NamedTuple):
    """The events of a table, the cells that could not be used, and the times of the events."""

    orders: pl.DataFrame
    faults: list[Fault]
    at: pl.DataFrame


def convert(pages: Sequence[PageOrders]) -> list[Events]:
    """One ``orders`` event for each of the orders of each page. An amount that is missing stays unknown."""
    orders = [order for page in pages for order in page.orders]
    files = pl.Series("file", [n for n, page in enumerate(pages) for _ in page.orders], pl.UInt32)
    shops = [shop for page in pages for shop in _shops(page)]
    quantity = pl.Series([order.quantity for order in orders], dtype=pl.Int64)
    table = _table(orders)
    rows = yen_rows(table, quantity, pl.Series(shops, dtype=pl.String), files)
    names = [page.names for page in pages]
    row_problems = problems_by_file(table, files, rows.faults, [page.problems for page in pages], names)
    tables, times = by_file(rows.orders, len(pages)), by_file(rows.at, len(pages))
    return [
        Events(
            {"orders": tables[number]} if page.orders else {},
            row_problems[number] + zone_problem(times[number], _ZONE),
            records=[order.line for order in page.orders] if page.records is None else page.records,
        )
        for number, page in enumerate(pages)
    ]


def yen_orders(table: Cells, quantity: pl.Series, shop: pl.Series) -> Events:
    """One ``orders`` event a row of a table with the texts of ``PageOrder`` as its keys."""
    rows = yen_rows(table, quantity, shop)
    return Events({"orders": rows.orders}, problems(table, rows.faults) + zone_problem(rows.at, _ZONE))


def yen_rows(table: Cells, quantity: pl.Series, shop: pl.Series, files: pl.Series | None = None) -> YenRows:
    """The same as rows. Times are Japanese time. ``files`` numbers the file of each row where there are several; the
    frames then have it as ``file``."""
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null()
    at = instants(plain_moments(table["date"]), _ZONE)
    yen = pl.repeat("JPY", table.raw.height, dtype=pl.String, eager=True)
    total = minor_units(table["total"].str.replace_all(r"[(（]税込[)）]", ""), yen, files=files)
    at = at if files is None else at.with_columns(file=files)
    rows = at.with_columns(
        line=table.lines,
        shop=shop,
        order_id=order_id,
        item_id=table["item_id"],
        title=titles(table["title"]),
        kind=kinds(table["title"]),
        quantity=quantity,
        total_minor=total,
        currency=yen,
        status=_status(table["status"]),
        seller=table["seller"],
        payment=table["payment"],
        role=pl.lit("buyer"),
    )
    faults = [
        *unusable(table, "order_id", keep),
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("bad-amount", "total", keep & table["total"].is_not_null() & total.is_null()),
    ]
    return YenRows(rows.filter(keep), faults, at.filter(keep))


def _shops(page: PageOrders) -> Sequence[str]:
    return [page.shop] * len(page.orders) if isinstance(page.shop, str) else page.shop


def _table(orders: Sequence[PageOrder]) -> Cells:
    columns = {key: [getattr(order, key) for order in orders] for key in KEYS}
    lines = pl.Series("line", [order.line for order in orders], dtype=pl.UInt32)
    frame = pl.DataFrame(columns, dict.fromkeys(KEYS, pl.String))
    table = replace(cells(Block(frame, lines), {key: (key,) for key in KEYS}), names={})
    days = pl.coalesce(pl.col("date").str.extract(_DAY, 1), "date")
    return with_text(table, date=table.text.select(days).to_series())


def _status(words: pl.Series) -> pl.Series:
    """cancelled, or null: other words say how far an order is, not whether it is closed."""
    word = pl.col("word")
    cancelled = word.str.contains("キャンセル") & ~word.str.contains(
        "キャンセル(?:する|できます|可|不可|について|依頼)"
    )
    return words.to_frame("word").select(pl.when(cancelled).then(pl.lit("cancelled"))).to_series()
