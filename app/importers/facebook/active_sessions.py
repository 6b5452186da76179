"""Facebook's `where_you're_logged_in.json`."""

from app.i18n import N_
from app.importers import Events
from app.importers.facebook._export import get as get
from app.importers.facebook._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import logins
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Facebook: where you are signed in")
speed = "days"
cannot_show = N_("This file shows only where the account was signed in when the download was made.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("created_timestamp",),
    "ip": ("ip_address",),
    "agent": ("user_agent",),
    "device": ("device",),
    "city": ("location",),
    "activity": ("session_type",),
    "app": ("app",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet in ("active_sessions_v2", "active_sessions") and "created_timestamp" in head.header


def read(head: Head, block: Block) -> Events:
    """One ``logins`` event a session, at the time it began; its address may be that of a later use."""
    table = cells(block, NAMES)
    agent = table["agent"].zip_with(table["agent"].is_not_null(), table["device"])
    activity = table["activity"].zip_with(table["activity"].is_not_null(), table["app"])
    return logins(table, "facebook", at=epochs(table["date"]), agent=agent, activity=activity)
