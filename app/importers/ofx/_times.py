"""The times of OFX: `20240323`, `20240323153000.000[-3:GMT]` and what lies between."""

import polars as pl

_SHAPE = (
    r"^(?<day>\d{8})(?:(?<time>\d{6})(?:\.\d{1,6})?|\d{4})?\s*"
    r"(?:\[(?<sign>[+-]?)(?<hours>\d{1,2})(?:\.(?<part>\d{1,2}))?(?::[^\]]*)?\])?$"
)
# Where a bank knows only the day, it writes midnight or noon.
_NO_TIMES = ("000000", "120000")


def times(text: pl.Series) -> pl.DataFrame:
    """``at`` and ``at_basis``: `stated` where the file gives the zone, `assumed` to be UTC where it does not."""
    parts = text.str.extract_groups(_SHAPE).struct.unnest()
    day = pl.col("day").str.to_date("%Y%m%d", strict=False).cast(pl.Datetime("us"))
    moment = pl.concat_str("day", "time").str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False)
    fraction = pl.concat_str(pl.lit("0."), "part").cast(pl.Float64, strict=False).fill_null(0)
    hours = pl.col("hours").cast(pl.Int64) + fraction
    minutes = (hours * 60).round().cast(pl.Int64) * pl.when(pl.col("sign") == "-").then(-1).otherwise(1)
    alone = pl.col("time").is_null() | pl.col("time").is_in(_NO_TIMES)
    at = pl.when(alone).then(day).otherwise(moment - pl.duration(minutes=minutes.fill_null(0)))
    fine = at.is_between(pl.datetime(1990, 1, 1), pl.datetime(2101, 1, 1), closed="left")
    known = parts.select(pl.when(fine).then(at).dt.replace_time_zone("UTC").alias("at"), alone=alone, zoned="hours")
    basis = pl.when("alone").then(pl.lit("date_only")).when(pl.col("zoned").is_not_null()).then(pl.lit("stated"))
    return known.select("at", at_basis=pl.when(pl.col("at").is_not_null()).then(basis.otherwise(pl.lit("assumed"))))
