"""The minimum distance between the populations of two countries (``countries.csv``: see app/data/README.md)."""

from functools import cache
from pathlib import Path

import polars as pl

COUNTRIES_FILE = Path(__file__).parent / "countries.csv"
EARTH_RADIUS_KM = 6371
LOCATION_MARGIN_KM = 100  # on each side, for the error in locating an address


@cache
def _countries() -> pl.DataFrame:
    schema = {"country": pl.String, "latitude": pl.Float64, "longitude": pl.Float64, "radius_km": pl.Int64}
    read = pl.read_csv(COUNTRIES_FILE, schema=schema)
    return read.select(
        "country", lat=pl.col("latitude").radians(), lon=pl.col("longitude").radians(), radius="radius_km"
    )


def kilometres(pairs: pl.DataFrame) -> pl.DataFrame:
    """``pairs`` (``country``, ``other``) with ``km``: the distance of the two centres less both radii and margins,
    at least 0; null where a country is not known."""
    here = _countries()
    there = here.rename({"country": "other", "lat": "lat2", "lon": "lon2", "radius": "radius2"})
    both = pairs.join(here, on="country", how="left", maintain_order="left")
    both = both.join(there, on="other", how="left", maintain_order="left")
    lat, lon = (pl.col("lat2") - pl.col("lat")) / 2, (pl.col("lon2") - pl.col("lon")) / 2
    chord = lat.sin() ** 2 + pl.col("lat").cos() * pl.col("lat2").cos() * lon.sin() ** 2
    centres = 2 * EARTH_RADIUS_KM * chord.clip(0, 1).sqrt().arcsin()
    least = (centres - pl.col("radius") - pl.col("radius2") - 2 * LOCATION_MARGIN_KM).clip(lower_bound=0)
    return both.select(*pairs.columns, km=least)
