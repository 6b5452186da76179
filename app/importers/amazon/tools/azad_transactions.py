"""Payments as the browser extension azad writes them."""

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.payments import listed_payments
from app.importers.amazon.tools._sums import without_sums
from app.importers.amazon.tools._tools import priced, url_shops
from app.importers.shared.cells.columns import cells, has
from app.reader.table import Block, Head

title = N_("Amazon: payments, from a browser extension")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_(
    "This file gives days without a time of day, and only the payments that the extension found on the page."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("date",),
    "orders": ("order ids",),
    "url": ("order urls",),
    "merchant": ("vendor",),
    "method": ("card_details",),
    "amount": ("amount",),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("date", "order ids", "vendor", "card_details", "amount")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a charge, one ``refunds`` event a refund."""
    block, sums = without_sums(block)
    table = cells(block, NAMES)
    shop = url_shops(table["url"].str.extract(r"^\s*([^\s,;]+)", 1))
    events = listed_payments(priced(table, "amount", shop), shop)
    return Events(events.tables, events.problems, sums)
