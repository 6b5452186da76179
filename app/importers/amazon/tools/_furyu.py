"""The rows of 「アマゾン注文履歴フィルタ」: items, and rows of other kinds among them."""

import polars as pl

from app.importers.shared.cells.columns import Cells
from app.importers.shared.cells.money import minor_units

_KINDS = (
    ("^（注文全体）$", "whole"),
    ("^（クレジットカードへの請求）$", "card"),
    ("^（(?:配送料|手数料).*）$", "shipping"),
    ("^（.*(?:割引|値引|クーポン).*）$", "discount"),
    ("^（.*(?:ポイント|ギフト).*）$", "balance"),
)


def kinds(table: Cells) -> pl.Series:
    """item | whole | card | shipping | discount | balance, or unknown for a row in brackets that we do not know."""
    name = pl.col("name").fill_null("")
    kind: pl.Expr = pl.lit("item")
    for pattern, word in (("^（.*）$", "unknown"), *reversed(_KINDS)):
        kind = pl.when(name.str.contains(pattern) & pl.col("product").is_null()).then(pl.lit(word)).otherwise(kind)
    return table.text.select(kind).to_series()


def yen(text: pl.Series) -> pl.Series:
    """Amounts in yen; this tool does not state the currency."""
    return minor_units(text, pl.repeat("JPY", len(text), dtype=pl.String, eager=True))


def money(table: Cells) -> pl.DataFrame:
    """The amounts of each row. Old files put the amount of a row of another kind into different columns (``own``)."""
    read = pl.DataFrame({key: yen(table[key]) for key in ("total", "whole", "billed", "card_amount")})
    return read.with_columns(own=pl.coalesce("total", "whole", "billed"))


def charges(order_id: pl.Series, money: pl.DataFrame, kind: pl.Series) -> pl.Series:
    """What each order cost in all, on every row of the order: 注文合計 where it is given, otherwise the items and
    shipping; minus the discounts. Amounts paid with points or a balance are included."""
    rows = money.with_columns(order_id=order_id, kind=kind)

    def of(kinds: list[str], column: str) -> pl.Expr:
        return pl.when(pl.col("kind").is_in(kinds)).then(pl.col(column))

    parts = of(["item"], "total").sum() + of(["shipping"], "own").sum()
    stated = pl.coalesce(of(["whole"], "whole").max(), of(["item"], "whole").max())
    off = of(["discount"], "own").abs().sum()
    return rows.select((pl.coalesce(stated, parts) - off).over("order_id")).to_series()
