"""The stable ids of events and findings, and where else the same events stand."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from analyzers.events.facts import Ref, Sentence, Value, Values
from analyzers.events.history import History
from analyzers.events.merge import key
from analyzers.events.schemas import KEYS

Ids = Mapping[Ref, str]


def event_ids(history: History, refs: Iterable[Ref]) -> dict[Ref, str]:
    """The stable id of each event: a hash over its key and its number among events of equal key.

    The shop is left out, because a file that does not name it may be handed in before the one that does.
    """
    rows: dict[str, set[int]] = {}
    for ref in refs:
        rows.setdefault(ref.table, set()).add(ref.row)
    ids = {}
    for table, wanted in rows.items():
        events = history.tables[table]
        by = "order_id" if "order_id" in KEYS[table] and table != "ledger" else "at"
        some = events.select("row", by).filter(pl.col("row").is_in(sorted(wanted)))[by].unique()
        near = events.filter(pl.col(by).is_in(some.implode(), nulls_equal=True))
        parts = near.select("row", *key(table)).drop("_k_shop", strict=False)
        names = parts.columns[1:]
        parts = parts.with_columns(number=pl.int_range(pl.len()).over(names))
        for row, *values in parts.filter(pl.col("row").is_in(sorted(wanted))).iter_rows():
            ids[Ref(table, row)] = hashed(table, *values)
    return ids


def hashed(*parts: Any) -> str:
    return hashlib.sha256("\x1f".join("" if part is None else str(part) for part in parts).encode()).hexdigest()[:32]


def hashable(values: Values) -> str:
    """The values that name a fact without trigger events, in the form that its id is a hash of. Ids are permanent, and
    so is this form: sentences are written as dictionaries."""
    return str({name: _hashable(value) for name, value in values.items()})


def _hashable(value: Value) -> object:
    if isinstance(value, Sentence):
        return {"key": value.key, "values": {name: _hashable(one) for name, one in value.values.items()}}
    return value


def finding_id(detector: str, triggers: Sequence[str]) -> str:
    """The stable id of a finding: a hash over its detector and its trigger events (or, without any, what it names)."""
    return hashed(detector, *sorted(triggers))[:20]


def elsewhere(history: History, ids: Ids) -> dict[Ref, tuple[tuple[str, int], ...]]:
    """Where else the same events stand."""
    found: dict[Ref, list[tuple[str, int]]] = {}
    for table, rest in history.merged_away.items():
        rows = [ref.row for ref in ids if ref.table == table] if rest.height else []
        if rows:
            told = rest.filter(pl.col("row").is_in(rows)).select("row", "path", "line")
            for row, path, line in told.iter_rows():
                found.setdefault(Ref(table, row), []).append((path, line))
    return {ref: tuple(dict.fromkeys(places)) for ref, places in found.items()}
