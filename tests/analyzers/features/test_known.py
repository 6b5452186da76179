"""What the owner's answers explain: trips."""

import polars as pl

from analyzers.events.owner import Owner
from analyzers.features import known
from tests.analyzers.sign_in_rows import DAY, START


def test_a_day_before_and_after_a_trip_belongs_to_it() -> None:
    """The day before and after a journey belong to it, because days are local."""
    owner = Owner.parse("trips: [{from: 2026-01-10, to: 2026-01-12, place: FR}]")
    days = pl.DataFrame({"country": ["FR"] * 7, "day": [(START + n * DAY).date() for n in range(7, 14)]})
    found = days.select(known.on_a_trip(pl.col("country"), pl.col("day"), owner)).to_series()
    assert found.to_list() == [False, True, True, True, True, True, False]
