"""Dates with the name of a month, in any of the languages of ``month_names``, with the month as a number."""

import polars as pl

from app.importers.month_names import MONTHS
from app.importers.shared.times.day_month_order import in_24_hours

YEARLESS = "--"  # before the month of a date whose year is not known, as ISO 8601 once had it
TURN = 70  # the first year of two digits that is one of 1900
_NAME = r"(?P<m>\p{L}{3,10})\.?"
_LATER = r"(?P<rest>(?:[,.]? .*)?)$"
_OF_MONTH, _OF_YEAR = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?", r"'?(?P<y>\d{4}|\d\d)"
_DAY_FIRST = rf"^{_OF_MONTH}\.?[ -]?(?:de )?{_NAME}(?:,?[ -](?:de )?{_OF_YEAR})?{_LATER}"
_MONTH_FIRST = rf"^{_NAME} {_OF_MONTH}(?:,? {_OF_YEAR})?{_LATER}"
_BEFORE_CLOCK = r"^[,.]? +(?:(?:at|um|à|alle|kl\.?|om) )?(\d{1,2}:)"
_NUMBERS = {name: f"{number:02}" for name, number in MONTHS.items()}


def with_numbers(text: pl.Series) -> pl.Series:
    """`5 January 2024`, `14-Mar-25`, `7 févr. 2026, 17:13` and `21 mrt.` as `2024-01-05`, `2025-03-14`,
    `2026-02-07 17:13` and `--03-21`; other texts stay as they are."""
    if not text.str.contains(r"\p{L}{3}").any():
        return text
    low = pl.col("t").str.to_lowercase()

    def iso(shape: str) -> pl.Expr:
        part = low.str.extract_groups(shape).struct
        month = part.field("m").replace_strict(_NUMBERS, default=None, return_dtype=pl.String)
        year = part.field("y").cast(pl.Int64)
        century = pl.when(part.field("y").str.len_bytes() > 2).then(0).when(year < TURN).then(2000).otherwise(1900)
        begin = pl.coalesce((year + century).cast(pl.String) + "-", pl.lit(YEARLESS))
        day = pl.concat_str(month, part.field("d").str.zfill(2), separator="-")
        return begin + day + part.field("rest").str.replace(_BEFORE_CLOCK, " $1").str.to_uppercase()

    plain = text.to_frame("t").select(pl.coalesce(iso(_DAY_FIRST), iso(_MONTH_FIRST), "t").alias(text.name)).to_series()
    return in_24_hours(plain)
