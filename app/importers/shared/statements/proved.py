"""Whether the balances that a statement states before and after its rows agree with the rows."""

import polars as pl

from app.i18n import N_
from app.importers.shared.cells.columns import Cells, row_problem
from app.importers.shared.cells.money import NO_DECIMALS, THREE_DECIMALS
from app.reader.table import FileProblem

UNBALANCED_SENTENCE = N_(
    "The rows of this statement do not add up: it begins with {before} {currency} and ends with {after} {currency}, "
    "but its rows lead to {sum} {currency}. Rows may be missing or stated wrongly. Download it again, and compare it "
    "with what the bank shows."
)
REFERENCES = r"^(?:NONREF|NOTREF|NONE|NOTPROVIDED|NOT PROVIDED|[-0 ]*)$"  # what banks write for no number


def unbalanced(table: Cells, rows: pl.DataFrame) -> tuple[FileProblem, ...]:
    """One problem for the statements whose rows do not lead from the balance before them to the one after them.

    ``rows`` are those of the table, each with its ``statement``, ``before``, ``moved``, ``after`` (minor units) and
    ``currency``. A statement that lacks a balance, or has a row whose amount is not known, is not judged.
    """
    grouped = rows.with_columns(line=table.lines).group_by("statement", maintain_order=True)
    known = pl.all_horizontal(pl.col("moved", "before", "after").is_not_null().all())
    sums = grouped.agg(
        pl.col("line", "currency", "before", "after").first(),
        known=known & (pl.col("currency").n_unique() == 1),
        sum=pl.col("before").first() + pl.col("moved").sum(),
    )
    wrong = sums.filter(pl.col("known") & (pl.col("sum") != pl.col("after")))
    if not wrong.height:
        return ()
    first = wrong.row(0, named=True)
    amounts = {name: _decimal(first[name], first["currency"]) for name in ("before", "after", "sum")}
    values = {**amounts, "currency": first["currency"]}
    return (row_problem("unbalanced", UNBALANCED_SENTENCE, wrong["line"], values),)


def _decimal(minor: int, currency: str) -> str:
    """Minor units as a decimal number."""
    places = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    digits = f"{abs(minor):0{places + 1}d}"
    whole = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{whole}" if minor < 0 else whole


def last_of_account(account: pl.Series) -> pl.Series:
    """`*1234`: the last four characters of an account, without the currency that some banks put behind it."""
    bare = account.str.to_uppercase().str.replace(r"(\d)[ /-]*[A-Z]{3}$", "$1")
    last = bare.str.extract(r"([0-9A-Z]{1,4})\W*$")
    return pl.Series("method", "*" + last)
