"""The times of PayPal's activity: a day, a time of day and a zone, each in a cell of its own."""

import polars as pl

from app.importers.shared.cells.columns import Cells
from app.importers.shared.times.dates import instants, zone_problem
from app.importers.shared.times.day_month_order import day_order_problems, order_of, plain_days
from app.reader.table import FileProblem

# Short names of zones as PayPal writes them. `CST` and `IST` mean several zones and are left out.
_OFFSETS = {
    "UTC": "+00:00",
    "GMT": "+00:00",
    "JST": "+09:00",
    "PST": "-08:00",
    "PDT": "-07:00",
    "MST": "-07:00",
    "MDT": "-06:00",
    "CDT": "-05:00",
    "EST": "-05:00",
    "EDT": "-04:00",
    "BST": "+01:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "MEZ": "+01:00",
    "MESZ": "+02:00",
    "EET": "+02:00",
    "EEST": "+03:00",
    "AEST": "+10:00",
    "AEDT": "+11:00",
    "HKT": "+08:00",
    "SGT": "+08:00",
}
# By the folded name of the column: the zone of files whose rows do not state one, else Japan's.
_ZONES = {
    "zeitzone": "Europe/Berlin",
    "fusoorario": "Europe/Rome",
    "zonahoraria": "Europe/Madrid",
    "fuseauhoraire": "Europe/Paris",
}
_DAY_FIRST = ("fusoorario", "zonahoraria", "fuseauhoraire")  # languages in which the day comes first


def times(table: Cells, seen: pl.Series, column: str) -> tuple[pl.DataFrame, pl.Series, tuple[FileProblem, ...]]:
    """``at`` and ``at_basis`` of the rows, which of them have an ambiguous day, and the problems of days and zones.

    Where a zone is missing or ambiguous, the zone of the file's language is taken and called ``assumed``; ``column`` is
    the folded name of the column of zones. ``seen`` are the dates of the first rows of the file, which may show the
    order of day and month; otherwise the language decides.
    """
    known = column in _DAY_FIRST and order_of(table["date"], seen, by_rows=False) is None
    day = plain_days(table["date"], seen, "day" if known else None)
    order_problems = () if known else day_order_problems(table["date"], day, seen)
    plain = day.str.replace(r"^(\d{4})/(\d{1,2})/(\d{1,2})$", "$1-$2-$3")
    zone = table["zone"].str.to_uppercase()
    offset = zone.replace_strict(_OFFSETS, default=None, return_dtype=pl.String)
    offset = offset.fill_null(zone.str.extract(r"^(?:GMT|UTC) ?([+-]\d{2}:\d{2})$"))
    local = pl.DataFrame({"day": plain, "time": table["time"], "offset": offset})
    text = pl.concat_str("day", pl.lit(" "), "time")
    stated = local.select(pl.coalesce(pl.concat_str(text, "offset"), text, "day")).to_series()
    assumed = _ZONES.get(column, "Asia/Tokyo")
    at = instants(stated, assumed)
    regions = table["zone"].str.extract(r"^([A-Z][A-Za-z]+/[A-Za-z_/]+)$")
    for region in regions.unique().drop_nulls():
        here = (regions == region).fill_null(False).arg_true()
        at = _in_region(at, stated, here, str(region))
    doubt = table["date"].is_not_null() & day.is_null()
    return at, doubt, order_problems + zone_problem(at, assumed)


def _in_region(at: pl.DataFrame, text: pl.Series, here: pl.Series, region: str) -> pl.DataFrame:
    """The rows ``here`` read as times of a region of the world that the file itself names."""
    try:
        local = instants(text[here], region)
    except pl.exceptions.ComputeError:  # no such region
        return at
    basis = local["at_basis"].replace("assumed", "stated")
    return pl.DataFrame({"at": at["at"].scatter(here, local["at"]), "at_basis": at["at_basis"].scatter(here, basis)})
