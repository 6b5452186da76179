"""Parts of Amazon's saved pages of orders that several of these pages have."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator

from app.importers.amazon._common.gift_words import SHOP_CURRENCIES
from app.importers.amazon._common.payments import region_shop
from app.importers.amazon.pages._order_page import Item
from app.importers.amazon.pages._order_words import CANCELLED, GIFT_CARD, SELLER, money_in, payments
from app.importers.shared.pages.elements import Element

ON_REQUEST = ("a-popover-preload", "a-button", "a-button-stack")  # what a page shows on request, and its buttons
ENCRYPTED = ".csd-encrypted-sensitive"  # what the page decodes only while it is shown
_ASIN = re.compile(r"/(?:dp|gp/product)/([A-Z0-9]{10})(?:[/?&#]|$)")
_BODY = re.compile(r"(?:^| )a-m-([a-z]{2})(?: |$)")
_HOST = re.compile(r"https?://(?:www\.)?(amazon\.[a-z.]{2,6})(?=/)")
_QUANTITY = (".od-item-view-qty", ".item-view-qty", ".product-image__qty")
_TITLES = (".yohtmlc-product-title", ".yo-enhanced-title")
_ITEMS = ("item-box", "yo-enhanced-flex-card", "yo-enhanced-card", "yohtmlc-item")
_PARCELS = {"delivery-box", "shipment", "a-box"}
_STATUSES = (
    *(".delivery-box__primary-text", ".yohtmlc-shipment-status-primaryText"),
    *(".od-status-message", ".js-shipment-info-container", ".shipment-top-row"),
)
_PAYMENTS = ("paymentMethod", "viewPaymentPlanSummaryWidget", "aapiPaymentMethods")
_TAGS = re.compile(r"<[^>]*>")


def site(page: Element) -> str:
    """The shop of a page, by the country of its layout or by most of its links; empty where both leave it open."""
    bodies = (body.attribute("class") for body in page.select("body"))
    country = next(filter(None, map(_BODY.search, bodies)), None)
    links = Counter(match[1] for link in page.select("a[href^=http]") if (match := _HOST.match(link.attribute("href"))))
    shops = [region_shop(country[1]) if country else "", *(shop for shop, _ in links.most_common())]
    return next((shop for shop in shops if shop in SHOP_CURRENCIES), None) or ""


def first_visible(element: Element, *selectors: str) -> Element | None:
    """The first element of these that shows text; pages also contain empty elements, which mean nothing."""
    return next((part for selector in selectors for part in element.select(selector) if part.lines()), None)


def component(element: Element, *names: str) -> Element | None:
    """The same by the name of a part of the page."""
    return first_visible(element, *(f"div[data-component={name}]" for name in names))


def outermost(elements: Iterable[Element]) -> Iterator[Element]:
    """The elements, in the order of the page, that are not inside another of them."""
    end = 0
    for element in elements:
        if element.place >= end:
            end = element.page.ends[element.place]
            yield element


def items(order: Element) -> Iterator[Item]:
    """The items of an order, in any of the layouts that its page may mix."""
    titles = [title for title in order.select("div[data-component=itemTitle]") if title.lines()]
    boxes = {box.place: box for box in map(_box, titles)}
    for element in sorted((part for name in _ITEMS for part in order.select(f".{name}")), key=lambda part: part.place):
        holds = any(element.select(f".{name}") for name in _ITEMS)
        within = any(box.place <= element.place < box.page.ends[box.place] for box in boxes.values())
        if not holds and not within:
            boxes[element.place] = element
    for _, box in sorted(boxes.items()):
        if (item := _item(box)).name:
            yield item


def gift_cards(order: Element) -> Iterator[Item]:
    """The gift cards of an order that contains only gift cards; such orders have a layout of their own."""
    for element in order.select(".gift-card-instance"):
        if name := next(filter(GIFT_CARD.search, element.lines(ON_REQUEST)), ""):
            yield Item(name)


def _box(title: Element) -> Element:
    """The element of an item, from the element of its title."""
    around = list(title.around())
    return next((part for part in around if "a-fixed-left-grid" in _classes(part)), around[0])


def _classes(element: Element) -> set[str]:
    return set(element.attribute("class").split())


def _item(box: Element) -> Item:
    around = next(box.around()) if "yohtmlc-item" in _classes(box) else box
    titled = component(box, "itemTitle") or first_visible(box, *_TITLES)
    links = [link for link in around.select("a[href]") if _ASIN.search(link.attribute("href"))]
    link = titled or next(
        (candidate for candidate in links if candidate.lines(ON_REQUEST) and not _in_button(candidate)), None
    )
    link = link or next(
        (candidate for candidate in box.select("a") if candidate.lines(ON_REQUEST) and not _in_button(candidate)), None
    )
    pictures = (picture.attribute("label") for picture in around.select("img[label]"))
    quantity = first_visible(around, *_QUANTITY)
    asins = (match[1] for candidate in links if (match := _ASIN.search(candidate.attribute("href"))))
    return Item(
        name=" ".join(link.lines()) if link else next(pictures, ""),
        item_id=next(asins, ""),
        quantity=" ".join(quantity.lines()) if quantity else "",
        total=_price(box),
        seller=_seller(box),
        status=_status(box),
    )


def _in_button(link: Element) -> bool:
    return "a-button-text" in _classes(link)


def _price(box: Element) -> str:
    """The price of one; the page writes it twice, once for screen readers."""
    part = component(box, "unitPrice")
    exact = (first_visible(part, ".a-offscreen") or part) if part else first_visible(box, ".a-color-price")
    return money_in(" ".join(exact.lines())) if exact else ""


def _seller(box: Element) -> str:
    if part := component(box, "orderedMerchant"):
        return SELLER.sub("", " ".join(part.lines())).strip()
    lines = box.lines(ON_REQUEST)
    for number, line in enumerate(lines):
        if match := SELLER.match(line):
            return line[match.end() :].strip() or (lines[number + 1] if number + 1 < len(lines) else "")
    return ""


def _status(box: Element) -> str:
    """The status of the parcel that an item is in."""
    parcel = next((part for part in box.around() if _PARCELS & _classes(part)), None)
    return status_of(parcel) if parcel else ""


def status_of(parcel: Element) -> str:
    """The first line of the status of a parcel or an order."""
    part = first_visible(parcel, *_STATUSES)
    lines = part.lines(ON_REQUEST) if part else []
    return next((line for line in lines if CANCELLED.search(line)), lines[0] if lines else "")


def payment(order: Element) -> str:
    """The ways of paying; the name of a card is that of its picture, because the words may be an abbreviation."""
    part = component(order, *_PAYMENTS)
    part = part or first_visible(order, ".pmts-payment-instrument-billing-address", ".pmts-portal-component")
    if part is None:
        return ""
    boxes = [entry for entry in part.select("li") if "instrument-detail-box" in entry.attribute("class")]
    names: list[str] = []
    for box in boxes or [part]:
        pictures = [picture.attribute("label") for picture in box.select("img[label]")]
        for way in payments(box.lines()):
            digits = re.search(r"(?:^| - )(\d{4})$", way)
            names.append(f"{pictures[0]} - {digits[1]}" if digits and len(pictures) == 1 else way)
    return " and ".join(dict.fromkeys(names))


def recipient(parts: Iterable[str]) -> str:
    """Name and address, each part on a line; what is only punctuation and repetition is left out."""
    kept = dict.fromkeys(re.sub(r"^[\s,]+|[\s,]+$", "", part) for part in parts)
    return "\n".join(part for part in kept if part)


def popover(element: Element) -> list[str]:
    """The lines of what a link of an element opens, where the page holds it in an attribute."""
    for opener in element.select("[data-a-popover]"):
        try:
            inner = json.loads(opener.attribute("data-a-popover")).get("inlineContent")
        except (ValueError, AttributeError, RecursionError):
            continue
        if isinstance(inner, str):
            parts = (" ".join(html.unescape(part).split()) for part in _TAGS.split(inner))
            return [part for part in parts if part]
    return []
