"""Google Play's `Devices.json` from Takeout."""

from app.i18n import N_
from app.importers import Events
from app.importers.google.play_orders import get as get
from app.importers.google.play_orders import takes as takes
from app.importers.shared.cells.columns import cells, folded
from app.importers.shared.records.accounts import changes, joined
from app.reader.table import Block, Head

title = N_("Google Play: devices")
speed = "days"
cannot_show = N_("This file shows Android devices only, without internet addresses.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("device.deviceRegistrationTime",),
    "maker": ("device.mostRecentData.manufacturer",),
    "model": ("device.mostRecentData.modelName",),
    "name": ("device.mostRecentData.deviceName",),
    "carrier": ("device.mostRecentData.carrierName",),
    "country": ("device.mostRecentData.deviceIpCountry",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    names = folded(head.header)
    return names >= folded(("device.deviceRegistrationTime",)) and any(
        name.startswith("device.mostRecentData.") for name in head.header
    )


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, at the time it was registered."""
    table = cells(block, NAMES)
    events = changes(table, "google", "device", joined(table, "maker", "model", "name", "carrier"))
    country = table["country"].filter(table.lines.is_in(events.tables["changes"]["line"].implode()))
    return Events({"changes": events.tables["changes"].with_columns(country=country)}, events.problems)
