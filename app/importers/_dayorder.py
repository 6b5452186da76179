"""Days written as `03/04/2025`, where only the other days of the file tell which number is the month."""

from typing import Literal

import polars as pl

from app.reader.table import Problem

Order = Literal["day", "month"]
ORDER_SENTENCES = {
    "day-or-month": "{count} dates in this file, such as “{cell}”, could mean two different days, because no date in "
    "it shows which number is the month. These rows are kept without a date. A file that covers more days will help.",
}
_SHAPE = r"^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4})\b(.*)$"


def plain_days(text: pl.Series, seen: pl.Series | None = None, order: Order | None = None) -> pl.Series:
    """The texts with such days written as `2025-04-03`; other texts stay as they are.

    The order is ``order`` where the format states it. Points stand between day and month, never the other way round.
    Otherwise one date above 12 among ``text`` and ``seen`` (more dates of the file) tells it for all. Where nothing
    tells, or dates tell both, the texts that stay in doubt are null: see ``doubtful``.
    """
    parts = _parts(text)
    if order is None:
        every = pl.concat([parts, _parts(seen)]) if seen is not None else parts
        first, second = (bool((every[name] > 12).any()) for name in ("1", "3"))
        order = "day" if first and not second else "month" if second and not first else None
    day_first = (
        pl.when((pl.col("1") > 12) | (pl.col("2") == ".")).then(True).when(pl.col("3") > 12).then(False)
        .otherwise(pl.lit(None if order is None else order == "day", pl.Boolean))
    )  # fmt: skip
    parts = parts.with_columns(
        text, sure=day_first | (pl.col("1") == pl.col("3")),
        day=pl.when(day_first).then("1").otherwise("3"), month=pl.when(day_first).then("3").otherwise("1"),
    )  # fmt: skip
    number = [pl.col(name).cast(pl.String).str.zfill(2) for name in ("month", "day")]
    iso = pl.concat_str(pl.col("4"), *number, separator="-") + pl.col("5")
    known = pl.when(pl.col("4").is_null()).then(pl.col(text.name)).when(pl.col("sure").is_not_null()).then(iso)
    return parts.select(known.alias(text.name)).to_series()


def doubtful(text: pl.Series, plain: pl.Series) -> tuple[Problem, ...]:
    """What is said once of the dates that ``plain_days`` left in doubt."""
    where = text.is_not_null() & plain.is_null()
    count = int(where.sum())
    if not count:
        return ()
    return (Problem("day-or-month", ORDER_SENTENCES["day-or-month"], {"count": count, "cell": text.filter(where)[0]}),)


def _parts(text: pl.Series) -> pl.DataFrame:
    groups = text.str.strip_chars().str.extract_groups(_SHAPE).struct.unnest()
    return groups.with_columns(pl.col("1", "3").cast(pl.Int64))
