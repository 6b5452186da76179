"""Places that were the owner's until a day: orders that were sent there later are asked about separately."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from analyzers.asking.questions import number_of
from analyzers.book.entries import Units
from analyzers.book.groups import fortnight

PLACE_KINDS = ("receiver_place", "place")


def moved(units: Units, ends: Mapping[str, date]) -> Units:
    """The units, in which events after the last day at their place belong to questions about orders instead, like all
    orders that no answer about a place covers. ``ends``: the last day by the id of the question about a place."""
    if not ends:
        return units
    frame = units.frame
    places = frame.filter(pl.col("kind").is_in(PLACE_KINDS)).select("kind", "group").unique()
    last = [ends.get(number_of(kind, [group])) for kind, group in places.iter_rows()]
    days = places.with_columns(until=pl.Series(last, dtype=pl.Date))
    rows = frame.join(days, on=["kind", "group"], how="left", maintain_order="left")
    later = (pl.col("day") > pl.col("until")).fill_null(False)
    bundle = fortnight()
    rows = rows.with_columns(
        kind=pl.when(later).then(pl.lit("order")).otherwise("kind"),
        group=pl.when(later).then(pl.format("{}|{}", place_of(), bundle)).otherwise("group"),
        what=pl.when(later).then("name").otherwise("what"),
    )
    return units._replace(frame=rows.select(frame.columns))


def place_of() -> pl.Expr:
    """The recipient and place of an order: the group of a question about them. The group of a question about orders
    begins with the same text."""
    group = pl.col("group")
    return (
        pl.when(pl.col("kind") == "place")
        .then(pl.format("|{}", group))
        .when(pl.col("kind") == "order")
        .then(group.str.replace(r"\|[^|]*$", ""))
        .otherwise(group)
    )
