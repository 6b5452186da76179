"""Cards and apps that hold money: each row changes a balance."""

from collections.abc import Mapping, Sequence

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault, problems
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import dated
from app.reader.table import FileProblem

Movements = Mapping[str, tuple[int | None, str]]


def movements(words: pl.Series, known: Movements) -> pl.DataFrame:
    """``sign`` (1: in, -1: out, null: not clear) and ``kind`` of each word; an unknown word is `unknown`."""
    sign = words.replace_strict({word: way for word, (way, _) in known.items()}, default=None, return_dtype=pl.Int64)
    kind = words.replace_strict({word: k for word, (_, k) in known.items()}, default="unknown", return_dtype=pl.String)
    return pl.DataFrame({"sign": sign, "kind": kind.fill_null("unknown")})


def entries(
    table: Cells, at: pl.DataFrame, amount: pl.Series, kind: pl.Series, account: str, **columns: pl.Series
) -> pl.DataFrame:
    """``ledger`` rows in yen, one a row of the table, with their place in it; see ``analyzers.events.schemas``."""
    rows = at.with_columns(line=table.lines, amount_minor=amount, kind=kind, account=pl.lit(account))
    rows = rows.with_columns(currency=pl.lit("JPY"), position=pl.int_range(pl.len(), dtype=pl.UInt32))
    return rows.with_columns(**columns)


def row_problems(table: Cells, keep: pl.Series, at: pl.DataFrame, faults: Sequence[Fault]) -> tuple[FileProblem, ...]:
    """The problems of the rows, those of their dates first."""
    return problems(table, [Fault("empty-row", "date", all_empty(table)), *dated(table, keep, at), *faults])
