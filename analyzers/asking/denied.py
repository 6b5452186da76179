"""The runs of events that the owner says are not theirs."""

from collections.abc import Collection

import polars as pl

from analyzers.asking.state import Recognition
from analyzers.book.entries import Units
from analyzers.thresholds.spans import EPISODE

PAUSE = EPISODE  # a longer pause ends a run


def runs(recognition: Recognition, without: Collection[int | None] = ()) -> list[pl.DataFrame]:
    """The denied units as runs (groups of close days), oldest first, each unit with ``also`` (structs of path and
    line), its other places. Events without a time are one run; the units in ``without`` are left out."""
    foreign = [unit for unit, answer in recognition.answers.items() if answer == "not_mine" and unit not in without]
    rows = with_places(recognition.units).filter(pl.col("unit").is_in(foreign)).sort("at", "unit", nulls_last=True)
    begins = (pl.col("at") - pl.col("at").shift() > PAUSE).fill_null(False) | pl.col("at").is_null().ne(
        pl.col("at").shift().is_null()
    ).fill_null(False)
    return rows.with_columns(run=begins.cum_sum()).partition_by("run", maintain_order=True)


def with_places(units: Units) -> pl.DataFrame:
    """The units with ``also``, the places of the records that repeat them."""
    places = units.copies.group_by("unit", maintain_order=True).agg(also=pl.struct("path", "line"))
    return units.frame.join(places, on="unit", how="left", maintain_order="left")
