"""Accounts that are harder than they were made: with lists of payments alone, and with a thief who mimics the owner."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import replace
from random import Random

import polars as pl

from analyzers.events.schemas import SCHEMAS
from app.report.build import Owner, Read, merged
from evaluation.simulate.account import Place, Truth

PAYMENTS_ONLY = "payments only"  # the name of each variant in the tables
MIMIC = "mimic"
OWN_PAYEES = 10  # of the owner's usual payees, among which a mimic's payments hide
LEFT_OUT = ("logins", "changes")  # of a mimic's history


def payments_only(reads: Sequence[Read], truth: Truth) -> tuple[list[Read], Truth] | None:
    """The files that hold payments and no orders, where the theft shows in them."""
    _, history = merged(reads, Owner())
    paths = set(history.bought["payments"]["path"].unique()) - set(history.bought["orders"]["path"].unique())
    rows = frozenset(row for row in truth.rows if row[0] in paths)
    if not rows:
        return None
    kept = [
        Read(
            one.upload,
            [file for file in one.files if file.path in paths],
            {name: events.filter(pl.col("path").is_in(list(paths))) for name, events in one.tables.items()},
        )
        for one in reads
    ]
    losses = tuple(one for one in truth.losses if one.rows & rows)
    return [one for one in kept if one.files], replace(truth, rows=rows, losses=losses)


def mimic(reads: Sequence[Read], truth: Truth, rng: Random) -> list[Read] | None:
    """The same theft by somebody who does all as the owner does: every stolen parcel goes to the owner's usual name and
    address and is paid as usual, every stolen payment goes to one of the owner's usual payees, and nothing is known of
    sign-ins and of changes of the account. None where no parcel and no payment was stolen."""
    orders, payments = _own(reads, "orders", truth.rows), _own(reads, "payments", truth.rows)
    home, card = _usual(orders, "address", 1), _usual(orders, "payment", 1)
    payees = _usual(payments, "merchant", OWN_PAYEES)
    found, changed = [], False
    for one in reads:
        tables = {name: events.clear() if name in LEFT_OUT else events for name, events in one.tables.items()}
        for name, columns in (
            ("orders", {"address": home, "payment": card}),
            ("payments", {"merchant": payees}),
        ):
            stolen = [place in truth.rows for place in _places(tables.get(name))]
            if any(stolen) and next(iter(columns.values())):
                tables[name], changed = _disguised(tables[name], stolen, columns, rng), True
        found.append(Read(one.upload, one.files, tables))
    return found if changed else None


def _own(reads: Sequence[Read], table: str, rows: Collection[Place]) -> pl.DataFrame:
    """The events of a table that are the owner's."""
    every = pl.concat([SCHEMAS[table].to_frame(), *(one.tables[table] for one in reads if table in one.tables)])
    return every.filter(pl.Series([place not in rows for place in _places(every)], dtype=pl.Boolean))


def _places(events: pl.DataFrame | None) -> list[Place]:
    return [] if events is None else list(events.select("path", "line").iter_rows())


def _usual(events: pl.DataFrame, column: str, most: int) -> list[str]:
    counted = Counter(text for text in events[column].to_list() if text) if column in events.columns else Counter()
    return [text for text, _ in sorted(counted.items(), key=lambda one: (-one[1], one[0]))[:most]]


def _disguised(
    events: pl.DataFrame, stolen: Sequence[bool], columns: dict[str, list[str]], rng: Random
) -> pl.DataFrame:
    """The events, of which the stolen ones have one of the usual values wherever they had any."""
    for name, usual in columns.items():
        if usual:
            values = [
                rng.choice(usual) if foreign and text else text
                for foreign, text in zip(stolen, events[name].to_list(), strict=True)
            ]
            events = events.with_columns(pl.Series(name, values, pl.String))
    return events
