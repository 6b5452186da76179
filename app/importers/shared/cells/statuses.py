"""Words that lists of orders and refunds share: shops, statuses, yes and no."""

import polars as pl

from app.importers.shared.cells.columns import by_value

_COMPLETED = ("completed", "complete", "refunded", "refund issued", "issued", "succeeded", "success")
_DECLINED = ("declined", "denied", "rejected", "failed", "cancelled", "canceled")
_PENDING = ("pending", "in progress", "in process", "processing", "initiated", "requested", "authorized")
_WAITING = ("not shipped", "not yet shipped", "pending", "unshipped", "shipping soon")
_MONEY_STATUS = {
    **dict.fromkeys(_COMPLETED, "completed"),
    **dict.fromkeys(_DECLINED, "declined"),
    **dict.fromkeys(_PENDING, "pending"),
}


def shops(website: pl.Series) -> pl.Series:
    """The Website column as a shop: lower case, ``Amazon.co.jp`` → ``amazon.co.jp``."""
    return by_value(website, lambda text: text.str.to_lowercase().str.strip_prefix("www."))


def yes(text: pl.Series) -> pl.Series:
    """Yes and no as true and false; null for any other word."""
    word = text.str.to_lowercase()
    return word.replace_strict(
        {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False},
        default=None,
        return_dtype=pl.Boolean,
    )


def shipped(status: pl.Series) -> pl.Series:
    """True for the words of an order that was sent or delivered, false for those of one that waits."""
    words = {**dict.fromkeys(("shipped", "delivered"), True), **dict.fromkeys(_WAITING, False)}
    return first_words(status).replace_strict(words, default=None, return_dtype=pl.Boolean)


def first_words(text: pl.Series) -> pl.Series:
    """A status in lower case; of joined ones (``Shipped and Shipped``) the first."""
    return by_value(text, lambda words: words.str.to_lowercase().str.replace(r" and .*$", "").str.strip_chars())


def money_status(text: pl.Series) -> pl.Series:
    """completed | declined | pending; null for an empty or unknown word."""
    return first_words(text).replace_strict(_MONEY_STATUS, default=None, return_dtype=pl.String)
