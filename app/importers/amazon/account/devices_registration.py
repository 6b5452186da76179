"""Amazon's list of registered devices in older exports, `registration.csv` of `Devices.Registration`."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon.account._devices import device_events
from app.importers.amazon.account.device_registration import CORE
from app.importers.shared.cells.columns import cells, has
from app.reader.table import Block, Head

title = N_("Amazon: registered devices (older file)")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_(
    "This file covers only Amazon's own devices. Phones, computers and browsers that are signed in are not in it."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "first": ("FirstTimeRegistered",),
    "last": ("LastTimeRegistered",),
    "removed": ("TimeDeregistered",),
    "device": ("AccountName",),
    "serial": ("DeviceSerialNumber",),
    "ip": ("IPAddress",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_OWN = ("FirstTimeRegistered", "AccountName")


def recognises(head: Head) -> bool:
    """Recognised by the two names that are known of it, in their own spelling: the newer file has them with spaces."""
    return set(_OWN) <= set(head.header) and not has(head, CORE)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event for each time that a row names. The account name is what the person called the device."""
    return device_events(cells(block, NAMES))
