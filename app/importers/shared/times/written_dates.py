"""Dates as people and their banks write them, brought into the forms that ``shared.dates`` reads."""

from collections.abc import Mapping

import polars as pl

from app.i18n import N_
from app.importers.shared.times.dates import ZONE_SENTENCE, instants
from app.importers.shared.times.day_month_order import Order, in_24_hours, plain_days
from app.importers.shared.times.japanese_dates import plain_japanese
from app.importers.shared.times.named_months import TURN, YEARLESS, with_numbers
from app.reader.table import FileProblem

ORDERS: dict[str, Order] = {"day": "day", "month": "month"}
DAY_SENTENCE = N_(
    "Times in this file that do not state their time zone: {count}. Because you did not choose "
    "one, only the day of each counts."
)
_CLOCK = r"(?P<rest>(?:,? +\d{1,2}:.*)?)"
_SHORT = (
    r"^(?:(?P<a>\d\d)(?P<b>\d\d)(?P<c>\d\d)|(?P<d>\d{1,2})[/.-](?P<e>\d{1,2})[/.-](?P<f>\d\d)"
    rf"|(?P<g>\d{{1,2}})(?P<point>[/. -])(?P<h>\d{{1,2}})\.?|(?P<m>\d{{1,2}})月 ?(?P<n>\d{{1,2}})日){_CLOCK}$"
)
_IN_JAPANESE = "[(（][月火水木金土日]"  # a weekday, beside which the day always comes last
_WAYS: Mapping[str, tuple[str, str, str]] = {"day": ("z", "y", "x"), "month": ("z", "x", "y"), "year": ("x", "y", "z")}


def normalised_dates(text: pl.Series, seen: pl.Series, order: str) -> pl.Series:
    """The dates with year, month and day in this order; null where day, month and year are in doubt. Days whose year is
    not known are written as ``--03-14``.

    ``seen`` holds more dates of the table; ``order`` (`day` | `month` | `year`) is the person's answer: what comes
    first.
    """
    text, seen = _years_in_full(text), _years_in_full(seen)
    written = _in_full(text, seen, order)
    return in_24_hours(with_numbers(plain_days(written, _in_full(seen, text, order), ORDERS.get(order))))


def short_years(text: pl.Series) -> pl.Series:
    """`260503`, `26/05/03`, `05/03(日)` and days with the names of months, with the year (or ``--``) first, as they are
    written where the year comes first. Other texts stay as they are."""
    return in_24_hours(with_numbers(_in_full(_years_in_full(text), text.clear(), "year")))


def _in_full(text: pl.Series, seen: pl.Series, order: str) -> pl.Series:
    """`250314`, `14/03/25`, `03/14` and `3月14日` with the year (or ``--``) first; null where the order of the numbers
    is in doubt. Other texts stay as they are.

    The order is the person's, else the only one in which all of these dates are dates.
    """
    if not len(text):
        return text
    plain = plain_japanese(text)
    rows = _numbers(plain, text)
    if rows["x"].null_count() == len(text):
        return plain
    every = pl.concat([rows, _numbers(plain_japanese(seen), seen)]).filter(pl.col("x").is_not_null())
    frame = plain.to_frame("t").with_columns(rows)
    iso: pl.Expr = pl.lit(None, pl.String)
    for short in (True, False):  # with a year of two digits, and without one
        mine = pl.col("z").is_not_null() if short else pl.col("z").is_null()
        some = every.filter(mine)
        ways = [way for way in _WAYS if short or way != "year"]
        fitting = [way for way in ways if some.filter(~pl.col("japanese")).select(_fits(way).all()).item()]
        chosen = ("month" if order == "year" and not short else order) or (fitting[0] if len(fitting) == 1 else "")
        sure = pl.when("japanese").then(pl.lit("year" if short else "month"))
        way = sure.when(pl.lit(not short) & (pl.col("point") == ".")).then(pl.lit("day")).otherwise(pl.lit(chosen))
        for name in ways:
            iso = pl.when(mine & (way == name)).then(_iso(name, short)).otherwise(iso)
    number = pl.col("x").is_not_null()
    return frame.select(pl.when(number).then(iso).otherwise("t").alias(text.name)).to_series()


def _numbers(plain: pl.Series, written: pl.Series) -> pl.DataFrame:
    """The numbers ``x``, ``y`` and ``z`` (null without a year) of such dates in their order, ``point`` (what separates
    those without a year), whether the text is ``japanese``, and its ``rest``."""
    part = plain.to_frame("t").select(pl.col("t").str.extract_groups(_SHORT).alias("part")).unnest("part")
    sure = pl.col("m").is_not_null() | pl.Series(written.str.contains(_IN_JAPANESE).fill_null(False))
    return part.select(
        x=pl.coalesce("a", "d", "g", "m").cast(pl.Int64),
        y=pl.coalesce("b", "e", "h", "n").cast(pl.Int64),
        z=pl.coalesce("c", "f").cast(pl.Int64),
        point="point",
        japanese=sure,
        rest="rest",
    )


def _fits(way: str) -> pl.Expr:
    _, month, day = _WAYS[way]
    return pl.col(month).is_between(1, 12) & pl.col(day).is_between(1, 31)


def _iso(way: str, short: bool) -> pl.Expr:
    """The date with the year first, where the numbers are a date in this order; else as it was written."""
    year, month, day = _WAYS[way]
    whole = pl.when(pl.col(year) < TURN).then(pl.col(year) + 2000).otherwise(pl.col(year) + 1900).cast(pl.String)
    parts = [pl.col(name).cast(pl.String).str.zfill(2) for name in (month, day)]
    begin = whole + "-" if short else pl.lit(YEARLESS)
    written = begin + pl.concat_str(*parts, separator="-") + pl.col("rest")
    return pl.when(_fits(way)).then(written).otherwise("t")


def _years_in_full(text: pl.Series) -> pl.Series:
    """`3/14'25` and `3/ 4' 5`, as programs for personal finance write days of this century, as `3/14/2025`;
    `2025.03.14.`, as Hungarians write days, without the point at its end."""
    plain = pl.col("t").str.replace(r"^(\d{4}\.\d{1,2}\.\d{1,2})\.$", "$1")
    part = plain.str.extract_groups(r"^(\d{1,2})/ ?(\d{1,2})' ?(\d{1,2})$").struct
    year = pl.lit("20") + part.field("3").str.zfill(2)
    whole = pl.concat_str(part.field("1"), part.field("2"), year, separator="/")
    return text.to_frame("t").select(pl.coalesce(whole, plain).alias(text.name)).to_series()


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
    """The number of dates that have a time of day and no zone."""
    return int((instants(text)["at_basis"] == "assumed").sum())


def zone_problems(text: pl.Series, zone: str) -> tuple[FileProblem, ...]:
    """One problem for all times without a zone."""
    count = without_zone(text)
    if not count:
        return ()
    if "/" in zone or zone == "UTC":
        return (FileProblem("assumed-zone", ZONE_SENTENCE, {"count": count, "zone": zone}),)
    return (FileProblem("unknown-zone", DAY_SENTENCE, {"count": count}),)
