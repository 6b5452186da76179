"""The order in the text that copying Amazon's page of one order, or its printable summary, leaves."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.importers.amazon.pages._item_lines import ITEMS_HEADING, NUMBERED, is_row, item_lines, no_title, paid_rows
from app.importers.amazon.pages._order_details import charge, dated_refunds
from app.importers.amazon.pages._order_page import JOINT, Item, Order
from app.importers.amazon.pages._order_text import NumberedLine, is_order_list, is_status, order_lines, site_of_text
from app.importers.amazon.pages._order_tree import recipient
from app.importers.amazon.pages._order_words import (
    CANCELLED,
    MONEY,
    ORDER_ID,
    SELLER,
    SUBTOTAL,
    date_in,
    label_of,
    money_in,
    order_id_in,
    payments,
    row_kind,
    row_label,
    summary_rows,
    values,
)

_PRINTED = re.compile(
    r"final details for order|details for order #|items ordered|digital order:|bestellte artikel|digitale bestellung:|"
    r"デジタル注文",
    re.IGNORECASE,
)
_PREFIXED = re.compile(r"(\d{1,3}) (\D.{3,})")
_HEADINGS = re.compile(
    r"^(?:order summary|summary|注文内容|注文概要|bestellübersicht|items ordered|price|価格|注文商品)$", re.IGNORECASE
)
_SOLD_WITHIN = re.compile(r"\s*(?:sold by|verkauf durch|verkauft von|販売)\s?[:：]\s*", re.IGNORECASE)
_AFTER_SELLER = re.compile(
    r"\s*(?:\(seller profile\)|(?:condition|zustand|supplied by)\s?[:：]).*$",
    re.IGNORECASE,
)
_ADDRESS_LINES = 7
_PAYMENT_LINES = 6


def is_order(lines: Sequence[NumberedLine]) -> bool:
    """Does this text hold one order: its number, its day, and the rows of its summary?"""
    if len(_numbers(lines)) != 1 or not _day(lines):
        return False
    kinds = {row_kind(row_label(text)) for _, text in lines}
    # What was cancelled before it was paid may have no sum; its printable summary is still known by its heading.
    cancelled = is_printed(lines) and any(CANCELLED.search(text) for _, text in lines)
    return bool(kinds & {"charged", "order_total"}) or cancelled


def is_page_of_orders(texts: Sequence[str]) -> bool:
    """Does a text come from a page of orders, or from that of one order?"""
    lines = order_lines(texts)
    return is_order_list(lines) or is_order(lines)


def is_printed(lines: Sequence[NumberedLine]) -> bool:
    """Is it the printable summary?"""
    return any(_PRINTED.search(text) for _, text in lines)


def order(lines: Sequence[NumberedLine]) -> Order:
    """The order that the text is about."""
    texts = [text for _, text in lines]
    labelled = values(texts)
    start = next(place for place, text in enumerate(texts) if ORDER_ID.search(text))
    result = Order(
        lines[_first_label(texts, start)][0], order_id_in(texts[start]), _day(lines), shop=site_of_text(lines)
    )
    charge(result, paid_rows(texts))
    result.items = _items(texts)
    result.status = next((text for text in texts if CANCELLED.search(text)), "") or next(filter(is_status, texts), "")
    result.payment = " and ".join(dict.fromkeys(payments(labelled.get("payment", [])[:_PAYMENT_LINES])))
    result.recipient = recipient(_address(labelled.get("recipient", [])))
    if dated := list(dated_refunds(texts)):
        result.refund = JOINT.join(dated)
    return result


def _numbers(lines: Sequence[NumberedLine]) -> set[str]:
    """The order numbers that follow a label, in the same line or in the next one."""
    numbers = set()
    before = ""
    for _, text in lines:
        label = (label_of(text) or ("", ""))[0]
        if label in ("order_id", "date") or _PRINTED.search(text) or before == "order_id":
            numbers.add(order_id_in(text))
        before = label
    return numbers - {""}


def _first_label(texts: Sequence[str], number: int) -> int:
    """The line at which the order begins: that of its day or of its number, whichever comes first."""
    places = [place for place, text in enumerate(texts) if (label_of(text) or ("", ""))[0] in ("date", "order_id")]
    return min([number, *places])


def _day(lines: Sequence[NumberedLine]) -> str:
    labelled = values(text for _, text in lines)
    return date_in(" ".join(labelled.get("date", ())[:1]))


def _address(lines: Sequence[str]) -> list[str]:
    """The lines of an address, up to the next heading."""
    address: list[str] = []
    for text in lines[:_ADDRESS_LINES]:
        if _HEADINGS.match(text) or row_kind(row_label(text)) or MONEY.fullmatch(text):
            break
        address.append(text)
    return address


def _items(texts: Sequence[str]) -> list[Item]:
    """The items: what is after `1 of:`, or above the seller, or else between the heading of the items and a price."""
    candidates = [item for place in range(len(texts)) if (item := _item(texts, place))] or list(_listed(texts))
    subtotal = next((amount for label, amount in summary_rows(texts, item_lines(texts)) if SUBTOTAL.search(label)), "")
    return _without_prefixes(candidates, subtotal)


def _item(texts: Sequence[str], place: int) -> Item | None:
    text, above = texts[place], texts[place - 1] if place else ""
    behind = texts[place + 1 : place + 8]
    if numbered := NUMBERED.fullmatch(text):
        name, quantity = numbered["name"], numbered["count"] or ""
        name, _, seller = (part.strip() for part in _SOLD_WITHIN.sub("\n", name, count=1).partition("\n"))
        seller = seller or next((SELLER.sub("", line) for line in behind[:1] if SELLER.match(line)), "")
    elif SELLER.match(text) and not (NUMBERED.fullmatch(above) or no_title(above)):
        name, seller = above, SELLER.sub("", text) or (behind[0] if behind else "")
        before = texts[place - 2] if place > 1 else ""
        quantity = before if re.fullmatch(r"\d{1,3}", before) else ""
    else:
        return None
    price = next((money_in(line) for line in behind if MONEY.match(line)), "")
    return Item(name, quantity=quantity, total=price, seller=_AFTER_SELLER.sub("", seller).strip())


def _listed(texts: Sequence[str]) -> Iterator[Item]:
    """The items of a table of titles and prices."""
    start = next((place for place, text in enumerate(texts) if ITEMS_HEADING.fullmatch(text)), len(texts))
    for place in range(start + 1, len(texts) - 1):
        name, price = texts[place], texts[place + 1]
        if is_row(name):
            return
        if MONEY.fullmatch(price) and not no_title(name) and not _HEADINGS.match(name):
            titled, _, seller = _SOLD_WITHIN.sub("\n", name, count=1).partition("\n")
            yield Item(titled.strip(), total=money_in(price), seller=_AFTER_SELLER.sub("", seller).strip())


def _without_prefixes(candidates: list[Item], subtotal: str) -> list[Item]:
    """The items with the number in front of a title as its quantity, as one page prints it; a title may begin with a
    number too, so that is done only where the prices then add up to the subtotal, and do not before."""

    def sums(items: list[Item]) -> int:
        return sum(_digits(item.total) * int(item.quantity or 1) for item in items)

    cut = [
        replace(item, name=prefixed[2], quantity=prefixed[1])
        if not item.quantity and (prefixed := _PREFIXED.fullmatch(item.name))
        else item
        for item in candidates
    ]
    wanted = _digits(subtotal)
    return cut if wanted and sums(candidates) != wanted == sums(cut) else candidates


def _digits(amount: str) -> int:
    """The digits of an amount as a number; amounts of one page have the same decimals."""
    return int(re.sub(r"\D", "", amount)[:15] or 0)
