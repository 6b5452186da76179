"""Dates as spreadsheet programs write them into a file that was opened and saved again: `7/25/2024 15:03`,
`25.07.2024`, `7/25/24 3:03 PM`, `45498.62719`."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from app.i18n import N_
from app.importers.shared.cells.columns import Cells, Fault
from app.importers.shared.times.dates import instants, zone_problem
from app.importers.shared.times.day_month_order import day_order_problems, in_24_hours, order_of, plain_days
from app.reader.table import FileProblem

SERIAL_SENTENCE = N_(
    "Dates in this file that are spreadsheet day numbers, such as “{cell}”: {count}. Each was read "
    "as such. The file as it was delivered, not a copy saved again, has the exact times."
)
_SERIAL = r"^[3-7][0-9]{4}(\.[0-9]{1,12})?$"  # 1982 to 2119
_SHORT_YEAR = r"^([0-9]{1,2}/[0-9]{1,2}/)([0-9]{2})(,? .*)?$"
_NOT_A_YEAR = r"^[0-9]{1,2}/(1[3-9]|2[0-9]|3[01])/[0-9]{2}\b"


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of one column: ``at`` has the columns of ``instants``; ``unread`` is true where the text is not a date.
    It is false where the text could be one of two days."""

    at: pl.DataFrame
    unread: pl.Series


def dates(
    table: Cells, keys: Sequence[str], keep: pl.Series, zone: str = "UTC"
) -> tuple[dict[str, Dates], list[Fault | FileProblem]]:
    """The dates under each of ``keys``, and the problems of those in the rows ``keep``: an assumed zone, an inferred or
    doubtful order of day and month, numbers that count days. The order is inferred from the dates of all these columns
    together."""
    moments = {key: instants(table[key], zone) for key in keys}
    odd = {key: _odd(table[key], frame["at"]) for key, frame in moments.items()}
    every = pl.concat(odd.values())
    date_problems: list[Fault | FileProblem] = []
    unread = {key: odd[key].is_not_null() for key in keys}
    if every.null_count() < len(every):
        seen = _long_years(every)
        order = order_of(*(_long_years(column) for column in odd.values()))
        plain = {key: plain_days(_long_years(odd[key]), seen, order) for key in keys}
        for key in keys:
            more = instants(_counted(in_24_hours(plain[key])), zone)
            moments[key] = moments[key].select(pl.coalesce(name, more[name]) for name in more.columns)
            unread[key] = plain[key].is_not_null() & moments[key]["at"].is_null()
        kept = pl.concat([keep] * len(keys))
        date_problems += day_order_problems(seen.filter(kept), pl.concat(plain.values()).filter(kept))
        date_problems += _serials(every.filter(kept))
    assumed = pl.concat([frame.filter(keep) for frame in moments.values()])
    return {key: Dates(moments[key], unread[key]) for key in keys}, [*date_problems, *zone_problem(assumed, zone)]


def _odd(text: pl.Series, at: pl.Series) -> pl.Series:
    """The texts that were not read as dates so far, in plain digits; null for the others."""
    if not (text.is_not_null() & at.is_null()).any():
        return pl.repeat(None, len(text), dtype=pl.String, eager=True).alias("text")
    short = pl.when(pl.col("text").str.len_bytes() <= 60).then("text").str.normalize("NFKC").str.strip_chars(" '")
    plain = pl.when(pl.col("at").is_null()).then(pl.coalesce(short, "text"))
    return pl.DataFrame({"text": text, "at": at}).select(plain.alias("text")).to_series()


def _long_years(text: pl.Series) -> pl.Series:
    """`7/25/24 15:03` as `7/25/2024 15:03` where a number above 12 in the middle of a date shows that the year cannot
    come first."""
    if not text.str.contains(_NOT_A_YEAR).any():
        return text
    return text.str.replace(_SHORT_YEAR, "${1}20$2$3")


def _counted(text: pl.Series) -> pl.Series:
    """`45498.62719` as `2024-07-25 15:03:09`, `45498` as `2024-07-25`; other texts as they are."""
    number = pl.when(pl.col("text").str.contains(_SERIAL)).then("text").cast(pl.Float64)
    at = pl.datetime(1899, 12, 30) + pl.duration(seconds=(number * 86_400).round().cast(pl.Int64))
    whole = ~pl.col("text").str.contains(".", literal=True)
    day = pl.when(whole).then(at.dt.strftime("%Y-%m-%d")).otherwise(at.dt.strftime("%Y-%m-%d %H:%M:%S"))
    return text.to_frame("text").select(pl.coalesce(day, "text")).to_series()


def _serials(text: pl.Series) -> tuple[FileProblem, ...]:
    numbers = text.filter(text.str.contains(_SERIAL).fill_null(False))
    if not len(numbers):
        return ()
    values = {"count": len(numbers), "cell": numbers[0]}
    return (FileProblem("serial-date", SERIAL_SENTENCE, values),)
