"""Yodobashi.com's list of orders, saved as HTML or pasted."""

import re
from collections.abc import Iterator, Sequence

from app.i18n import N_
from app.importers.shared.cells.shop_names import YODOBASHI
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import (
    SAVE_SENTENCE,
    NumberedLine,
    PageOrder,
    fewer,
    lines_of,
    plain,
    seen_lines,
)
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Yodobashi.com: list of orders")
get = (
    N_("Sign in to Yodobashi.com, open the list of your orders (注文履歴) and choose the year."),
    SAVE_SENTENCE,
)
cannot_show = N_("This list gives no amounts, so what an order cost is unknown without its own page.")
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
columns = None

_BOX = "div.ecContainer div.orderList"
_NAMES = {"order_id": "注文番号", "date": "注文日"}
_SHOP = "ヨドバシ"
_LABEL = re.compile(r"(注文日|注文番号) ?:? ?(.*)$")
_PASTED_NUMBER = re.compile(r"\d[\d-]{4,20}")


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the page and the labels in them; a pasted one by the name of the shop and the labels
    of day and number for every order."""
    if head.kind == "text":
        lines = seen_lines(head)
        orders = list(_pasted(lines))
        return any(_SHOP in text for _, text in lines) and bool(orders) and all(order.date for order in orders)
    whole = page(head)
    return whole is not None and any(_value(box, "注文番号") for box in whole.select(_BOX))


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event an order, without total."""
    if head.kind == "text":
        return PageOrders(list(_pasted(lines_of(head, block))), YODOBASHI, _NAMES)
    whole = page(head)
    boxes = [box for box in whole.select(_BOX) if _value(box, "注文番号")] if whole is not None else []
    orders = [
        PageOrder(int(block.lines[box.place - 1]), order_id=_value(box, "注文番号"), date=_value(box, "注文日"))
        for box in boxes
    ]
    count = whole.words("div.ecContainer p strong span.red") if whole is not None else None
    return PageOrders(orders, YODOBASHI, _NAMES, fewer(count, len(orders)))


def _pasted(lines: Sequence[NumberedLine]) -> Iterator[PageOrder]:
    """The orders of a pasted list: a day and a number, each behind its label or in the line below it."""
    date = ""
    for (line, text), (_, below) in zip(lines, [*lines[1:], (0, "")], strict=True):
        match = _LABEL.match(text)
        value = (match[2] or below) if match else ""
        if match and match[1] == "注文日":
            date = value
        elif match and _PASTED_NUMBER.fullmatch(value):
            yield PageOrder(line, order_id=value, date=date)
            date = ""


def _value(box: Element, label: str) -> str:
    """What stands beside a label in bold."""
    for row in box.select("ul.hznList li"):
        if (text := plain(" ".join(row.lines()))).startswith(label) and row.select("strong"):
            return text.removeprefix(label).lstrip(" :")
    return ""
