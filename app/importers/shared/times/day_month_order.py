"""Days written as `03/04/2025`, where only other days of the file show which number is the month."""

from itertools import pairwise
from typing import Literal

import polars as pl

from app.i18n import N_
from app.reader.table import FileProblem

Order = Literal["day", "month"]
ORDER_SENTENCES = {
    "day-or-month": N_(
        "Dates in this file that could mean two different days, such as “{cell}”: {count}. No date "
        "in it shows which number is the month, so each of these rows is kept without a date. A "
        "file that covers more days will help."
    ),
    "day-first": N_(
        "Dates in this file that could mean two days, such as “{cell}”: {count}. Each was read "
        "with the day first, because other dates in the file can only be read that way."
    ),
    "month-first": N_(
        "Dates in this file that could mean two days, such as “{cell}”: {count}. Each was read "
        "with the month first, because other dates in the file can only be read that way."
    ),
}
ROW_SENTENCES = {
    "day-first": N_(
        "Dates in this file that could mean two days, such as “{cell}”: {count}. Each was read "
        "with the day first, because the order of the rows fits only that."
    ),
    "month-first": N_(
        "Dates in this file that could mean two days, such as “{cell}”: {count}. Each was read "
        "with the month first, because the order of the rows fits only that."
    ),
}
_DECISIVE = 3  # different days, of which the order says something
_IN_ONE_MONTH = 4
_SHAPE = r"^([0-9]{1,2})([/.-])([0-9]{1,2})[/.-]([0-9]{4})\b(.*)$"


def order_of(*columns: pl.Series, by_rows: bool = True) -> Order | None:
    """Whether the day or the month comes first in the dates of these columns of one file, each in the order of its
    rows.

    One number above 12 decides for all dates. Without such a number, the order of the rows of a column may decide:
    lists are in the order of their dates, from the first to the last or in reverse. None where nothing decides, or
    where dates or columns contradict each other.
    """
    parts = [_parts(column) for column in columns]
    first, second = (any((part[name] > 12).any() for part in parts) for name in ("1", "3"))
    if first or second or not by_rows:
        return None if first == second else "day" if first else "month"
    orders = {_row_order(part) for part in parts} - {None}
    return orders.pop() if len(orders) == 1 else None


def plain_days(text: pl.Series, seen: pl.Series | None = None, order: Order | None = None) -> pl.Series:
    """The texts with such days written as `2025-04-03`; other texts stay as they are.

    The order is ``order`` where it is known. With points the day comes first. Otherwise ``text`` and ``seen`` (more
    dates of the file) decide; see ``order_of``. Where nothing decides, the texts that stay in doubt are null: see
    ``day_order_problems``.
    """
    order = order or order_of(text, *([] if seen is None else [seen]))
    parts = _parts(text)
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


def day_order_problems(text: pl.Series, plain: pl.Series, seen: pl.Series | None = None) -> tuple[FileProblem, ...]:
    """One problem for the dates ``text`` left in doubt by ``plain_days``, one for those whose order it took from other
    dates or from the order of the rows; ``seen`` as there."""
    parts = _parts(text).with_columns(text=text, plain=plain)
    two = (pl.col("1") <= 12) & (pl.col("3") <= 12) & (pl.col("1") != pl.col("3")) & (pl.col("2") != ".")
    day = pl.col("plain").str.slice(8, 2).cast(pl.Int64, strict=False) == pl.col("1")
    open_ = pl.col("text").is_not_null() & pl.col("plain").is_null()
    code = pl.when(open_).then(pl.lit("day-or-month")).when(two & day).then(pl.lit("day-first"))
    code = code.when(two).then(pl.lit("month-first"))
    doubtful = parts.select("text", code=code).drop_nulls().group_by("code", maintain_order=True)
    rows = doubtful.agg(pl.len().alias("count"), pl.col("text").first()).sort("code").iter_rows()
    by_numbers = order_of(text, *([] if seen is None else [seen]), by_rows=False)
    sentences = ORDER_SENTENCES if by_numbers else {**ORDER_SENTENCES, **ROW_SENTENCES}
    return tuple(FileProblem(code, sentences[code], {"count": n, "cell": cell}) for code, n, cell in rows)


def in_24_hours(text: pl.Series) -> pl.Series:
    """`2024-01-05 9:05 PM` as `2024-01-05 21:05`."""
    day, clock = r"(?P<day>[0-9]{4}[-/][0-9]{1,2}[-/][0-9]{1,2})", r"(?P<h>[0-9]{1,2})(?P<rest>(?::[0-9]{2}){1,2})"
    shape = rf"^{day},? {clock} ?(?P<half>[AaPp])\.?[Mm]\.?$"
    part = pl.col("t").str.extract_groups(shape).struct
    hour = part.field("h").cast(pl.Int64) % 12 + 12 * part.field("half").str.to_uppercase().eq("P").cast(pl.Int64)
    in_24 = hour.cast(pl.String).str.zfill(2) + part.field("rest")
    return text.to_frame("t").select(pl.coalesce(part.field("day") + " " + in_24, "t").alias(text.name)).to_series()


def _parts(text: pl.Series) -> pl.DataFrame:
    groups = text.str.strip_chars().str.extract_groups(_SHAPE).struct.unnest()
    return groups.with_columns(pl.col("1", "3").cast(pl.Int64))


def _row_order(parts: pl.DataFrame) -> Order | None:
    """The reading in which the days of the rows only rise or only fall, if exactly one reading does so. Both readings
    may do so where all rows share one of the two numbers. Then this number is the month if the other number rises or
    falls in unequal steps: payments on the same day of every month would have equal steps."""
    rows = parts.drop_nulls("4").filter(pl.col("2") != ".").select(pl.col("4").cast(pl.Int64) * 10_000, "1", "3")
    days = list(dict.fromkeys(rows.iter_rows()))
    if len(days) < _DECISIVE:
        return None
    readings: dict[Order, list[int]] = {
        "month": [year + 100 * first + second for year, first, second in rows.iter_rows()],
        "day": [year + 100 * second + first for year, first, second in rows.iter_rows()],
    }
    fitting = [order for order, values in readings.items() if values in (sorted(values), sorted(values)[::-1])]
    if len(fitting) == 1:
        return fitting[0]
    if len(fitting) == 2 and len(days) >= _IN_ONE_MONTH:
        for place, order in enumerate(readings, 1):
            steps = {after[3 - place] - before[3 - place] for before, after in pairwise(days)}
            if len({(day[0], day[place]) for day in days}) == 1 and len(steps) > 1:
                return order
    return None
