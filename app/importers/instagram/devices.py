"""Instagram's `devices.json`."""

from app.i18n import N_
from app.importers import Events
from app.importers.instagram._export import get as get
from app.importers.instagram._export import takes as takes
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import changes
from app.importers.shared.records.meta import fields
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Instagram: devices")
speed = "days"
cannot_show = N_("This file gives the latest sign-in of each device, not its first one, and no internet addresses.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None

_NAMES = {"date": ("date",), "agent": ("agent",)}


def recognises(head: Head) -> bool:
    """Recognised by its root key."""
    return head.sheet == "devices_devices"


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, at the time of its latest sign-in."""
    record = fields(block)
    frame = block.frame.select(date=record.time(), agent=record.agents())
    table = cells(Block(frame, block.lines), _NAMES)
    return changes(table, "instagram", "device", table["agent"], at=epochs(table["date"]))
