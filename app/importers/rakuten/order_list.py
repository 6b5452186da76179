"""Rakuten's list of orders (`order.my.rakuten.co.jp`), saved or pasted, as it is since 2023 and as it was before."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace

from app.i18n import N_
from app.importers.rakuten._numbers import NAMES, OLD_DETAILS, days_apart, number_in
from app.importers.shared.cells.shop_names import RAKUTEN
from app.importers.shared.pages.elements import Element, page
from app.importers.shared.pages.order_pages import (
    SAVE_SENTENCE,
    NumberedLine,
    PageOrder,
    fewer,
    first_value,
    is_price,
    labelled,
    lines_of,
    seen_lines,
)
from app.importers.shared.pages.order_pages import takes as takes
from app.importers.shared.pages.yen_orders import PageOrders
from app.importers.shared.pages.yen_orders import convert as convert
from app.reader.table import Block, Head

title = N_("Rakuten Ichiba: list of orders")
get = (
    N_("Sign in to Rakuten and open the list of your orders (購入履歴) at order.my.rakuten.co.jp."),
    SAVE_SENTENCE,
)
cannot_show = N_(
    "This list gives the day and the price of what was ordered, not what was paid with shipping, coupons and points, "
    "not how it was paid and not where it was sent. Orders at Rakuten Books are on other pages."
)
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
totals_are_whole = False
columns = None

_OLD = "div.oDrListItem"
_NEAR = 8  # lines between the date of an order and its number
_GAP = 15  # lines between an order's number and its first price, or between two prices
_BEYOND = re.compile("おすすめ|閲覧履歴|ランキング|最近チェック|あなたに")
Priced = tuple[int, str, str]  # the number of a line, a title and its price


def recognises(head: Head) -> bool:
    """Recognised by the boxes of the older page, or by dates and Rakuten's order numbers below their labels."""
    if head.kind == "page":
        whole = page(head)
        if whole is None or whole.select(OLD_DETAILS):
            return False
        if any(box.select("li.orderID") for box in whole.select(_OLD)):
            return True
    if head.kind not in ("page", "text"):
        return False
    lines = seen_lines(head)
    places = [place for _, place in _numbered(lines)]
    mail = any(True for _ in labelled(lines, "受注番号", "[受注番号]"))
    paid = any(True for _ in labelled(lines, "支払い金額", "お支払い金額"))
    return bool(places) and not mail and (len(places) > 1 or not paid)


def extract(head: Head, block: Block) -> PageOrders:
    """One ``orders`` event an item; of the older page, which lists no prices, one an order."""
    whole = page(head)
    boxes = [box for box in whole.select(_OLD) if box.select("li.orderID")] if whole is not None else []
    if whole is not None and boxes:
        orders = [_box(box, int(block.lines[box.place - 1])) for box in boxes]
        more = fewer(whole.words("div.oDrPager span.totalItem"), len(orders))
    else:
        orders, more = list(_listed(lines_of(head, block))), []
    return PageOrders(orders, RAKUTEN, NAMES, [*more, *days_apart(orders)])


def _box(box: Element, line: int) -> PageOrder:
    return PageOrder(
        line,
        order_id=number_in(box.words("li.orderID span.idNum") or box.words("li.orderID") or ""),
        date=box.words("li.purchaseDate") or "",
        seller=box.words("li.shopName a") or "",
    )


def _numbered(lines: Sequence[NumberedLine]) -> list[tuple[int, int]]:
    """The places at which orders begin (their date or their number, whichever the page has first), and those of their
    numbers."""
    dates = [place for place, _, value in labelled(lines, "注文日", "注文日時") if value]
    numbers = [place for place, _, value in labelled(lines, "注文番号") if number_in(value)]
    if not dates or not numbers:
        return []
    if numbers[0] < dates[0]:
        return [(place, place) for place in numbers]
    before = [(dates[bisect_left(dates, place) - 1], place) for place in numbers]
    return [(start, place) for start, place in before if place - start <= _NEAR]


def _listed(lines: Sequence[NumberedLine]) -> Iterator[PageOrder]:
    """The items of every order. An order without priced items is one item itself."""
    starts = _numbered(lines)
    ends = [start for start, _ in starts[1:]] + [len(lines)]
    for (start, place), end in zip(starts, ends, strict=True):
        part = lines[start:end]
        day = first_value(part, "注文日", "注文日時")
        status = next((text for _, text in part if text in ("キャンセル済み", "キャンセル済")), "")
        number = next(value for value in (number_in(text) for _, text in lines[place : place + 2]) if value)
        order = PageOrder(part[0][0], order_id=number, date=day, status=status)
        items = list(_items(part[place - start :]))
        yield from (replace(order, line=line, title=name, total=price) for line, name, price in items)
        if not items:
            yield order


def _items(part: Sequence[NumberedLine]) -> Iterator[Priced]:
    """The priced titles of an order, up to the first large gap or to what the page recommends below its list."""
    last = 0
    for place in range(1, len(part)):
        if place - last > _GAP or _BEYOND.search(part[place][1]):
            return
        (line, name), price = part[place - 1], part[place][1]
        if is_price(price) and not _own_word(name):
            yield line, name, price
            last = place


def _own_word(text: str) -> bool:
    """Whether the line above a price is a word of the page or a value of the order instead of a title."""
    return (
        is_price(text)
        or len(text) < 2
        or bool(number_in(text))
        or text in ("その他", "合計", "小計", "送料", "商品合計", "合計金額")
    )
