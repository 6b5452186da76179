"""The local day of each event: in the zone of its shop, else of the owner or the history, else UTC."""

import polars as pl

from analyzers.events.history import History


def days(frame: pl.DataFrame, history: History) -> pl.Series:
    """The day of each event of a frame with ``at``, ``at_basis`` and ``shop``. A date without a time is that day
    everywhere."""
    at, dated = pl.col("at"), pl.col("at_basis") == "date_only"
    moments = frame.select("at", dated=dated.fill_null(False), zone=zones(frame, history))
    day = at.dt.date()
    for name in moments["zone"].unique():
        local = at.dt.convert_time_zone(name).dt.date()
        day = pl.when((pl.col("zone") == name) & ~pl.col("dated")).then(local).otherwise(day)
    return moments.select(day=day)["day"]


def zones(frame: pl.DataFrame, history: History) -> pl.Series:
    """The IANA zone of each event of a frame with ``shop``."""
    known = {shop: history.zone_of(shop) for shop in frame["shop"].unique()}
    zone = pl.col("shop").replace_strict(known, default=history.zone_of(None), return_dtype=pl.String)
    return frame.select(zone=zone)["zone"]
