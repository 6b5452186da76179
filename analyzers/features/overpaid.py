"""Orders for which more was refunded than they cost."""

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.refund_reasons import GOODWILL
from analyzers.thresholds.refund import Overpaid as Limits


def overpaid(records: pl.DataFrame, known: pl.Expr, catalogue: Catalogue) -> pl.DataFrame:
    """The refunds of orders whose sum in one source exceeds the charge, with the ``sum`` so far, what is ``allowed``,
    and what the source says: ``goodwill``, amounts that were ``added``, or no reasons (``silent``). ``records`` are
    refunds with the charge of their order, ``known`` says of which it is known."""
    fits = ~known.any().over("order_id", "order_shop") | known.all().over("order_id", "order_shop")
    group = ("order_id", "order_shop", "source")
    any_reason = pl.col("reason").drop_nulls().first().over("row")  # another list may have it
    records = records.filter(known & fits).with_columns(
        sum=pl.col("amount_minor").fill_null(0).cum_sum().over(group),
        goodwill=any_reason.str.contains(GOODWILL).fill_null(False),
        added=pl.col("source").is_in(list(catalogue.without_amounts)),
        silent=~pl.col("source").is_in(list(catalogue.gives_reasons)) & any_reason.is_null().all().over(group),
        allowed=pl.col("charge_minor") + Limits.ROUNDING_MINOR * pl.col("lines"),
    )
    beyond = records.filter((pl.col("sum") > pl.col("allowed")).any().over(group))
    # If two sources both exceed the charge, the one with the larger sum is reported, with amounts of the shop if any.
    return beyond.with_columns(most=pl.col("sum").max().over(group)).sort(
        "added", "most", "silent", "at", "row", descending=[False, True, False, False, False]
    )
