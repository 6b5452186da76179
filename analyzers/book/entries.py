"""Every event of the buyer as a unit of exactly one question, with the copies of it that other files hold.

A unit is one event: a line of an order, a refund, an entry of a balance, a payment, a sign-in, a change. A copy is an
event that only repeats another one: the use of a balance for an order in the files, its payment, its return. A copy is
tied to its unit, and its money does not count.
"""

from collections.abc import Collection
from typing import NamedTuple

import polars as pl

from analyzers.book import accesses, losses, movements, purchases
from analyzers.events.days import days, zones
from analyzers.events.history import History
from analyzers.events.marks import Money, Ref
from analyzers.events.merge import numbered_keys
from analyzers.events.schemas import Row
from analyzers.events.statuses import open_status

# ``thing`` is shared by units that are one thing to the owner (the lines of an order); ``group`` by all units of one
# question (its key); ``former``: the group under which an earlier version asked about it, where that was another;
# ``single``: whether the question is about this one thing; ``what`` and ``more`` describe it.
SCHEMA = pl.Schema(
    {
        "table": pl.String(),
        "row": pl.UInt32(),
        "kind": pl.String(),
        "group": pl.String(),
        "former": pl.String(),
        "thing": pl.String(),
        "single": pl.Boolean(),
        "minor": pl.Int64(),
        "currency": pl.String(),
        "at": pl.Datetime("us", "UTC"),
        "at_basis": pl.String(),
        "shop": pl.String(),
        "what": pl.String(),
        "more": pl.String(),
        "name": pl.String(),
        "card": pl.String(),
    }
)
PLACES = ("upload", "path", "line", "record")
# What else a page or a finding says of an event, as its table has it. The ``minor`` of a payment that does not count is
# 0; ``amount_minor`` is what its file says.
DETAILS = {
    "order_id": pl.String(),
    "item_id": pl.String(),
    "address": pl.String(),
    "mail": pl.String(),
    "status": pl.String(),
    "amount_minor": pl.Int64(),
    "agent": pl.String(),
    "country": pl.String(),
    "country_stated": pl.String(),
}


class Units(NamedTuple):
    """``frame``: one row for each unit (``SCHEMA``) with its place in the files, its ``DETAILS``, its ``cost``
    (``losses.cost``), whether its order is ``unshipped``, its local ``day`` and its ``zone``, its stable ``key`` (of
    which the id of the event is made) and ``marked``; ``copies``: the places of the repeated records, with the ``unit``
    that they repeat, and of a pending payment that was booked its own ``key``, by which answers about it are found;
    ``sellers``: whether the files hold a seller's events, which are no units; ``arrivals``: what came
    back to the owner (``losses.ARRIVALS``)."""

    frame: pl.DataFrame
    copies: pl.DataFrame
    sellers: bool
    arrivals: pl.DataFrame


def money(unit: Row) -> Money | None:
    """The amount of a unit with the sign that it has in its file, where the use of a balance is negative; null where no
    amount is known, or it does not count."""
    minor, currency = unit["minor"], unit["currency"]
    if minor is None or not currency or open_status(unit["table"], unit):
        return None
    return Money(-minor if unit["kind"] == "balance_use" else minor, currency)


def units(history: History, marked: Collection[Ref]) -> Units:
    """The units of a history, in the order of its tables. ``marked`` are the events of alarms and proofs."""
    tied = movements.copies(history)
    alarmed = _alarmed(marked, tied)
    parts = (
        purchases.orders(history, alarmed),
        *movements.units(history, tied, alarmed),
        accesses.logins(history),
        accesses.changes(history),
    )
    rows = pl.concat([_conformed(part) for part in parts])
    rows = rows.join(alarmed, on=["table", "row"], how="left", maintain_order="left").with_columns(
        pl.col("marked").fill_null(False)
    )
    rows = _with_places(rows.with_row_index("unit"), history)
    keys = _keys(history)
    rows = rows.with_columns(day=days(rows, history), zone=zones(rows, history)).join(
        keys, on=["table", "row"], how="left", maintain_order="left"
    )
    sellers = any((history.tables[table]["role"] == "seller").any() for table in ("orders", "refunds", "returns"))
    arrived = losses.arrivals(history, tied, rows.select("table", "row", "unit"))
    return Units(rows, _copies(history, tied, rows, keys), sellers, arrived)


def _conformed(part: pl.DataFrame) -> pl.DataFrame:
    """The units of some tables with all columns. Only sign-ins have a former group."""
    known = part if "former" in part.columns else part.with_columns(former=pl.lit(None, pl.String))
    return known.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _alarmed(marked: Collection[Ref], tied: pl.DataFrame) -> pl.DataFrame:
    """(table, row, marked) of the events of alarms and proofs, and of the units that such an event only repeats."""
    some = pl.DataFrame(
        [(ref.table, ref.row) for ref in set(marked)], schema={"table": pl.String, "row": pl.UInt32}, orient="row"
    )
    repeated = tied.join(some, on=["table", "row"], how="semi").select(table="of_table", row="of_row")
    return pl.concat([some, repeated]).unique().with_columns(marked=pl.lit(True))


def _keys(history: History) -> pl.DataFrame:
    """(table, row, key): a text that identifies each event in every export, with its number among equal events. The
    hash of the key is the id of the event (``analyzers.findings.ids.event_ids``)."""
    parts_with_keys = [history.bought["orders"].select("row", table=pl.lit("orders"), key=pl.lit("")).clear()]
    for table, events in history.bought.items():
        parts = numbered_keys(events, table)
        texts = (_as_text(name, parts.schema[name]).fill_null("") for name in parts.columns[1:])
        text = pl.concat_str(pl.lit(table), *texts, separator="\x1f")
        parts_with_keys.append(parts.select("row", table=pl.lit(table), key=text))
    return pl.concat(parts_with_keys)


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    """A part of a key as Python prints it."""
    if kind == pl.Datetime:
        return pl.format("{}+00:00", pl.col(name).dt.strftime("%Y-%m-%d %H:%M:%S%.f"))
    if kind == pl.Boolean:
        return pl.when(pl.col(name)).then(pl.lit("True")).when(~pl.col(name)).then(pl.lit("False"))
    return pl.col(name).cast(pl.String)


def _with_places(rows: pl.DataFrame, history: History) -> pl.DataFrame:
    """The units with the position of their record in the files, and their details."""
    some = [
        events.select(
            pl.lit(table).alias("table"),
            "row",
            *PLACES,
            *(
                pl.col(name) if name in events.columns else pl.lit(None, kind).alias(name)
                for name, kind in DETAILS.items()
            ),
            unshipped=_unshipped() if table == "orders" else pl.lit(False),
            cost=losses.cost(table),
        )
        for table, events in history.bought.items()
        if events.height
    ]
    if not some:
        schema = history.tables["orders"].schema
        empty = {name: schema[name] for name in PLACES} | DETAILS | {"unshipped": pl.Boolean(), "cost": pl.Int64()}
        return rows.with_columns(pl.lit(None, kind).alias(name) for name, kind in empty.items())
    return rows.join(pl.concat(some), on=["table", "row"], how="left", maintain_order="left")


def _unshipped() -> pl.Expr:
    """Whether an order was not sent yet, as the engine sees it too."""
    return (pl.col("shipped") == False).fill_null(False) & (pl.col("status") != "cancelled").fill_null(True)  # noqa: E712


def _copies(history: History, tied: pl.DataFrame, rows: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """(unit, *PLACES, key) of every record that repeats a unit: of other files, and of the events tied to it."""
    index = rows.select("table", "row", "unit")
    root = tied.join(index, left_on=["of_table", "of_row"], right_on=["table", "row"]).select("table", "row", "unit")
    pending = history.bought["payments"].filter((pl.col("status") == "pending").fill_null(False)).select("row")
    theirs = keys.filter(pl.col("table") == "payments").join(pending, on="row", how="semi")
    root = root.join(theirs, on=["table", "row"], how="left", maintain_order="left")
    index = index.with_columns(key=pl.lit(None, pl.String))
    records = [rows.clear().select("unit", *PLACES, "key")]
    records += (
        _places_of(repeated, table).join(pl.concat([index, root]), on=["table", "row"]).select("unit", *PLACES, "key")
        for table, repeated in history.merged_away.items()
        if repeated.height
    )
    records += (
        _places_of(events, table).join(root, on=["table", "row"]).select("unit", *PLACES, "key")
        for table, events in history.bought.items()
        if events.height
    )
    return pl.concat(records)


def _places_of(events: pl.DataFrame, table: str) -> pl.DataFrame:
    return events.select("row", *PLACES, table=pl.lit(table))
