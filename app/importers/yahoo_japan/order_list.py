"""Yahoo! Shopping's list of orders (`odhistory.shopping.yahoo.co.jp`), saved as HTML or pasted.

Of a pasted list nothing is known for certain but the shape of its order numbers and the form of its days, so nothing
else of it is read.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.i18n import N_
from app.importers.shared.cells.shop_names import YAHOO_SHOPPING
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import (
    SAVE_SENTENCE,
    NumberedLine,
    PageOrder,
    fewer,
    lines_of,
    seen_lines,
)
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Yahoo! Shopping: list of orders")
get = (
    N_("Sign in to Yahoo! JAPAN, open Yahoo! Shopping and there the list of your orders (注文履歴)."),
    SAVE_SENTENCE,
)
cannot_show = N_(
    "This list gives no amounts, so what an order cost is unknown without its own page. It does not say how it was "
    "paid or where it was sent."
)
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
columns = None

_DAYS = "#ordhist li.elOrderItem"
_NUMBER = "dd.elOrderData"
_NAMES = {"order_id": "注文番号", "date": "注文日"}
_SHOP = "Yahoo!ショッピング"
_PASTED_DAY = re.compile(r"(?:注文日 ?:? ?)?(\d{4}年 ?\d{1,2}月 ?\d{1,2}日)")
_PASTED_NUMBER = re.compile(r"(?:注文番号 ?:? ?)?([a-z0-9][a-z0-9-]{0,40}-\d{8})", re.IGNORECASE)


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the page; a pasted one by the name of the shop, and by order numbers below a day."""
    if head.kind == "text":
        lines = seen_lines(head)
        orders = list(_pasted(lines))
        return any(_SHOP in text for _, text in lines) and bool(orders) and all(order.date for order in orders)
    whole = page(head)
    return whole is not None and bool(whole.select(f"{_DAYS} {_NUMBER}"))


def extract(head: Head, block: Block) -> PageOrders:
    """An order for each item, without total; for each order where the page names no items. A box of the page holds
    the orders of a day."""
    if head.kind == "text":
        return PageOrders(list(_pasted(lines_of(head, block))), YAHOO_SHOPPING, _NAMES)
    whole = page(head)
    days = whole.select(_DAYS) if whole is not None else []
    orders = [order for day in days for order in _orders(day, block)]
    count = whole.words(".elResultCount .elCount") if whole is not None else None
    numbers = {order.order_id for order in orders}
    return PageOrders(orders, YAHOO_SHOPPING, _NAMES, fewer(count, len(numbers)))


def _orders(day: Element, block: Block) -> Iterator[PageOrder]:
    date = day.words("p.elDate span") or day.words(".elDate") or ""
    boxes = [box for box in day.select(".elItemList") if box.select(_NUMBER)]
    for box in boxes or [day]:
        order = PageOrder(
            int(block.lines[box.place - 1]),
            order_id=box.words(_NUMBER) or "",
            date=date,
            seller=box.words(".elStoreInfo .elName") or "",
            status=box.words(".elCurrentStatusText") or "",
        )
        items = [(title, text) for title in box.select(".elTitle") if (text := " ".join(title.lines()))]
        for element, name in items[:200]:
            yield replace(order, line=int(block.lines[element.place - 1]), title=name)
        if not items:
            yield order


def _pasted(lines: Sequence[NumberedLine]) -> Iterator[PageOrder]:
    """The order numbers that stand alone in a line or behind their label, each with the day above it."""
    date = ""
    for number, text in lines:
        if match := _PASTED_DAY.match(text):
            date = match[1]
        elif match := _PASTED_NUMBER.fullmatch(text):
            yield PageOrder(number, order_id=match[1], date=date)
