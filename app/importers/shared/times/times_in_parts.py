"""Days and times whose year, month, day, hour, minute and second are cells of their own."""

from collections.abc import Sequence

import polars as pl

from app.importers.shared.cells.columns import Cells, with_text


def joined_times(table: Cells, day: Sequence[str], clock: Sequence[str] = ()) -> Cells:
    """The same cells with `2026-04-02 09:05:00` under the first key of ``day``: only the day where a part of the time
    of day is missing, and only the first cell's own text where a part of the day is missing."""
    two = [pl.col(key).str.normalize("NFKC").str.extract(r"^(\d{1,2})$").str.zfill(2) for key in (*day[1:], *clock)]
    year = pl.col(day[0]).str.normalize("NFKC").str.extract(r"^(\d{4})年?$")
    whole = pl.concat_str(year, *two[:2], separator="-")
    second = whole + " " + pl.concat_str(*two[2:], separator=":") if clock else whole
    return with_text(table, **{day[0]: table.text.select(pl.coalesce(second, whole, day[0])).to_series()})
