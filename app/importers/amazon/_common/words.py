"""Words that Amazon's files share: shops, statuses, refund destinations."""

import polars as pl

from app.importers.amazon._common.gift_words import currency_of
from app.importers.shared.cells.columns import by_value

# The names under which Amazon sells.
_AMAZON = (
    r"(?i)^(?:amazon\.(?:[a-z]{2,3}|com?\.[a-z]{2})|アマゾン\s?ジャパン(?:合同会社|株式会社)?"
    r"|amazon(?:\.com)? (?:services|digital|media|export sales|fulfillment)\b.*"
    r"|amazon (?:us|eu|japan|export)(?: (?:g\.?k\.?|s\.?[aà]\.? ?r\.?l\.?|sales,? llc))?)$"
)


def site_of(url: pl.Series) -> pl.Series:
    """The shop that an address of a page names: ``https://www.amazon.co.jp/…`` → ``amazon.co.jp``."""
    return url.str.slice(0, 300).str.extract(r"(?i)^(?:https?://)?(?:[a-z-]+\.)?(amazon\.[a-z.]+?)(?::\d+)?(?:/|$)", 1)


def currency_at(amount: pl.Series, shop: pl.Series) -> pl.Series:
    """The currency of amounts by their mark and, where that is ambiguous or missing, by the shop."""
    mark = amount.str.slice(0, 60).str.replace_all(r"[\d\s.,()+\-−△▲'\\]", "")
    rows = pl.DataFrame({"amount": amount.is_not_null(), "mark": mark, "shop": shop})
    seen = rows.unique().rows()
    codes = [
        currency_of(mark or "", {shop} if shop else set(), False) if amount else None for amount, mark, shop in seen
    ]
    known = pl.DataFrame(seen, rows.schema, orient="row").with_columns(pl.Series("currency", codes, pl.String))
    return rows.join(known, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")["currency"]


def direct(seller: pl.Series) -> pl.Series:
    """Whether Amazon itself is named as the seller; null where no seller is named."""
    return by_value(seller, lambda name: name.str.strip_chars().str.contains(_AMAZON))


def destinations(text: pl.Series) -> pl.Series:
    """Where a refund went: gift_card | card | bank | points | unknown, null where the file does not state it.

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
