"""Columns whose values have a meaning: whether money came in, and whether it moved at all."""

from collections.abc import Mapping

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault
from app.importers.shared.cells.directions import plain_value

UNCOUNTED = ("pending", "declined", "reversed")
OTHERS = "*"  # stands for every value of such a column that is not named
PATTERN = "~"  # begins a value that is a pattern, for values that only contain a word
Meanings = Mapping[str, Mapping[str, str]]  # by key, what each value means


def meaning_of(table: Cells, key: str, meanings: Meanings) -> pl.Series | None:
    """What the value of each row means, null where nothing says it; None where the table has no such column.

    Of several patterns that fit a value, the first counts; a value that is named in full goes before them.
    """
    if key not in table.names:
        return None
    stated = meanings.get(key, {})
    words = {plain_value(value): meaning for value, meaning in stated.items() if not value.startswith(PATTERN)}
    others = words.pop(OTHERS, None)
    values = table.raw[key].fill_null("")
    different = values.unique().to_frame("value")
    plain = [words.get(plain_value(value)) for value in different["value"]]
    ways = [
        pl.when(pl.col("value").str.contains(value[1:])).then(pl.lit(meaning))
        for value, meaning in stated.items()
        if value.startswith(PATTERN)
    ]
    meant = different.with_columns(pl.Series("plain", plain, pl.String))
    meant = meant.select("value", meaning=pl.coalesce("plain", *ways, pl.lit(others, pl.String)))
    return values.replace_strict(meant["value"], meant["meaning"], return_dtype=pl.String)


def directed(
    table: Cells, keep: pl.Series, amount: pl.Series, meanings: Meanings, signed: bool
) -> tuple[pl.Series, list[Fault]]:
    """What went out (positive) or came in (negative) by the column of direction, null where it or the sign leaves a
    doubt; and the cells in doubt. ``signed``: what went out has a minus sign, too."""
    meaning = meaning_of(table, "direction", meanings)
    if meaning is None:
        return amount, []
    rows = pl.DataFrame([amount.alias("amount"), meaning.alias("meaning")])
    minus = pl.col("amount") < 0
    odd = (minus != (pl.col("meaning") == "out")) if signed else minus
    odd = (odd & (pl.col("amount") != 0)).fill_null(False)
    size = pl.when(~odd).then(pl.col("amount").abs())
    moved = pl.when(pl.col("meaning") == "out").then(size).when(pl.col("meaning") == "in").then(-size)
    facts = rows.select(moved=moved, odd=odd & pl.col("meaning").is_in(["in", "out"]).fill_null(False))
    faults = [
        Fault("unknown-direction", "direction", keep & meaning.is_null()),
        Fault("contrary-sign", "amount", keep & facts["odd"]),
    ]
    return facts["moved"], faults
