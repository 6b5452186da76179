"""Mercari's list of purchases (`mypage/purchases`), saved as HTML."""

import re

from app.i18n import N_
from app.importers.shared.cells.shop_names import MERCARI, MERCARI_SHOPS
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import PageOrder, goes_on, lines_of, plain
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Mercari: list of purchases")
get = (
    N_("Sign in to Mercari in a browser and open the list of your purchases (購入した商品)."),
    N_("Press the button that loads more of the list (もっと見る) until the whole list is there, and save it as HTML."),
)
cannot_show = N_(
    "This list gives no prices, so what a purchase cost is unknown without its own page. It does not say how a "
    "purchase was paid."
)
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
columns = None

_ITEMS = "ul[data-testid=purchase-item-list] li"
_MOMENT = re.compile(r"\d{4}/\d{1,2}/\d{1,2} \d{1,2}:\d\d")
_LINK = re.compile(r"/transaction/(m\d+)|(?:mercari-shops\.com|/shops)/orders?/([\w-]+)")
_NAMES = {"order_id": "商品ID", "date": "購入日時"}


def recognises(head: Head) -> bool:
    """Recognised by the name that the page gives to the list; that of sales has another."""
    whole = page(head)
    return whole is not None and bool(whole.select(f"{_ITEMS} [data-testid=item-label]"))


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event a purchase, without total. Those of shops at Mercari have numbers of their own."""
    whole = page(head)
    boxes = [box for box in whole.select(_ITEMS) if box.select("[data-testid=item-label]")] if whole is not None else []
    items = [_purchase(box, int(block.lines[box.place - 1])) for box in boxes]
    more = goes_on(lines_of(head, block))
    return PageOrders([order for order, _ in items], [shop for _, shop in items], _NAMES, more)


def _purchase(box: Element, line: int) -> tuple[PageOrder, str]:
    """The purchase of a box, and where it was: the shops at Mercari have a site of their own."""
    links = [element.attribute("href") for element in [box, *box.select("a[href]")]]
    link = next(filter(None, map(_LINK.search, links)), None)
    moment = _MOMENT.search(plain(" ".join(box.lines())))
    order = PageOrder(
        line,
        order_id=(link[1] or link[2]) if link else "",
        date=moment[0] if moment else "",
        title=box.words("[data-testid=item-label]") or "",
    )
    return order, MERCARI_SHOPS if link and link[2] else MERCARI
