"""Rakuten's page of one order, saved or pasted, as it is since 2023 and as it was before."""

import re
from collections.abc import Sequence
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.rakuten._numbers import NAMES, NUMBER, OLD_DETAILS, days_apart, number_in
from app.importers.shared.cells.shop_names import RAKUTEN
from app.importers.shared.pages import yen_orders
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import (
    SAVE_SENTENCE,
    PageOrder,
    first_value,
    is_price,
    labelled,
    lines_of,
    plain,
    seen_lines,
)
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.records.order_rows import settled
from app.reader.table import Block, Head

title = N_("Rakuten Ichiba: details of an order")
get = (
    N_("Sign in to Rakuten, open the list of your orders (購入履歴) and there the details (注文詳細) of an order."),
    SAVE_SENTENCE,
)
cannot_show = N_(
    "This page gives what was paid for one order after coupons and points. It does not show from where or with which "
    "device it was ordered. Orders at Rakuten Books are on other pages."
)
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
columns = None

_PRODUCT = "//item.rakuten.co.jp/"
_PAID = ("支払い金額", "お支払い金額")
_METHOD = ("支払い方法", "お支払い方法")


def recognises(head: Head) -> bool:
    """Recognised by the tables of the older page, or by one order number of Rakuten and what was paid for it."""
    if head.kind not in ("page", "text"):
        return False
    whole = page(head)
    if whole is not None and whole.select(f"{OLD_DETAILS} td.prodName"):
        return True
    lines = seen_lines(head)
    paid = [value for _, _, value in labelled(lines, *_PAID) if is_price(value)]
    numbers = {number_in(value) for _, _, value in labelled(lines, "注文番号")} - {""}
    return len(numbers) == 1 and bool(paid)


class _Page(NamedTuple):
    """What a page shows. ``older``: it is a page as until 2023, with prices of one piece; ``paid`` is what was paid
    then, in yen, or None where it does not say."""

    page: PageOrders
    older: bool = False
    paid: int | None = None


def extract(head: Head, block: Block) -> _Page:
    """The order; of the older page its items, which add up to what was paid."""
    whole = page(head)
    if whole is not None and whole.select(f"{OLD_DETAILS} td.prodName"):
        return _old(whole, block)
    lines = lines_of(head, block)
    place, number = next((line, number_in(value)) for _, line, value in labelled(lines, "注文番号") if number_in(value))
    order = PageOrder(
        place,
        order_id=number,
        date=first_value(lines, "注文日", "注文日時"),
        title=_items(whole) if whole is not None else "",
        total=next(value for _, _, value in labelled(lines, *_PAID) if is_price(value)),
        payment=first_value(lines, *_METHOD),
    )
    return _Page(PageOrders([order], RAKUTEN, {**NAMES, "total": "支払い金額"}, list(days_apart([order]))))


def convert(pages: Sequence[_Page]) -> list[Events]:
    """One ``orders`` event for the order of a page; of the older page one an item."""
    every = zip(pages, yen_orders.convert([page.page for page in pages]), strict=True)
    return [_whole(events, page.paid) if page.older else events for page, events in every]


def _items(whole: Element) -> str:
    """The titles of the items: the links to their pages."""
    links = [link for link in whole.select("a[href]") if _PRODUCT in link.attribute("href")]
    return "; ".join(dict.fromkeys(text for link in links[:200] if (text := " ".join(link.lines()))))


def _old(whole: Element, block: Block) -> _Page:
    """The items of the older page."""
    information = whole.words("div.oDrSpecOrderInfo td.orderID") or ""
    match = NUMBER.search(information) or NUMBER.search("\n".join(whole.lines()))
    rows = [
        row for row in whole.select(f"{OLD_DETAILS} tr") if row.select("td.prodName") and row.select("td.widthPrice")
    ]
    orders = [_item(row, int(block.lines[row.place - 1])) for row in rows]
    for order in orders:
        order.order_id = match[0] if match else ""
        order.date = whole.words("div.oDrSpecOrderInfo td.orderDate") or first_value(
            [(0, text) for text in whole.lines()], "注文日"
        )
        order.seller = whole.words("div.oDrSpecShopInfo .shopName") or ""
    paid = _yen(whole.words(".priceCalc .netTot") or "").strip("円").replace(",", "")
    return _Page(PageOrders(orders, RAKUTEN, NAMES, list(days_apart(orders[:1]))), True, int(paid) if paid else None)


def _whole(events: Events, paid: int | None) -> Events:
    """The items with what was paid for all pieces of each; an order without a readable total has none."""
    orders = events.tables.get("orders")
    if orders is None or not orders.height:
        return events
    pieces = orders.with_columns(
        total_minor=pl.when(pl.col("quantity").is_not_null()).then(pl.col("total_minor") * pl.col("quantity"))
    )
    charge = pl.Series([paid] * pieces.height, dtype=pl.Int64)
    stated = pieces["total_minor"].null_count() == 0 and paid is not None
    items = settled(pieces, charge) if stated else pieces.with_columns(total_minor=pl.lit(None, pl.Int64))
    return Events({"orders": items}, events.problems, records=events.records)


def _yen(text: str) -> str:
    """The first amount in a cell, which may say beside it whether taxes are in it."""
    match = re.search(r"\d{1,3}(?:,\d{3})+|\d{1,9}", plain(text))
    return f"{match[0]}円" if match else ""


def _item(row: Element, line: int) -> PageOrder:
    count = row.words("td.widthQuantity") or ""
    return PageOrder(
        line,
        title=row.words("td.prodName a") or row.words("td.prodName") or "",
        total=_yen(row.words("td.widthPrice") or ""),
        quantity=int(count) if count.isascii() and count.isdigit() and len(count) < 7 else None,
    )
