"""PayPal writes one payment in several rows: the payment, and what brought the money in or passed it on."""

import polars as pl

# Money that a card or a bank brought in; some of these rows repeat the name of the shop.
_DEPOSIT = (
    r"deposit|入金|bonifico bancario sul conto|versamento generico|depósito bancario|virement bancaire sur le compte"
)


def pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """``passed``: the row only passes money on. ``through``: the type of the row that did so for this row.

    A row passes money on if it names no one or its type is a deposit, it is not a refund, and it belongs to a row of
    the same moment whose money goes the other way. It belongs to that row by its reference; or, without a reference, by
    the same amount; or because a row of that moment converts exactly its amount into what was paid.
    """
    rows = rows.with_row_index("row").with_columns(moment=pl.concat_str("date", "time", separator=" "))
    rows = rows.with_columns(
        out=pl.col("gross") < 0,
        nameless=(pl.col("name").is_null() | pl.col("kind").str.to_lowercase().str.contains(_DEPOSIT).fill_null(False))
        & ~pl.col("refund")
        & ~pl.col("hold")
        & ~pl.col("conversion"),
    )
    real = rows.filter(~pl.col("hold") & ~pl.col("item") & ~pl.col("conversion"))
    plain = rows.filter("nameless")
    linked = plain.join(
        real.select("moment", other="row", reference="id", other_out="out"), on=["moment", "reference"], how="inner"
    ).filter((pl.col("out") != pl.col("other_out")) & (pl.col("row") != pl.col("other")))
    alike = plain.join(linked, on="row", how="anti").with_columns(pl.col("gross").abs().alias("size"))
    named = real.filter(~pl.col("nameless")).with_columns(pl.col("gross").abs().alias("size"))
    keys = ["moment", "currency", "size"]
    # Equal payments of one moment each have their own row of money: the first goes with the first.
    number = pl.int_range(pl.len()).over(*keys, "out")
    matched = alike.with_columns(n=number, way=~pl.col("out")).join(
        named.with_columns(n=number).select(*keys, "n", other="row", way="out"), on=[*keys, "n", "way"], how="inner"
    )
    converted = _converted(rows, alike.join(matched, on="row", how="anti"), named)
    pairs = pl.concat([some.select("row", "other", "kind") for some in (linked, matched, converted)])
    passed = rows["row"].is_in(pairs["row"].implode())
    through = rows.join(pairs.select(row="other", through="kind").unique("row", keep="first"), on="row", how="left")
    return pl.DataFrame({"passed": passed, "through": through.sort("row")["through"]})


def _converted(rows: pl.DataFrame, alike: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The rows of ``alike`` whose whole amount another row of the moment converts, each with the payment of another
    currency that went the other way then."""
    conversions = rows.filter("conversion").select("moment", "currency", gross=-pl.col("gross")).unique()
    paid = named.select("moment", other="row", other_out="out", other_currency="currency")
    pairs = alike.join(conversions, on=["moment", "currency", "gross"], how="semi").join(paid, on="moment")
    fits = (pl.col("out") != pl.col("other_out")) & (pl.col("currency") != pl.col("other_currency"))
    return pairs.filter(fits).unique("row", keep="first", maintain_order=True)
