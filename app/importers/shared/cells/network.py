"""Text to internet addresses."""

import polars as pl

_PART = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
V4 = rf"(?:{_PART}\.){{3}}{_PART}"
V6 = r"[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:\.\d{1,3}){0,3}"
ADDRESS = rf"^(?:{V4}|{V6})$"


def addresses(text: pl.Series) -> pl.Series:
    """The cells that are an internet address of either kind; null for all others."""
    return text.to_frame("ip").select(pl.when(pl.col("ip").str.contains(ADDRESS)).then("ip")).to_series()
