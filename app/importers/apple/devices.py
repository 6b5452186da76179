"""Apple's `Apple ID Device Information.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.apple.signon import get as get
from app.importers.apple.signon import takes as takes
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import changes, joined
from app.reader.table import Block, Head

title = N_("Apple: devices")
speed = "days"
cannot_show = N_(
    "This file shows the devices of the account with their latest internet address, not every "
    "sign-in. Its times do not state their time zone."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "name": ("Device Name",),
    "model": ("Device Model Name",),
    "date": ("Device Added Date",),
    "ip": ("Device Last Heartbeat IP",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    own = folded(("Device Name", "Device Added Date", "Device Serial Number", "Device Last Heartbeat IP"))
    return folded(head.header) >= own


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, at the time it was added (assumed to be UTC); its address is the latest one."""
    table = cells(block, NAMES)
    return changes(table, "apple", "device", joined(table, "name", "model"))
