"""Facebook's `record_details.json`: changes of passwords, mail addresses, names and the like."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import changes
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: changes to the account")
speed = "days"
cannot_show = N_("This file does not show every kind of change, and some entries have no internet address.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None
former_kinds = {"passkey": "other"}

NAMES = {
    "event": ("event",),
    "date": ("session.created_timestamp", "session.timestamp"),
    "ip": ("session.ip_address",),
}
_KINDS = {
    "password": "password",
    "mail": "mail",
    "phone|mobile number": "phone",
    "two-factor|two factor|login approval": "two_step",
    "passkey|security key": "passkey",
}


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet in ("admin_records_v2", "admin_records") and "event" in head.header


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a record. Its kind is known by English words only; in other languages it stays `other`."""
    table = cells(block, NAMES)
    extra = [name for name in block.frame.columns if name.startswith("extra_info.")]
    values = [pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name)) for name in extra]
    named = pl.concat_str("event", *values, separator=" / ", ignore_nulls=True)
    what = block.frame.with_columns(named.alias("\0what"))["\0what"]
    kind = pl.lit("other")
    for words, name in reversed(_KINDS.items()):
        kind = pl.when(pl.col("event").str.to_lowercase().str.contains(words)).then(pl.lit(name)).otherwise(kind)
    return changes(table, "facebook", table.text.select(kind.alias("kind"))["kind"], what, at=epochs(table["date"]))
