"""Facebook's `login_protection_data.json`: the cookies and addresses by which Facebook knows the person again."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.cells.network import addresses
from app.importers.shared.records.accounts import logins
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: known browsers and addresses")
speed = "days"
cannot_show = N_("This file gives only the first time of each browser and address, and shows no devices.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "activity": ("name",),
    "date": ("session.created_timestamp",),
    "ip": ("session.ip_address",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet in ("login_protection_data_v2", "login_protection_data") and "name" in head.header


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a record, at the time it was first seen. Where the record has no address of its own, the one
    in its name (`IP Address: …`, in the person's language) counts."""
    table = cells(block, NAMES)
    named = addresses(table["activity"].str.extract(r": *(\S+)$"))
    own = addresses(table["ip"])
    ip = own.to_frame("own").with_columns(named=named).select(pl.coalesce("own", "named")).to_series()
    return logins(table, "facebook", at=epochs(table["date"]), ip=ip)
