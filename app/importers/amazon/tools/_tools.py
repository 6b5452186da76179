"""Lists of orders that other people's tools write: days without a time, money with its mark, no currency column."""

import polars as pl

from app.importers.amazon._common.payments import region_shop
from app.importers.amazon._common.words import currency_at, site_of
from app.importers.shared.cells.columns import Cells, by_value, with_text


def region_shops(region: pl.Series) -> pl.Series:
    """The shops of a column of country codes."""
    return by_value(region, lambda text: pl.Series([region_shop(code) for code in text], dtype=pl.String))


def url_shops(url: pl.Series) -> pl.Series:
    """The shops of a column of addresses."""
    return by_value(url, site_of)


def priced(table: Cells, amount: str, shop: pl.Series) -> Cells:
    """The same cells with the currency of ``amount`` under ``currency``: by its mark, else by the shop."""
    return with_text(table, currency=currency_at(table[amount], shop))


def shipped_state(text: pl.Series) -> pl.Series:
    """True for statuses of an order that was sent or delivered, false for those of one that was not sent yet."""
    word = text.str.slice(0, 60).str.to_lowercase()
    gone = word.str.contains(
        r"^(?:delivered|shipped|dispatched|arriving|out for delivery|配達済み|発送済み|お届け済み)"
    )
    waiting = word.str.contains(r"^(?:not yet (?:shipped|dispatched)|not (?:shipped|dispatched)|preparing|未発送)")
    rows = pl.DataFrame({"gone": gone, "waiting": waiting})
    return rows.select(pl.when("waiting").then(False).when("gone").then(True)).to_series()


def cancelled(text: pl.Series) -> pl.Series:
    """``cancelled`` where that is the status, else null."""
    word = text.str.slice(0, 60).str.to_lowercase().str.contains(r"^(?:order )?cancell?ed|キャンセル")
    return pl.DataFrame({"word": word}).select(pl.when("word").then(pl.lit("cancelled"))).to_series()
