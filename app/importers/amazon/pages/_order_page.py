"""The records that are taken from Amazon's pages of orders, whichever page shows them."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.reader.table import Block, FileProblem

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
    "different-parts": N_(
        "The total of order {order} is not the sum of what this page prints beside it (subtotal, shipping, tax, "
        "discounts), so what it cost is not known."
    ),
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


class OrderPage(NamedTuple):
    """What a page shows: its orders in their order, and the problems of the page as a whole."""

    orders: list[Order]
    about: Sequence[FileProblem] = ()

    @classmethod
    def of(cls, orders: Iterable[Order], lines: pl.Series, about: Sequence[FileProblem] = ()) -> "OrderPage":
        """Orders of a saved page, which have the places of their elements instead of lines."""
        return cls([replace(order, line=int(lines[order.line - 1])) for order in orders], about)


def block_of(pages: Sequence[OrderPage]) -> tuple[Block, pl.Series]:
    """The orders of several pages as a block of one row an item, and the number of each row's page, from 0. An order
    that is on a page again has a note."""
    rows, lines, files = [], [], []
    for number, page in enumerate(pages):
        seen = set[str]()
        for order in page.orders:
            if order.order_id and order.order_id in seen and not order.note:
                order = replace(order, note="repeated-order", items=[])
            seen.add(order.order_id)
            own = order.rows()
            rows += own
            lines += [order.line] * len(own)
            files += [number] * len(own)
    columns = {name: [row[number] for row in rows] for number, name in enumerate(NAMES.values())}
    frame = pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))
    return Block(frame, pl.Series("line", lines, pl.UInt32)), pl.Series("file", files, pl.UInt32)


def note(code: str, line: int | None = None, **values: str | int) -> FileProblem:
    """A problem of a page, or of one order of it. Values that its sentence does not name are left out, so that equal
    sentences become one problem with a count."""
    sentence = PAGE_SENTENCES[code]
    named = {name: value for name, value in values.items() if f"{{{name}}}" in sentence}
    return FileProblem(code, sentence, named, line)
