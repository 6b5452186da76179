"""Items of orders as the browser extension azad writes them."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon.tools._sums import without_sums
from app.importers.amazon.tools._tools import url_shops
from app.importers.shared.cells.columns import cells, has, problems, with_text
from app.importers.shared.records.order_rows import order_rows
from app.reader.table import Block, Head

title = N_("Amazon: items, from a browser extension")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_(
    "This file gives days without a time of day, and the price of an item before taxes, shipping and discounts, so it "
    "does not tell what an order cost."
)
unverified = True
grade, checked = "C", "2026-11-24"
from_order_pages = True

NAMES = {
    "order_id": ("order id",),
    "url": ("order url",),
    "date": ("order date",),
    "quantity": ("quantity",),
    "item_id": ("ASIN",),
    "name": ("description",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("order id", "order url", "order date", "description", "item url", "price")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item, without total."""
    block, sums = without_sums(block)
    table = cells(block, NAMES)
    dates = table["date"].set((table["date"] == "?").fill_null(False), None)
    rows, keep, faults = order_rows(with_text(table, date=dates))
    orders = rows.with_columns(shop=url_shops(table["url"]))
    return Events({"orders": orders.filter(keep)}, problems(table, faults), sums)
