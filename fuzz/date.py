"""Dates: any text gives an instant between 1990 and 2101 or none, never an error."""

from datetime import UTC, datetime

import polars as pl

from app.importers.shared.times.dates import instants
from app.importers.shared.times.day_month_order import day_order_problems, plain_days
from app.importers.shared.times.written_dates import mapped_instants, normalised_dates

SEEDS = [
    one.encode()
    for one in (
        "2026-03-03T04:05:06Z", "2026/3/3 4:05", "2026年3月3日（火）", "03/04/2026 9:05 PM",
        "Mar 3, 2026, 4:05:06 AM UTC",
        "3 March 2026", "20260303", "2026-03-03T04:05:06Z and 2026-03-04T04:05:06Z", "31.12.2026", "２０２６／３／３",
    )
]  # fmt: skip
_FROM, _TO = datetime(1990, 1, 1, tzinfo=UTC), datetime(2101, 1, 2, tzinfo=UTC)


def fuzz_one(data: bytes) -> None:
    """Every line is one cell."""
    text = pl.Series("date", data.decode("utf-8", "replace").split("\n"), pl.String)
    plain = plain_days(text)
    day_order_problems(text, plain)
    for at in (instants(plain, "Asia/Tokyo"), mapped_instants(normalised_dates(text, text, "day"), "Europe/London")):
        known = at["at"].drop_nulls()
        assert at.height == len(text)
        assert all(_FROM <= when <= _TO for when in known)
        assert (at["at"].is_null() == at["at_basis"].is_null()).all()
