"""Mercari's page of one purchase (`/transaction/m…`), saved or pasted."""

import re

from app.i18n import N_
from app.importers.shared.cells.shop_names import MERCARI
from app.importers.shared.pages.elements import page
from app.importers.shared.pages.order_pages import (
    SALE_SENTENCE,
    SAVE_SENTENCE,
    NumberedLine,
    PageOrder,
    first_value,
    labelled,
    lines_of,
    seen_lines,
)
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, FileProblem, Head

title = N_("Mercari: page of a purchase")
get = (
    N_("Sign in to Mercari in a browser, open the list of your purchases (購入した商品) and there one purchase."),
    SAVE_SENTENCE,
)
cannot_show = N_("This page gives the price of one purchase, not what was paid with coupons and points.")
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
totals_are_whole = False
columns = None

_BOX = "[data-testid^=transaction:information-for-]"
_SELLER = "transaction:information-for-seller"
_LABELS = ("購入日時", "商品代金", "配送料", "送料", "商品ID", "商品価格", "販売手数料", "販売利益", "支払い方法")
_SALES = ("商品価格", "販売手数料", "販売利益")
_ITEM = re.compile(r"m\d{6,15}")
_NAMES = {"order_id": "商品ID", "date": "購入日時", "total": "商品代金"}


def recognises(head: Head) -> bool:
    """Recognised by the name that the page gives to what it says of a purchase or a sale, or by its labels in pasted
    text."""
    if head.kind == "page":
        whole = page(head)
        boxes = whole.select(_BOX) if whole is not None else []
        return any("購入日時" in box.lines() for box in boxes)
    if head.kind != "text":
        return False
    lines = seen_lines(head)
    there = {label for label in _LABELS if first_value(lines, label)}
    return {"購入日時", "商品ID"} <= there and not there.isdisjoint(("商品代金", *_SALES)) and bool(_item(lines))


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event; none of what was sold, which has other labels."""
    whole, lines = page(head), lines_of(head, block)
    boxes = whole.select(_BOX) if whole is not None else []
    sold = any(box.attribute("data-testid").startswith(_SELLER) for box in boxes)
    if sold or any(True for _ in labelled(lines, *_SALES)):
        first = lines[0][0]
        return PageOrders([], MERCARI, _NAMES, [FileProblem("sale", SALE_SENTENCE, {}, first)], [first])
    line = next(number for _, number, _ in labelled(lines, "購入日時"))
    order = PageOrder(
        line,
        order_id=_item(lines),
        date=first_value(lines, "購入日時"),
        title=(whole.words(f"{_BOX} [data-testid=item-label]") if whole is not None else "") or "",
        total=_price(lines),
        payment=first_value(lines, "支払い方法"),
    )
    return PageOrders([order], MERCARI, _NAMES)


def _item(lines: list[NumberedLine]) -> str:
    match = _ITEM.search(first_value(lines, "商品ID"))
    return match[0] if match else ""


def _price(lines: list[NumberedLine]) -> str:
    """The price, whose mark and number may be in two lines."""
    for place, _, value in labelled(lines, "商品代金"):
        after = lines[place + 2][1] if place + 2 < len(lines) else ""
        return value + after if value in ("¥", "\\") else value
    return ""
