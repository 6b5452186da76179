"""Words that Amazon's files share: shops, statuses, refund destinations."""

import polars as pl

from app.importers._columns import by_value

_COMPLETED = ("completed", "complete", "refunded", "refund issued", "issued", "succeeded", "success")
_DECLINED = ("declined", "denied", "rejected", "failed", "cancelled", "canceled")
_PENDING = ("pending", "in progress", "in process", "processing", "initiated", "requested", "authorized")
_MONEY_STATUS = {
    **dict.fromkeys(_COMPLETED, "completed"),
    **dict.fromkeys(_DECLINED, "declined"),
    **dict.fromkeys(_PENDING, "pending"),
}


def shops(website: pl.Series) -> pl.Series:
    """The Website column as a shop: lower case, ``Amazon.co.jp`` → ``amazon.co.jp``."""
    return by_value(website, lambda text: text.str.to_lowercase().str.strip_prefix("www."))


def first_words(text: pl.Series) -> pl.Series:
    """A status in lower case; of joined ones (``Shipped and Shipped``) the first."""
    return by_value(text, lambda words: words.str.to_lowercase().str.replace(r" and .*$", "").str.strip_chars())


def money_status(text: pl.Series) -> pl.Series:
    """completed | declined | pending, or null for no word or one that we do not know."""
    return first_words(text).replace_strict(_MONEY_STATUS, default=None, return_dtype=pl.String)


def destinations(text: pl.Series) -> pl.Series:
    """Where a refund went: gift_card | card | bank | points | unknown, null where the file does not say.

    Amazon has been seen to write ``ElectronicGiftCertificate``; of other words only the plain ones are understood.
    """
    word = pl.col("to").str.slice(0, 200).str.to_lowercase()
    return (
        text.to_frame("to")
        .select(
            pl.when(pl.col("to").is_null())
            .then(None)
            .when(word.str.contains("gift|ギフト"))
            .then(pl.lit("gift_card"))
            .when(word.str.contains("point|ポイント"))
            .then(pl.lit("points"))
            .when(word.str.contains("bank|direct ?debit|銀行|口座"))
            .then(pl.lit("bank"))
            .when(word.str.contains("credit ?card|debit ?card|visa|mastercard|american ?express|クレジットカード"))
            .then(pl.lit("card"))
            .otherwise(pl.lit("unknown"))
        )
        .to_series()
    )
