"""Snapchat's `json/account.json`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import changes, joined, logins
from app.reader.table import Block, Head

title = N_("Snapchat: sign-ins and devices")
get = (
    N_(
        "Sign in at accounts.snapchat.com and choose the page where you can download your data. "
        "Ask for the JSON files as well."
    ),
    N_(
        "When Snapchat writes that the data is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
takes = N_("Snapchat sends an email when the data is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("Some sign-ins in this file have no internet address and no device.")
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "ip": ("IP",),
    "country_stated": ("Country",),
    "date": ("Created", "Start Time"),
    "status": ("Status",),
    "agent": ("Device",),
    "make": ("Make",),
    "model": ("Model",),
    "type": ("Device Type",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its two lists and the keys of their records."""
    names = folded(head.header)
    if head.sheet == "Login History":
        return names >= folded(("Created", "Status"))
    return head.sheet == "Device History" and names >= folded(("Start Time", "Model"))


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a sign-in, or one ``changes`` event a device."""
    table = cells(block, NAMES)
    if head.sheet == "Device History":
        return changes(table, "snapchat", "device", joined(table, "make", "model", "type"))
    word = pl.col("status").str.to_lowercase()
    success = table.text.select(
        pl.when(word.str.starts_with("success")).then(True).when(word.str.contains("fail|unsuccess")).then(False)
    )
    return logins(table, "snapchat", activity=table["status"], success=success.to_series())
