"""Days written without a year, which stay without a date."""

import polars as pl

from app.i18n import N_
from app.reader.table import FileProblem

YEAR_SENTENCE = N_(
    "Dates in this file that have no year, such as “{cell}”: {count}. Each of these rows is kept "
    "in its place, but without a date."
)


def no_dates(text: pl.Series) -> pl.DataFrame:
    """The columns ``at`` and ``at_basis``, all null."""
    return pl.select(
        at=pl.repeat(None, len(text), dtype=pl.Datetime("us", "UTC")),
        at_basis=pl.repeat(None, len(text), dtype=pl.String),
    )


def year_problem(text: pl.Series) -> tuple[FileProblem, ...]:
    """One problem for all days of such a file."""
    there = text.drop_nulls()
    if not len(there):
        return ()
    return (FileProblem("no-year", YEAR_SENTENCE, {"count": len(there), "cell": there[0]}),)
