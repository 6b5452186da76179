"""Amazon's page of one order (`/gp/your-account/order-details`), saved as a page or pasted as text."""

from app.i18n import N_
from app.importers.amazon.pages import _order_details, _order_text_details
from app.importers.amazon.pages._order_events import convert as convert
from app.importers.amazon.pages._order_page import OrderPage
from app.importers.amazon.pages._order_text import lines_of, order_lines
from app.importers.shared.pages.elements import page as saved
from app.importers.shared.pages.order_pages import SAVE_SENTENCE
from app.importers.shared.pages.order_pages import takes as takes
from app.reader.table import Block, Head

title = N_("Amazon: details of an order (page)")
get = (
    N_("Sign in on the site where you shop (amazon.co.jp, amazon.com …) and open your orders on a computer."),
    N_("Open the details of the order, and wait until they are shown."),
    SAVE_SENTENCE,
)
cannot_show = N_(
    "This page shows one order, without a time of day. It often gives the sum of the refunds without the day."
)
unverified = True
grade, checked = "A", "2026-11-24"
partial = True  # what is not on a page may be on another
columns = None


def recognises(head: Head) -> bool:
    """A saved page with the parts of an order, or a text with an order as this page shows it."""
    if page := saved(head):
        return _order_details.order(page) is not None and not _order_details.is_printable(page)
    if head.kind != "text":
        return False
    lines = order_lines([row[0] for row in head.sample if row])
    return not _order_text_details.is_printed(lines) and _order_text_details.is_order(lines)


def extract(head: Head, block: Block) -> OrderPage:
    """The order of the page."""
    if page := saved(head):
        order = _order_details.order(page)
        return OrderPage.of([order] if order else [], block.lines)
    return OrderPage([_order_text_details.order(lines_of(zip(block.lines, block.frame["text"], strict=True)))])
