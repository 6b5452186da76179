"""Mails of eBay, and two of Japan: charges of au PAY, and Rakuten's other confirmation."""

import re
from collections.abc import Iterator

from app.importers.mail._notice import (
    ANY,
    Layout,
    MailLine,
    Notice,
    Record,
    amount_at_end,
    amount_behind,
    first,
    label,
    labels,
    money,
    subject,
    text_of,
    values,
)
from app.importers.shared.cells.shop_names import RAKUTEN

_EBAY_NUMBER = re.compile(r"\b\d{2}-\d{5}-\d{5}\b")
_CHARGED = re.compile(r"^Total charged to\b", re.IGNORECASE)
_NEAR = 3  # lines below a label, among which its amount stands


def _ebay(notice: Notice) -> Iterator[Record]:
    """An order for each number. Where one total is for several orders, or the mail gives no number (2018), what was
    charged is a payment."""
    lines = notice.lines
    numbers = list(
        dict.fromkeys(_EBAY_NUMBER.findall("\n".join(value.plain for value in values(lines, "Order number"))))
    )
    titles = {number: list[str]() for number in numbers}
    places = [place for place, line in enumerate(lines) if label("Item price").match(line.plain) and place]
    for place, end in zip(places, [*places[1:], len(lines)], strict=True):
        match = _EBAY_NUMBER.search(" ".join(line.plain for line in lines[place:end]))
        titles.get(match[0] if match else "", []).append(lines[place - 1].raw)
    total = _ebay_total(lines)
    alone = {"money": total[0], "currency": total[1]} if total else {}
    for number in numbers:
        columns = {"order_id": number, "shop": "ebay.com", "titles": list(dict.fromkeys(titles[number]))}
        yield Record("orders", columns | (alone if len(numbers) == 1 else {}), subtotal="Price")
    if total and len(numbers) != 1:
        seller = text_of(lines, "Your seller|Seller")
        what = {"merchant": f"eBay {seller}" if seller else "eBay", "method": "eBay"}
        yield Record("payments", {**alone, **what}, lines=lines, subtotal="Price")


def _ebay_total(lines: tuple[MailLine, ...]) -> tuple[str, str] | None:
    """What was charged, behind its label or below it; else the amount of the order."""
    for place, line in enumerate(lines):
        if _CHARGED.match(line.plain):
            behind = [cell for near in lines[place : place + _NEAR] for cell in near.plain.split("\t")]
            amounts = (money(amount_at_end(cell), "") for cell in behind)
            return next((amount for amount in amounts if amount and amount[1]), None)
    amount = amount_behind(lines, "Order total", "")
    return amount if amount and amount[1] else None


def _rakuten(notice: Notice) -> Iterator[Record]:
    """An order whose labels have a colon, with several titles."""
    number, total = first(notice.lines, "注文番号"), amount_behind(notice.lines, "合計|お支払い?金額|支払い金額")
    columns = {
        "order_id": number.plain.split()[0] if number else None,
        "shop": RAKUTEN,
        "seller": text_of(notice.lines, "ショップ名"),
        "date": text_of(notice.lines, "ご?注文日時?"),
        "titles": [value.raw for value in values(notice.lines, "商品名")],
    }
    yield Record("orders", columns | ({"money": total[0], "currency": total[1]} if total else {}))


LAYOUTS = (
    Layout(
        ("ebay@ebay.com",),
        subject("order is confirmed|order confirmed"),
        labels("Item price", "Item number"),
        _ebay,
        alone=((label("Item price"), label("Item number"), label("Order total")),),
    ),
    Layout(
        ("order@rakuten.co.jp",),
        subject("楽天市場.*注文内容ご確認"),
        labels("注文番号", "ご注文日", "ショップ名", "商品名", "合計"),
        _rakuten,
        least=4,
    ),
    Layout(
        ("auto@connect.auone.jp",),
        subject(ANY),
        labels("チャージ日時", "チャージ金額", "チャージ方法"),
        code="charge-mail",
    ),
)
