"""Stable ids of events and findings, and the other places of merged events."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, product
from typing import Any

import polars as pl

from analyzers.events.facts import Ref
from analyzers.events.history import History
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
    """The other ids by which refunds may be known: those of their records as events of their own, which they were
    before their numbers were read, and are where only one of the files is handed in."""
    former: dict[Ref, dict[str, None]] = {}
    for table in NUMBERED:
        rest = history.merged_away[table]
        wanted = {ref.row for ref in refs if ref.table == table}.intersection(rest["row"])
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


def hashed(*parts: Any) -> str:
    """The first 32 hexadecimal digits of a SHA-256 hash over the parts; null counts as an empty text."""
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]


# The ids that findings without trigger events had before their gaps had codes, by the code. Ids are permanent.
FORMER_IDS = {"only_digital": "073bc999488c8203844e"}


def gap_id(detector: str, code: str) -> str:
    """The stable id of a finding about a gap without trigger events: a hash of its detector and the gap's code."""
    return FORMER_IDS.get(code) or finding_id(detector, (code,))


def finding_id(detector: str, triggers: Sequence[str]) -> str:
    """The stable id of a finding: a hash of its detector and its trigger event ids."""
    return hashed(detector, *sorted(triggers))[:20]


MAX_FORMER_IDS = 256  # of one finding


def former_finding_ids(detector: str, triggers: Sequence[str], former: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """The ids that a finding had or would have with other ids of its triggers, of which ``former`` holds those of each
    trigger, in the same order."""
    if not any(former):
        return ()
    choices = ((trigger, *ids) for trigger, ids in zip(triggers, former, strict=True))
    every = dict.fromkeys(one for ids in former for one in ids)
    named = [*islice(product(*choices), MAX_FORMER_IDS), tuple(every)]
    own = finding_id(detector, triggers)
    return tuple(dict.fromkeys(name for one in named if (name := finding_id(detector, one)) != own))


def elsewhere(history: History, ids: Ids) -> dict[Ref, tuple[tuple[str, int], ...]]:
    """The places (path, line) of merged records of the events that ``ids`` names."""
    found: dict[Ref, list[tuple[str, int]]] = {}
    for table, rest in history.merged_away.items():
        rows = [ref.row for ref in ids if ref.table == table] if rest.height else []
        if rows:
            records = rest.filter(pl.col("row").is_in(rows)).select("row", "path", "line")
            for row, path, line in records.iter_rows():
                found.setdefault(Ref(table, row), []).append((path, line))
    return {ref: tuple(dict.fromkeys(places)) for ref, places in found.items()}
