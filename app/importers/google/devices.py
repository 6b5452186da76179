"""Google's list of devices from Takeout, `Devices - A list of devices (…).csv`, in its two layouts."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.google.access_log import get as get
from app.importers.google.access_log import takes as takes
from app.importers.shared.cells.columns import Cells, cells, fold, folded
from app.importers.shared.records.accounts import changes, joined
from app.reader.table import Block, Head

title = N_("Google: devices")
speed = "days"
cannot_show = N_(
    "This file shows only devices from about the last 30 days. It gives their latest activity, not "
    "the day on which they were added."
)
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "account": ("Gaia ID",),
    "type": ("Device Type",),
    "brand": ("Brand Name", "Brand", "Device Brand"),
    "marketing": ("Marketing Name",),
    "model": ("Device Model", "Model"),
    "os": ("OS", "Device OS"),
    "version": ("OS Version",),
    "given": ("User Given Name",),
    "last": ("Device Last Location",),
}


def recognises(head: Head) -> bool:
    """Recognised by header set: the older layout has the place as free text, the newer one as a column."""
    names = folded(head.header)
    if not names >= folded(("Gaia ID", "Device Type")):
        return False
    return "devicelastlocation" in names or ("country" in names and any(map(_last_activity, head.header)))


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a device, at its latest activity; a time without a zone is assumed to be UTC."""
    newer = next((name for name in block.frame.columns if _last_activity(name)), None)
    table = cells(block, NAMES | {"date": (newer,) if newer else ()})
    if newer is None:
        table = _dated(table)
    what = joined(table, "given", "type", "brand", "marketing", "model", "os", "version")
    return changes(table, "google", "device", what)


def _last_activity(name: str) -> bool:
    return fold(name).startswith("lastactivity")


def _dated(table: Cells) -> Cells:
    """The older layout, with the time that its free text holds as the date."""
    moment = pl.col("last").str.extract(r"Last Activity Time: *(\d{4}-\d\d-\d\d(?:[ T]\d\d:\d\d:\d\d(?: ?UTC|Z)?)?)")
    date = moment.alias("date")
    names = {**table.names, "date": table.names.get("last", "date")}
    return Cells(table.raw.with_columns(date), table.text.with_columns(date), table.lines, names)
