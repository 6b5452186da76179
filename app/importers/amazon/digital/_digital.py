"""What Amazon's files of digital goods have in common: several rows describe one item."""

import polars as pl

from app.importers.amazon._common.gift_words import is_japanese
from app.importers.amazon._common.words import currency_at
from app.importers.shared.cells.columns import Cells
from app.importers.shared.cells.statuses import shops


def summed(rows: pl.DataFrame, amount: str, *item: str) -> pl.DataFrame:
    """One row for each ``item``: price, tax and coupons are rows of their own and are summed. One that cannot be read,
    or in another currency, makes the sum null. All else is that of the first row."""
    parts, first = pl.col(amount), pl.exclude(amount, *item).first()
    known = parts.is_not_null().all() & (pl.col("currency").n_unique() == 1)
    return rows.group_by(item, maintain_order=True).agg(first, pl.when(known).then(parts.sum()).alias(amount))


def currency(table: Cells, amount: str) -> pl.Series:
    """The row's ``currency``. In files without that column: the currency of the mark at the amount and of the ``shop``;
    with Japanese titles (``name``) a ``¥`` means yen."""
    if "currency" in table.names:
        return table["currency"]
    codes = currency_at(table[amount], shops(table["shop"]))
    yen = table[amount].str.contains("^[¥￥]").fill_null(False)
    if yen.any() and is_japanese(table["name"].drop_nulls().to_list()):
        codes = codes.set(yen & codes.is_null(), "JPY")
    return codes
