"""Dates as people and their banks write them, brought into the forms that ``shared.dates`` reads."""

import polars as pl

from app.i18n import N_
from app.importers.shared.dates import ZONE_SENTENCE, instants
from app.importers.shared.day_month_order import Order, in_24_hours, plain_days
from app.importers.shared.japanese_dates import plain_japanese
from app.reader.table import Problem

ORDERS: dict[str, Order] = {"day": "day", "month": "month"}
DAY_SENTENCE = N_(
    "Times in this file that do not state their time zone: {count}. Because you did not choose "
    "one, only the day of each counts."
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBERS = {name: f"{number:02}" for number, name in enumerate(_MONTHS, 1)}
_MONTH = rf"(?:{'|'.join(_MONTHS)})"


def normalised_dates(text: pl.Series, seen: pl.Series, order: str) -> pl.Series:
    """The dates with year, month and day in this order; null where day and month are in doubt.

    ``seen`` holds more dates of the table; ``order`` (`day` | `month`) is the person's answer.
    """
    return in_24_hours(_named(plain_days(plain_japanese(text), plain_japanese(seen), ORDERS.get(order))))


def mapped_instants(text: pl.Series, zone: str) -> pl.DataFrame:
    """``at`` and ``at_basis``. A time without a zone is one of ``zone``; without a valid zone, only its day counts."""
    if "/" in zone or zone == "UTC":
        return instants(text, zone)
    at = instants(text)
    local = pl.col("at_basis") == "assumed"
    return at.with_columns(
        at=pl.when(local).then(pl.col("at").dt.truncate("1d")).otherwise("at"),
        at_basis=pl.when(local).then(pl.lit("date_only")).otherwise("at_basis"),
    )


def without_zone(text: pl.Series) -> int:
    """The number of dates with a time of day but without a zone."""
    return int((instants(text)["at_basis"] == "assumed").sum())


def zone_problems(text: pl.Series, zone: str) -> tuple[Problem, ...]:
    """One problem for all times without a zone."""
    count = without_zone(text)
    if not count:
        return ()
    if "/" in zone or zone == "UTC":
        return (Problem("assumed-zone", ZONE_SENTENCE, {"count": count, "zone": zone}),)
    return (Problem("unknown-zone", DAY_SENTENCE, {"count": count}),)


def _named(text: pl.Series) -> pl.Series:
    """`5 January 2024` and `Jan 5, 2024, 9:05 PM` as `2024-01-05` and `2024-01-05 9:05 PM`."""
    low = pl.col("t").str.to_lowercase()
    first = low.str.extract_groups(rf"^(?P<m>{_MONTH})[a-z]*\.? (?P<d>\d{{1,2}}),? (?P<y>\d{{4}}),?(?P<rest>.*)$")
    second = low.str.extract_groups(rf"^(?P<d>\d{{1,2}}) (?P<m>{_MONTH})[a-z]*\.?,? (?P<y>\d{{4}}),?(?P<rest>.*)$")

    def iso(parts: pl.Expr) -> pl.Expr:
        part = parts.struct
        month = part.field("m").replace_strict(_NUMBERS, default=None, return_dtype=pl.String)
        day = pl.concat_str(part.field("y"), month, part.field("d").str.zfill(2), separator="-")
        return day + part.field("rest").str.to_uppercase()

    return text.to_frame("t").select(pl.coalesce(iso(first), iso(second), "t").alias(text.name)).to_series()
