"""Yahoo! Shopping's page of one order, saved as HTML."""

import re

from app.i18n import N_
from app.importers.shared.cells.shop_names import YAHOO_SHOPPING
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import PageOrder, plain
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Yahoo! Shopping: details of an order")
get = (
    N_("Sign in to Yahoo! JAPAN, open Yahoo! Shopping, the list of your orders (注文履歴) and there one order."),
    N_("Save the page as HTML."),
)
cannot_show = N_(
    "This page gives the prices of the items, not what was paid with shipping, coupons and points. Pages of donations "
    "to municipalities (ふるさと納税) are not read."
)
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
totals_are_whole = False
columns = None

_ITEM = ".mdOrderItem .elItem"
_INFORMATION = ".elOrderInfo"
_MOMENT = re.compile(r"日時 ?[::]? ?(\d{4}年\d{1,2}月\d{1,2}日(?: \d{1,2}:\d\d)?)")
_NUMBER = re.compile(r"(?<![\w-])[a-z0-9][a-z0-9-]{0,40}-\d{8}(?!\w|-)", re.IGNORECASE)
_NAMES = {"order_id": "注文番号", "date": "注文日時", "total": "価格"}


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the page; a page of a donation has others."""
    whole = page(head)
    if whole is None or not (whole.select(_ITEM) and whole.select(_INFORMATION)):
        return False
    return not any(
        "寄付詳細" in text for heading in whole.select("h1") + whole.select("title") for text in heading.lines()
    )


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event an item. Whether a price is that of one piece is not known, so several pieces have none."""
    whole = page(head)
    if whole is None:
        return PageOrders([], YAHOO_SHOPPING, _NAMES)
    orders = [_item(item, int(block.lines[item.place - 1])) for item in whole.select(_ITEM)]
    information = plain(" ".join(text for part in whole.select(_INFORMATION) for text in part.lines()))
    moment, number = _MOMENT.search(information), _NUMBER.search(information)
    number = number or _NUMBER.search(" ".join(link.attribute("href") for link in whole.select("a[href]")[:500]))
    for order in orders:
        order.date = moment[1] if moment else ""
        order.order_id = number[0] if number else ""
    return PageOrders(orders, YAHOO_SHOPPING, _NAMES)


def _item(item: Element, line: int) -> PageOrder:
    count = re.search(r"\d{1,6}", plain(item.words("span.elNum") or ""))
    quantity = int(count[0]) if count else None
    price = item.words("span.elPrice") or ""
    price = price if not price or "円" in price else f"{price}円"
    name = item.words("dd.elName") or item.words(".elName") or ""
    return PageOrder(line, title=name, total=price if quantity in (None, 1) else "", quantity=quantity)
