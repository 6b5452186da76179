"""Amazon's `Your Orders.Returns.<r>.csv` (since 2026): the only file that states where a refund went."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import get as get
from app.importers.amazon._common.get import takes as takes
from app.importers.amazon._common.words import destinations
from app.importers.shared.cells.columns import cells, has, problems
from app.importers.shared.cells.statuses import money_status
from app.importers.shared.records.refund_rows import refund_rows
from app.reader.table import Block, Head

title = N_("Amazon: returns, with where the refund went")
speed = "days"
cannot_show = N_("This file gives the day on which a return was asked for, not the day of the refund.")
unverified = True
grade, checked = "C", "2026-11-24"
wanted_for = {"refunds": 3, "refunds.destination": 1, "returns": 1}

NAMES = {
    "order_id": ("Order ID",),
    "requested": ("Request Date",),
    "status": ("Refund Status",),
    "amount": ("Refund Amount",),
    "currency": ("Currency Code",),
    "destination": ("Refund Destination",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Order ID", "Refund Status", "Refund Amount", "Refund Destination")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``returns`` event a row, and one ``refunds`` event where the row speaks of a refund.

    The file's item numbers (``miq://document…``) are not those of the order list, so they are not taken over.
    """
    table = cells(block, NAMES)
    rows, keep, faults = refund_rows(table, ("requested",))
    stated = table.text.select(pl.any_horizontal(pl.col("status", "amount", "destination").is_not_null())).to_series()
    refunds = rows.with_columns(
        status=money_status(table["status"]), destination=destinations(table["destination"])
    ).filter(keep & stated)
    returns = rows.with_columns(status=table["status"]).filter(keep)
    # A return without a refund yet has an empty amount; that is no damage.
    faults = [fault for fault in faults if fault.code != "no-amount"]
    return Events({"refunds": refunds, "returns": returns}, problems(table, faults))
