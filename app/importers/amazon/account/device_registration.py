"""Amazon's list of Fire TV sticks and tablets since 2026, `Device Registration.csv`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.account._devices import device_events
from app.importers.shared.cells.columns import cells, has
from app.reader.table import Block, Head

title = N_("Amazon: registered devices")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_(
    "This file covers only Amazon's own devices, such as Fire TV. Phones, computers and browsers "
    "that are signed in are not in it."
)
unverified = True
grade, checked = "B", "2026-11-24"
wanted_for = {"changes": 2}

NAMES = {
    "first": ("First Time Registered",),
    "last": ("Last Time Registered",),
    "removed": ("Time Deregistered",),
    "device": ("Amazon Device Model Name", "Device Model"),
    "serial": ("Device Serial Number",),
    "ip": ("IP Address",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

CORE = ("Amazon Device Model Name", "Device Serial Number", "First Time Registered", "Last Time Registered")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, CORE)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event for each time that a row names: registered, registered again, taken away."""
    return device_events(cells(block, NAMES))
