"""Yodobashi.com's page of one order, saved as HTML."""

import re

from app.i18n import N_
from app.importers.shared.cells.shop_names import YODOBASHI
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import PageOrder, first_value, plain
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Yodobashi.com: details of an order")
get = (
    N_("Sign in to Yodobashi.com, open the list of your orders (注文履歴) and there one order."),
    N_("Save the page as HTML."),
)
cannot_show = N_("This page gives the prices of the items, not what was paid with shipping and points.")
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
totals_are_whole = False
columns = None

_HEAD = "div.ecOderStatus li"
_ITEM = "div.orderDetailBlock"
_PRICE = "td.ecPriceArea p"
_CANCELLED = "p strong.red span"
_NAMES = {"order_id": "注文番号", "date": "注文日", "total": "価格"}


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the page."""
    whole = page(head)
    return whole is not None and bool(whole.select(_HEAD)) and bool(whole.select(_ITEM))


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event an item. Whether a price is that of one piece is not known, so several pieces have none."""
    whole = page(head)
    if whole is None:
        return PageOrders([], YODOBASHI, _NAMES)
    heads = [(0, plain(" ".join(element.lines()))) for element in whole.select(_HEAD)]
    items = [item for box in whole.select(_ITEM) for item in _items(box)]
    orders = [_item(item, int(block.lines[item.place - 1])) for item in items]
    for order in orders:
        order.order_id, order.date = first_value(heads, "注文番号"), first_value(heads, "注文日")
    return PageOrders(orders, YODOBASHI, _NAMES)


def _items(box: Element) -> list[Element]:
    """The items of a box. A box usually has one item; where several rows have a price, each of them is an item."""
    rows = [row for row in box.select("tr") if row.select(_PRICE)]
    return rows if len(rows) > 1 else [box]


def _bold(item: Element) -> str:
    """The title of an item whose own page no longer exists: it is in bold. The mark of a cancelled item is bold too,
    but red."""
    return next((" ".join(part.lines()) for part in item.select("td p strong") if part.attribute("class") != "red"), "")


def _item(item: Element, line: int) -> PageOrder:
    count = re.search(r"\d{1,6}", plain(item.words("td.ecQuantityArea span") or ""))
    price = re.search(r"\d{1,3}(?:,\d{3})+|\d{1,9}", plain(item.words(_PRICE) or ""))
    quantity = int(count[0]) if count else None
    cancelled = any("キャンセル" in text for part in item.select(_CANCELLED) for text in part.lines())
    return PageOrder(
        line,
        title=item.words("td p a") or item.words("td a") or _bold(item),
        total=f"{price[0]}円" if price and quantity in (None, 1) and not cancelled else "",
        quantity=quantity,
        status="キャンセル" if cancelled else "",
    )
