"""The records that are taken from Amazon's pages of orders, whichever page shows them."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace

import polars as pl

from app.i18n import N_
from app.reader.table import Block, Problem

# The names of what a page shows of an order, as problems quote them, by the name of the field.
NAMES = {
    "order_id": "Order number",
    "placed": "Order placed",
    "whole": "Total",
    "by_balance": "Paid by gift card or points",
    "status": "Status",
    "recipient": "Ship to",
    "payment": "Payment method",
    "name": "Title",
    "item_id": "ASIN",
    "quantity": "Quantity",
    "total": "Price of one",
    "seller": "Sold by",
    "refund": "Refunded",
    "shop": "Site",
    "note": "Note",
}
JOINT = " + "  # between the amounts of one cell
UNUSED = ("encrypted-order", "mobile-page", "repeated-order")  # notes of entries that give no event

PAGE_SENTENCES = {
    "no-orders": N_("This page of your orders shows no order for the period that was chosen on it."),
    "no-addresses": N_(
        "The browser that saved this page left out the addresses of {count} orders. To have them, save the page as "
        "“webpage, complete”, or open the details of an order and save that page."
    ),
    "encrypted-order": N_(
        "The browser saved this order in encrypted form, with nothing but its number to read. Open the page once more, "
        "wait until the orders are shown, and save it as “webpage, complete”; or select everything on it, copy it and "
        "paste it here."
    ),
    "encrypted-page": N_(
        "The browser saved the orders of this page in encrypted form. Open the page once more, wait until the orders "
        "are shown, and save it as “webpage, complete”; or select everything on it, copy it and paste it here."
    ),
    "mobile-page": N_(
        "This is the list as telephones show it, without totals and often without years, so this entry is not used. "
        "Open your orders in the browser of a computer, or ask for the desktop site, and save or copy that page."
    ),
    "repeated-order": N_("Order {order} is on this page more than once. It is counted once."),
    "unread-orders": N_(
        "This page also holds the numbers of {count} orders whose day was not found, so they are not used. Save the "
        "page as “webpage, complete”, or select everything on it, copy it and paste it here."
    ),
    "no-total": N_("This page shows no total for order {order}, so what it cost is not known."),
    "unclear-total": N_(
        "The page shows several totals for order {order} that do not agree, so what it cost is not known."
    ),
}


@dataclass(slots=True)
class Item:
    """One item of an order, with the texts of the page. ``total`` is the price of one."""

    name: str = ""
    item_id: str = ""
    quantity: str = ""
    total: str = ""
    seller: str = ""
    status: str = ""


@dataclass(slots=True)
class Order:
    """One order of a page, with the texts of the page; what it does not show is empty.

    ``by_balance`` and ``refund`` may hold several amounts, those of ``refund`` each with its date. ``recipient`` has
    each part of the address on a line, the name first. ``note`` is a code of ``PAGE_SENTENCES``.
    """

    line: int
    order_id: str = ""
    date: str = ""
    whole: str = ""
    by_balance: str = ""
    status: str = ""
    recipient: str = ""
    payment: str = ""
    refund: str = ""
    shop: str = ""
    note: str = ""
    items: list[Item] = field(default_factory=list)

    def rows(self) -> list[list[str]]:
        """One row an item, or one for an order without items. What adds up is in its first row alone."""
        parts = []
        for number, item in enumerate(self.items or [Item()]):
            row = {key: getattr(self, key, "") for key in NAMES} | {"placed": self.date} | asdict(item)
            row["status"] = item.status or self.status
            if number:
                row |= dict.fromkeys(("whole", "by_balance", "refund", "note"), "")
            parts.append([row[key] for key in NAMES])
        return parts


def block_of(orders: Iterable[Order], lines: pl.Series | None = None) -> Block:
    """The orders as a block of one row an item; an order that is there again has a note. ``lines`` are those of the
    elements of a saved page, whose places the orders have instead of lines."""
    rows, numbers, seen = [], [], set[str]()
    for order in orders:
        if order.order_id and order.order_id in seen and not order.note:
            order = replace(order, note="repeated-order", items=[])
        seen.add(order.order_id)
        rows += order.rows()
        numbers += [order.line if lines is None else int(lines[order.line - 1])] * len(order.rows())
    columns = {name: [row[number] for row in rows] for number, name in enumerate(NAMES.values())}
    return Block(pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)), pl.Series(numbers, dtype=pl.UInt32))


def note(code: str, line: int | None = None, **values: str | int) -> Problem:
    """A problem of a page, or of one order of it. Values that its sentence does not name are left out, so that equal
    sentences become one problem with a count."""
    sentence = PAGE_SENTENCES[code]
    named = {name: value for name, value in values.items() if f"{{{name}}}" in sentence}
    return Problem(code, sentence, named, line)
