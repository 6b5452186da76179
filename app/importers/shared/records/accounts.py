"""What the files of most services have in common: rows of sign-ins, and rows of changes to an account."""

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, problems
from app.importers.shared.cells.network import addresses
from app.importers.shared.times.dates import zone_problem
from app.importers.shared.times.resaved_dates import dates
from app.reader.table import FileProblem, Head

LOGINS = ("account", "country_stated", "region", "city", "agent", "activity")


def logins(
    table: Cells,
    service: str,
    *,
    at: pl.DataFrame | None = None,
    zone: str = "UTC",
    keep: pl.Series | None = None,
    **columns: pl.Series,
) -> Events:
    """One ``logins`` event a row that is not empty, of ``keep`` where it is given.

    The keys of ``table`` are ``date``, ``ip`` and the names of event columns, as far as the file has them; ``columns``
    replace them. ``at`` is worked out from ``date`` (with the zone assumed where none is stated) unless given.
    """
    at, keep, ip, row_problems = _common(table, at, zone, keep)
    optional = {name: table[name] for name in LOGINS if name in table.text.columns}
    rows = at.with_columns(line=table.lines, service=pl.lit(service), ip=ip).with_columns(**optional)
    return Events({"logins": rows.with_columns(**columns).filter(keep)}, row_problems)


def used(orders: pl.DataFrame, service: str) -> pl.DataFrame:
    """``logins`` events of orders that state an IP address: a buyer is signed in."""
    names = [name for name in ("line", "at", "at_basis", "ip", "agent", "country_stated") if name in orders.columns]
    return orders.select(*names, service=pl.lit(service), activity=pl.lit("purchase"))


def changes(
    table: Cells,
    service: str,
    kind: str | pl.Series,
    what: pl.Series | None,
    *,
    at: pl.DataFrame | None = None,
    zone: str = "UTC",
    keep: pl.Series | None = None,
    removed: pl.Series | None = None,
) -> Events:
    """One ``changes`` event a row that is not empty, of ``keep`` where it is given; ``date`` and ``ip`` as above."""
    at, keep, ip, row_problems = _common(table, at, zone, keep)
    rows = at.with_columns(line=table.lines, service=pl.lit(service), ip=ip)
    rows = rows.with_columns(kind=pl.lit(kind) if isinstance(kind, str) else kind)
    if what is not None:
        rows = rows.with_columns(what=what)
    if removed is not None:
        rows = rows.with_columns(removed=removed)
    return Events({"changes": rows.filter(keep)}, row_problems)


def joined(table: Cells, *keys: str, between: str = " ") -> pl.Series:
    """The cells of several keys as one text, null where all of them are."""
    text = table.text.select(_=pl.concat_str(*keys, separator=between, ignore_nulls=True))["_"]
    return text.set(text == "", None)


def above(head: Head) -> frozenset[int]:
    """The lines above the header, where a format is known to have notes (see ``Events.explained``)."""
    return frozenset(line for line, _ in head.above)


def all_empty(table: Cells) -> pl.Series:
    """True for rows that hold nothing under any of the keys."""
    filled = [column for column in table.raw.iter_columns() if column.null_count() < len(column)]
    if not filled:
        return pl.repeat(True, table.raw.height, dtype=pl.Boolean, eager=True)
    return pl.DataFrame(filled).select(pl.all_horizontal(pl.all().fill_null("") == "")).to_series()


def _common(
    table: Cells, at: pl.DataFrame | None, zone: str, keep: pl.Series | None
) -> tuple[pl.DataFrame, pl.Series, pl.Series, tuple[FileProblem, ...]]:
    empty = all_empty(table)
    keep = ~empty if keep is None else keep & ~empty
    date_problems: list[Fault | FileProblem] = []
    if at is None:
        when, date_problems = dates(table, ("date",), keep, zone)
        at, unread = when["date"].at, when["date"].unread
    else:
        unread = table["date"].is_not_null() & at["at"].is_null()
        date_problems += zone_problem(at.filter(keep), zone)
    none = pl.repeat(None, len(keep), dtype=pl.String, eager=True)
    stated = table["ip"] if "ip" in table.text.columns else none
    ip = addresses(stated)
    faults: list[Fault | FileProblem] = [
        Fault("empty-row", "date", empty),
        Fault("bad-date", "date", keep & unread),
        Fault("no-date", "date", keep & table["date"].is_null() & at["at"].is_null()),
        *date_problems,
    ]
    if "ip" in table.text.columns:
        faults.append(Fault("bad-address", "ip", keep & stated.is_not_null() & ip.is_null()))
    return at, keep, ip, problems(table, faults)
