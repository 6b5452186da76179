"""Orders that the shop's own export contains and a list made from its order page lacks. The page leaves out archived
orders."""

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.history import History, of_role
from analyzers.thresholds.order import Archived as Limits


def measure(history: History) -> pl.DataFrame:
    """The orders that a list made from the order page should contain (see ``covered``)."""
    return covered(of_role(history.records("orders"), "buyer"), history.catalogue)


def covered(orders: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The orders of the export (shop, order_id) that fall within lists made from the order page of the same shop, with
    ``listed``: whether one of these lists contains the order. ``orders`` holds all source records of every order line.

    Of single pages of such a list an order is missing only if it is between two orders of one page, because what is
    before or after them is on another page. Cancelled orders, orders without any cost and digital orders are on other
    pages, so they are left out.
    """
    page = orders.filter(pl.col("source").is_in(list(catalogue.order_pages)) & pl.col("shop").is_not_null())
    cancelled = (pl.col("status") == "cancelled").fill_null(False)
    own = (
        orders.filter((pl.col("source").is_in(list(catalogue.whole_lists))) & pl.col("at").is_not_null())
        if page.height
        else orders.clear()
    )
    whole = own.group_by("shop", "order_id").agg(
        pl.col("at").min(), gone=cancelled.any(), free=(pl.col("total_minor") == 0).all()
    )
    physical = pl.col("order_id").str.contains(r"^\d{3}-") & ~pl.col("gone") & ~pl.col("free").fill_null(False)
    named = page.select("shop", "order_id", listed=pl.lit(True)).unique()
    export = whole.filter(physical).join(named, on=["shop", "order_id"], how="left").sort("shop", "at", "order_id")
    export = export.with_columns(pl.col("listed").fill_null(False))
    export = export.with_columns(run=pl.struct("shop", "listed").rle_id())
    # A missing page separates the stretches that the list covers.
    export = export.with_columns(torn=~pl.col("listed") & (pl.len().over("run") >= Limits.ORDERS_PER_PAGE))
    export = export.with_columns(stretch=pl.struct("shop", "torn").rle_id()).filter(~pl.col("torn"))
    before = pl.col("listed").cum_sum().over("stretch")
    after = pl.col("listed").sum().over("stretch") - before
    inside = export.with_columns(before=before, after=after).filter(
        (pl.col("before") > 0) & (pl.col("after") > 0) | pl.col("listed")
    )
    whole_enough = pl.col("listed").mean().over("stretch") >= Limits.MIN_LISTED_SHARE
    sure = (pl.col("before") >= Limits.MIN_LISTED_BEFORE) & (pl.col("after") >= Limits.MIN_LISTED_AFTER)
    archived = inside.filter(whole_enough).filter(sure)
    single = pl.col("source").is_in(list(catalogue.partial))
    if page.filter(single).height:
        listed = pl.col("listed") | pl.col("shop").is_in(page.filter(~single)["shop"].unique().implode())
        within = _within_a_page(archived.filter(~listed), page.filter(single), whole)
        archived = pl.concat([archived.filter(listed), within]).sort("shop", "at", "order_id")
    return archived.select("shop", "order_id", "listed")


def _within_a_page(missing: pl.DataFrame, page: pl.DataFrame, export: pl.DataFrame) -> pl.DataFrame:
    """The missing orders that are between two orders of one page, by the times that the export gives."""
    times = export.select("shop", "order_id", "at")
    pages = page.join(times, on=["shop", "order_id"], suffix="_export").group_by("shop", "upload", "path")
    ends = pages.agg(start=pl.col("at_export").min(), end=pl.col("at_export").max()).select("shop", "start", "end")
    between = pl.col("at").is_between("start", "end", closed="none")
    inside = missing.join(ends, on="shop").filter(between).select("shop", "order_id").unique()
    return missing.join(inside, on=["shop", "order_id"], how="semi")
