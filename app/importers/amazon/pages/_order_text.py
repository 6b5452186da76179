"""The orders in the text that copying Amazon's list of orders leaves."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from app.importers.amazon._common.gift_words import is_japanese, plain, shop_of
from app.importers.amazon.pages._order_page import Item, Order
from app.importers.amazon.pages._order_words import (
    CANCELLED,
    MONEY,
    NO_ORDERS,
    ORDER_ID,
    STATUS,
    date_in,
    label_of,
    money_in,
    order_id_in,
    payments,
    row_kind,
    values,
)

NumberedLine = tuple[int, str]  # its number and its text
_PAYMENT_LINES = 5
# What a mail begins with, and how the mails of the shop write the day of an order.
_OF_MAIL = re.compile(
    r"^(?:from|subject|von|betreff|差出人|件名) ?[:：]|^注文日 ?[:：] ?\d{4}/\d\d/\d\d\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_LONGEST = 2_000  # characters of a line that are looked at
# What a page offers to do with an item or an order; it never is a title.
_OFFERS_LISTED = (
    *("view order details", "order details", "view invoice", "invoice", "view order", "buy it again", "view your item"),
    *("track package", "return or replace items", "return items", "share gift receipt", "get product support"),
    *("ask product question", "write a product review", "leave seller feedback", "leave delivery feedback"),
    *("archive order", "unarchive order", "add a protection plan", "problem with order", "view return/refund status"),
    *("get help", "cancel items", "change shipping address", "view or edit order", "view your subscribe & save"),
    *("manage subscription", "resend gift card", "when will i get my refund?", "view your orders", "hide order"),
    *(
        "注文内容を表示",
        "注文の詳細を表示",
        "注文の詳細",
        "領収書等",
        "領収書",
        "領収書/購入明細書",
        "再度購入",
        "もう一度買う",
    ),
    *("商品を表示", "配送状況を確認", "商品の返品", "返品・交換", "返品と交換", "商品レビューを書く", "出品者を評価"),
    *(
        "配達状況を確認",
        "注文を非表示にする",
        "注文をアーカイブする",
        "注文に関する問題",
        "ギフトレシートを共有",
        "商品サポートを受ける",
    ),
    *("bestelldetails anzeigen", "rechnung", "nochmals kaufen", "deinen artikel anzeigen", "lieferung verfolgen"),
    *("artikel ersetzen", "schreib eine produktrezension", "eine frage zum produkt stellen", "bestellung archivieren"),
    *("artikel zurückgeben oder ersetzen", "verkäufer-feedback abgeben", "dein spar-abo anzeigen"),
    *("bestellung ansehen oder ändern", "deinen artikel ansehen", "rücksendungsberechtigung", "return eligibility"),
)
_OFFERS = frozenset(_OFFERS_LISTED)
# What stands below a title.
_BELOW = re.compile(
    r"(?:return (?:or replace|window|and product|eligib|by|items:)|returnable|auto-delivered|sold by|supplied by"
    r"|condition:|buy it again|view your item|amount$|message:|返品(?:期間|期限|可能|・交換|商品)|再度購入|もう一度買う"
    r"|商品を表示|販売|定期|zeitraum für rückgabe|rückgabe|rücksendungsber|automatisch zugestellt|verkauf durch"
    r"|nochmals kaufen|deinen artikel)",
    re.IGNORECASE,
)
_MESSAGE = re.compile(r"message:|メッセージ ?[:：]?$|nachricht:", re.IGNORECASE)  # of a gift card, up to its amount
_AMOUNT = re.compile(r"amount$|金額$|betrag$", re.IGNORECASE)
_PAGING = re.compile(r"[←‹«]? ?(?:previous|前へ|zurück)|(?:next|次へ|weiter) ?[→›»]?", re.IGNORECASE)
_COUNT_OF_ITEM = re.compile(r"\d{1,3}")


def lines_of(rows: Iterable[NumberedLine]) -> list[NumberedLine]:
    """The lines of a text that are not empty. Cells of a table are lines of their own; copying leaves a separator
    between them. Labels beside each other, as a printed list has them, have the values of the row below them."""
    split = [(number, list(filter(None, map(plain, text[:_LONGEST].split("\t"))))) for number, text in rows]
    result: list[NumberedLine] = []
    waiting: list[tuple[int, list[str]]] = []  # the row of labels above, where it has labels without a value
    for number, cells in filter(lambda row: row[1], split):
        bare = [label for label in (waiting[0][1] if waiting else ()) if not (label_of(label) or ("", "x"))[1]]
        above, waiting = waiting, []
        if above and len(bare) == len(cells) and not any(map(label_of, cells)):
            below = iter(cells)
            result += ((above[0][0], text) for label in above[0][1] for text in _with_value(label, below, bare))
        elif len(cells) > 1 and all(map(label_of, cells)):
            result += ((place, label) for place, labels in above for label in labels)
            waiting = [(number, cells)]
        else:
            result += ((place, label) for place, labels in above for label in labels)
            result += ((number, cell) for cell in cells)
    return result + [(place, label) for place, labels in waiting for label in labels]


def _with_value(label: str, values_below: Iterator[str], bare: Sequence[str]) -> tuple[str, ...]:
    """A label, and its value from the row below where it has none of its own."""
    return (label, next(values_below)) if label in bare else (label,)


def order_lines(texts: Sequence[str]) -> list[NumberedLine]:
    """The lines of a text that may come from a page of orders; empty for any other text, such as mails and most
    files."""
    whole = "\n".join(texts)
    fits = ORDER_ID.search(whole) or NO_ORDERS.search(whole)
    return lines_of(enumerate(texts)) if fits and not _OF_MAIL.search(whole) else []


def is_order_list(lines: Sequence[NumberedLine]) -> bool:
    """Whether this text is a list of orders: it has orders with a day and a number but without the sums of a single
    order, or the sentence that there are no orders."""
    listed = next(_blocks(lines), None) or any(NO_ORDERS.search(text) for _, text in lines)
    sums = {row_kind(MONEY.sub("", text)) for _, text in lines} & {"charged", "order_total"}
    return bool(listed) and not sums


def orders(lines: Sequence[NumberedLine]) -> list[Order]:
    """The orders in the order of the page."""
    shop = site_of_text(lines)
    return [_order(block, shop) for block in _blocks(lines)]


def site_of_text(lines: Sequence[NumberedLine]) -> str:
    """The one shop that a text names, else the Japanese one for a text in Japanese with its currency."""
    shops = {shop for _, text in lines if (shop := shop_of(text))}
    if len(shops) == 1:
        return shops.pop()
    texts = [text for _, text in lines]
    return (
        "amazon.co.jp" if not shops and is_japanese(texts) and any(re.search(r"[¥円]", text) for text in texts) else ""
    )


def _blocks(lines: Sequence[NumberedLine]) -> Iterator[Sequence[NumberedLine]]:
    """The lines of each order: from the label of its day to that of the next, if there is a number between them."""
    starts = [place for place, (_, text) in enumerate(lines) if (label_of(text) or ("", ""))[0] == "date"]
    for start, end in pairwise([*starts, len(lines)]):
        block = list(takewhile(lambda line: not _PAGING.fullmatch(line[1]), lines[start:end]))
        labelled = values(text for _, text in block[:20])
        day, number = " ".join(labelled.get("date", ())[:1]), " ".join(labelled.get("order_id", ())[:1])
        if date_in(day) and order_id_in(number):
            yield block


def _order(block: Sequence[NumberedLine], shop: str) -> Order:
    head = next(place for place, (_, text) in enumerate(block) if ORDER_ID.search(text))
    labelled = values(text for _, text in block[: head + 1])
    order = Order(block[0][0], order_id_in(block[head][1]), date_in(labelled["date"][0]), shop=shop)
    behind = values(text for _, text in block[head + 1 : head + 4])
    order.whole = money_in(" ".join([*labelled.get("total", ()), *behind.get("total", ())][:1]))
    texts = [text for _, text in block[head + 1 :]]
    paid = next((place for place, text in enumerate(texts) if (label_of(text) or ("", ""))[0] == "payment"), len(texts))
    order.payment = " and ".join(dict.fromkeys(payments(texts[paid : paid + _PAYMENT_LINES])))
    texts = texts[:paid]
    order.items = list(_items(texts))
    order.status = next((text for text in texts if is_status(text)), "")
    return order


def is_status(text: str) -> bool:
    """Whether a line is the status of a parcel: it is short and does not end like a sentence."""
    other = _BELOW.match(text) or text.casefold() in _OFFERS or text.endswith((".", "。"))
    return len(text) < 60 and bool(STATUS.match(text)) and not other


def _items(texts: Sequence[str]) -> Iterator[Item]:
    """The items. A title is the line above the lines that the page shows below titles. An order without such lines has
    one item: its longest line that is neither a status nor a button."""
    status, quantity, is_item = "", "", False
    held, message = "", False
    for text in texts:
        message = bool(_MESSAGE.match(text)) or (message and not _AMOUNT.match(text))
        if message and not _MESSAGE.match(text):
            continue
        if is_status(text):
            status, held = text, ""
        elif _COUNT_OF_ITEM.fullmatch(text):
            quantity = text
        elif _BELOW.match(text):
            if held:
                is_item = True
                yield Item(held, quantity=quantity, status=status)
            held, quantity = "", ""
        elif not (text.casefold() in _OFFERS or MONEY.fullmatch(text) or label_of(text)):
            held = text
    if not is_item:
        lines = [text for text in texts if not is_status(text) and not text.endswith((".", "。"))]
        lines = [
            text for text in lines if text.casefold() not in _OFFERS and len(text) > 3 and not CANCELLED.search(text)
        ]
        if lines:
            yield Item(max(lines, key=len), quantity=quantity, status=status)
