"""Amazon's list of asked-for returns since 2026, `Return Requests.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has, order_ids, problems, unusable
from app.importers.shared.cells.titles import titles
from app.reader.table import Block, Head

title = N_("Amazon: return requests")
speed = "days"
cannot_show = N_("This file has no dates and no amounts: it only shows for which orders a return was requested.")
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "order_id": ("Order ID",),
    "item_id": ("ASIN",),
    "name": ("Product Name",),
    "reason": ("Return Reason Code",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "ASIN", "Product Name", "Return Reason Code")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row, without date and amount."""
    table = cells(block, NAMES)
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null()
    returns = table.text.select("item_id", "reason").with_columns(
        line=table.lines, order_id=order_id, title=titles(table["name"]), role=pl.lit("buyer")
    )
    return Events({"returns": returns.filter(keep)}, problems(table, unusable(table, "order_id", keep)))
