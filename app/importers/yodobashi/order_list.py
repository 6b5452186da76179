"""Yodobashi.com's list of orders, saved as HTML."""

from app.i18n import N_
from app.importers.shared.cells.shop_names import YODOBASHI
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import PageOrder, fewer, plain
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Yodobashi.com: list of orders")
get = (
    N_("Sign in to Yodobashi.com, open the list of your orders (注文履歴) and choose the year."),
    N_("Save the page as HTML. If the list goes on over several pages, hand in every page."),
)
cannot_show = N_("This list gives no amounts, so what an order cost is unknown without its own page.")
unverified = True
partial = True
columns = None

_BOX = "div.ecContainer div.orderList"
_NAMES = {"order_id": "注文番号", "date": "注文日"}


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the page and the labels in them."""
    whole = page(head)
    return whole is not None and any(_value(box, "注文番号") for box in whole.select(_BOX))


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event an order, without total."""
    whole = page(head)
    boxes = [box for box in whole.select(_BOX) if _value(box, "注文番号")] if whole is not None else []
    orders = [
        PageOrder(int(block.lines[box.place - 1]), order_id=_value(box, "注文番号"), date=_value(box, "注文日"))
        for box in boxes
    ]
    count = whole.words("div.ecContainer p strong span.red") if whole is not None else None
    return PageOrders(orders, YODOBASHI, _NAMES, fewer(count, len(orders)))


def _value(box: Element, label: str) -> str:
    """What stands beside a label in bold."""
    for row in box.select("ul.hznList li"):
        if (text := plain(" ".join(row.lines()))).startswith(label) and row.select("strong"):
            return text.removeprefix(label).lstrip(" :")
    return ""
