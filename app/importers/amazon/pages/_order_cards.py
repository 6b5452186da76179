"""The orders of a saved page of Amazon's list of orders."""

import re
from collections.abc import Iterator

from app.importers.amazon._common.gift_words import plain
from app.importers.amazon.pages._order_page import Order, note
from app.importers.amazon.pages._order_tree import (
    ENCRYPTED,
    ON_REQUEST,
    first_visible,
    items,
    outermost,
    payment,
    popover,
    recipient,
    site,
    status_of,
)
from app.importers.amazon.pages._order_words import count_in, date_in, money_in, order_id_in, values
from app.importers.shared.pages.elements import Element
from app.importers.shared.pages.order_pages import more_pages
from app.reader.table import FileProblem

_SLOT = "amzn1.yourorders.order-card."  # before the number of an order, in the name of its card
_CARDS = (".order-card", "div.order", f"div[data-csa-c-slot-id^={_SLOT}]")
_TILE = "div.past-purchase-tile"
_HEADERS = (".order-header", ".order-info")
_LIST = (".js-yo-container", ".your-orders-content-container", ".num-orders", ".time-filter__label")
_SHIP_TO = ("[id^=shipToInsertionNode-]", "pagepart[id^=shipToData-]")
_NUMBER_IN_LINK = re.compile(r"[?&]order_?ids?=([^&#]+)", re.IGNORECASE)


def is_list(page: Element) -> bool:
    """Whether it is a page of the list of orders, and not the page of one order."""
    if page.select("div#orderDetails"):
        return False
    if page.select(_TILE) or any(page.select(selector) for selector in _LIST):
        return True
    return any(_number(card) or card.select(ENCRYPTED) for card in _cards(page))


def orders(page: Element) -> list[Order]:
    """The entries of the list in the order of the page. ``line`` is the place of the entry among all elements."""
    shop = site(page)
    entries = [_order(card, shop) for card in _cards(page)] + [_tile(tile, shop) for tile in page.select(_TILE)]
    return sorted(entries, key=lambda order: order.line)


def about(page: Element, entries: list[Order]) -> Iterator[FileProblem]:
    """What the list as a whole says: that it is empty, goes on over other pages, or was saved without its addresses."""
    unfilled = [node for node in page.select(_SHIP_TO[0]) if not node.lines(hidden=True)]
    if unfilled and not page.select(_SHIP_TO[1]):
        yield note("no-addresses", count=len(unfilled))
    label = first_visible(page, ".num-orders", ".time-filter__label")
    text, count = count_in([plain(" ".join(label.lines()))]) if label else ("", 0)
    if not entries and page.select(ENCRYPTED):
        yield note("encrypted-page")
    elif count > len(entries):
        yield more_pages(f"{site(page)} {text}", count, len(entries))
    elif not entries:
        yield note("no-orders")


def _cards(page: Element) -> list[Element]:
    """The outermost elements that are the card of an order."""
    cards = {card.place: card for selector in _CARDS for card in page.select(selector)}
    named = outermost(card for _, card in sorted(cards.items()))
    return [card for card in named if _number(card) or card.select(ENCRYPTED) or first_visible(card, *_HEADERS)]


def _order(card: Element, shop: str) -> Order:
    lines = [line for selector in _HEADERS for part in card.select(selector) for line in part.lines(ON_REQUEST)]
    lines = lines or card.lines(ON_REQUEST)
    labelled = values(lines)
    # In a language whose labels are not known, the header still has one day and one amount.
    date, number = date_in(_first(labelled, "date") or " | ".join(lines)), _number(card)
    order = Order(card.place, number, date, shop=shop)
    if card.select(ENCRYPTED) and not date and not labelled.get("total"):
        order.note = "encrypted-order"
        return order
    amounts = list(filter(None, map(money_in, lines)))
    order.whole = money_in(_first(labelled, "total")) or (amounts[0] if len(amounts) == 1 else "")
    order.recipient = _recipient(card, labelled.get("recipient", []))
    order.items = list(items(card))
    order.payment = payment(card)
    order.status = status_of(card)
    return order


def _first(labelled: dict[str, list[str]], key: str) -> str:
    return next(iter(labelled.get(key, ())), "")


def _number(card: Element) -> str:
    """The number of an order as it is shown, else from the link to its details or the name of its card."""
    label = first_visible(card, ".yohtmlc-order-id")
    text = " ".join(label.lines()) if label else _first(values(card.lines(ON_REQUEST)), "order_id")
    links = (_NUMBER_IN_LINK.search(link.attribute("href")) for link in card.select("a[href]"))
    slots = (element.attribute("data-csa-c-slot-id") for element in (card, *card.select("div[data-csa-c-slot-id]")))
    texts = (text, *(match[1] for match in links if match), *(slot for slot in slots if slot.startswith(_SLOT)))
    return next(filter(None, map(order_id_in, texts)), "")


def _recipient(card: Element, named: list[str]) -> str:
    """Name and address: beside the link that opens them, in its attribute, or in a part that the page keeps for later;
    else the name as it is shown."""
    parts = [part for selector in (*_SHIP_TO, ".yohtmlc-recipient", ".recipient") for part in card.select(selector)]
    for part in parts:
        opened = part.first(".a-popover-preload")
        lines = opened.lines(hidden=True) if opened else popover(part)
        if lines := lines or (part.lines(hidden=True) if part.tag == "pagepart" else []):
            return recipient(lines)
    return recipient([line for line in named[:1] if "@" not in line])


def _tile(tile: Element, shop: str) -> Order:
    """An entry of the list for telephones."""
    links = (element.attribute("href") for element in (tile, *tile.select("a[href]")))
    return Order(tile.place, next(filter(None, map(order_id_in, links)), ""), shop=shop, note="mobile-page")
