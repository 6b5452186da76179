"""The runs of events that the owner, after a second look, says are not theirs."""

from datetime import timedelta
from itertools import groupby

import polars as pl

from analyzers.events.facts import Ref
from analyzers.recognition.recognise import Recognition

PAUSE = timedelta(days=3)  # a longer pause ends a run


def runs(found: Recognition) -> list[tuple[Ref, ...]]:
    """The events of each run, oldest first; events without a time are a run of their own."""
    confirmed = {
        unit for one in found.questions if one.stage == "second_look" and one.answer == "not_mine" for unit in one.units
    }
    rows = found.frame.filter(pl.col("unit").is_in(list(confirmed))).sort("at", "unit", nulls_last=True)
    begins = (pl.col("at") - pl.col("at").shift() > PAUSE).fill_null(False) | pl.col("at").is_null().ne(
        pl.col("at").shift().is_null()
    ).fill_null(False)
    numbered = rows.with_columns(run=begins.cum_sum()).select("run", "table", "row")
    return [
        tuple(Ref(table, row) for _, table, row in some)
        for _, some in groupby(numbered.iter_rows(), key=lambda one: one[0])
    ]
