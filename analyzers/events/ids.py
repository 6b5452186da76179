"""Stable ids of events, and the other places of merged events."""

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from analyzers.events.history import History
from analyzers.events.marks import Ref
from analyzers.events.merge import NUMBERED, key, numbered_keys
from analyzers.events.schemas import KEYS

Ids = Mapping[Ref, str]


def event_ids(history: History, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The stable id of each event: a hash of its key and of its number among events with an equal key."""
    rows: dict[str, set[int]] = {}
    for ref in refs:
        rows.setdefault(ref.table, set()).add(ref.row)
    ids = {}
    for table, wanted in rows.items():
        events = history.tables[table]
        by = "order_id" if "order_id" in KEYS[table] and table != "ledger" else "at"
        some = events.select("row", by).filter(pl.col("row").is_in(sorted(wanted)))[by].unique()
        near = events.filter(pl.col(by).is_in(some.implode(), nulls_equal=True))
        parts = numbered_keys(near, table)
        for row, *values in parts.filter(pl.col("row").is_in(sorted(wanted))).iter_rows():
            ids[Ref(table, row)] = hashed(table, *values)
    return ids


def former_event_ids(history: History, refs: Iterable[Ref]) -> dict[Ref, tuple[str, ...]]:
    """Other ids by which refunds may be known: the ids of their single records. Records were separate events before
    their numbers were read, and still are where only one of the files is handed in."""
    former: dict[Ref, dict[str, None]] = {}
    for table in NUMBERED:
        merged_away = history.merged_away[table]
        wanted = {ref.row for ref in refs if ref.table == table}.intersection(merged_away["row"])
        if not wanted:
            continue
        records = history.records(table)
        orders = records.filter(pl.col("row").is_in(sorted(wanted)))["order_id"].unique()
        near = records.filter(pl.col("order_id").is_in(orders.implode())).sort("line", "record", "row")
        parts = near.select("row", "upload", "path", *key(table)).drop("_k_shop")
        names = parts.columns[3:]
        parts = parts.with_columns(number=pl.int_range(pl.len()).over("upload", "path", *names))
        for row, *values in parts.filter(pl.col("row").is_in(sorted(wanted))).drop("upload", "path").iter_rows():
            former.setdefault(Ref(table, row), {})[hashed(table, *values)] = None
    return {ref: tuple(ids) for ref, ids in former.items()}


def event_id(key: str) -> str:
    """The stable id of the event whose entry has this key (``analyzers.book.entries``)."""
    return hashed(key)


def hashed(*parts: Any) -> str:
    """The first 32 hexadecimal digits of a SHA-256 hash over the parts; null counts as an empty text."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]


def elsewhere(history: History, ids: Ids) -> dict[Ref, tuple[tuple[str, int], ...]]:
    """The places (path, line) of merged records of the events that ``ids`` names."""
    places_of: dict[Ref, list[tuple[str, int]]] = {}
    for table, merged_away in history.merged_away.items():
        rows = [ref.row for ref in ids if ref.table == table] if merged_away.height else []
        if rows:
            records = merged_away.filter(pl.col("row").is_in(rows)).select("row", "path", "line")
            for row, path, line in records.iter_rows():
                places_of.setdefault(Ref(table, row), []).append((path, line))
    return {ref: tuple(dict.fromkeys(places)) for ref, places in places_of.items()}
