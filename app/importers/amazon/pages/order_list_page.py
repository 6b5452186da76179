"""Amazon's list of orders (`/your-orders/orders`, `/gp/css/order-history`), saved as a page or pasted as text."""

from app.i18n import N_
from app.importers.amazon.pages import _order_cards, _order_text
from app.importers.amazon.pages._order_events import convert as convert
from app.importers.amazon.pages._order_page import OrderPage, note
from app.importers.amazon.pages._order_text import lines_of, order_lines
from app.importers.amazon.pages._order_words import count_in, order_id_in
from app.importers.shared.pages.elements import page as saved
from app.importers.shared.pages.order_pages import SAVE_SENTENCE, more_pages
from app.importers.shared.pages.order_pages import takes as takes
from app.reader.table import Block, Head

title = N_("Amazon: list of orders (page)")
get = (
    N_("Sign in on the site where you shop (amazon.co.jp, amazon.com …) and open your orders on a computer."),
    N_("Choose a year, and wait until its orders are shown."),
    SAVE_SENTENCE,
)
cannot_show = N_(
    "This list gives days without a time of day and no prices of single items. Its totals leave out what gift cards "
    "and points paid, and it leaves out archived orders."
)
unverified = True
grade, checked = "A", "2026-11-24"
guide = 3
page = "orders"
totals_are_whole = False
partial = True  # what is not on a page may be on another
from_order_pages = True
columns = None


def recognises(head: Head) -> bool:
    """A saved page with the cards of orders, or a text with orders as the list shows them."""
    if page := saved(head):
        return _order_cards.is_list(page)
    return head.kind == "text" and _order_text.is_order_list(order_lines([row[0] for row in head.sample if row]))


def extract(head: Head, block: Block) -> OrderPage:
    """The orders of the page."""
    if page := saved(head):
        orders = _order_cards.orders(page)
        return OrderPage.of(orders, block.lines, list(_order_cards.about(page, orders)))
    lines = lines_of(zip(block.lines, block.frame["text"], strict=True))
    orders, (label, count) = _order_text.orders(lines), count_in(text for _, text in lines)
    about = [more_pages(label, count, len(orders))] if count > len(orders) else []
    if left := {order_id_in(text) for _, text in lines} - {"", *(order.order_id for order in orders)}:
        about.append(note("unread-orders", count=len(left)))
    return OrderPage(orders, about or ([] if orders else [note("no-orders")]))
