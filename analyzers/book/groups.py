"""Groups cheap things of a fortnight into one question, because each alone is not worth a question."""

import polars as pl

BUNDLE = "14d"


def fortnight() -> pl.Expr:
    """The first day of the fortnight of each row's ``at``, as text; empty where no time is known."""
    return pl.col("at").dt.truncate(BUNDLE).dt.strftime("%F").fill_null("")
