"""Mails of eBay, PayPal and Apple, and two of Japan: charges of au PAY, and Rakuten's other confirmation."""

import re
from collections.abc import Iterator

from app.importers.mail._notice import (
    ANY,
    Layout,
    Line,
    Notice,
    Record,
    amount_behind,
    first,
    label,
    labels,
    money,
    subject,
    text_of,
    values,
)
from app.importers.month_names import MONTHS
from app.importers.shared.cells.shop_names import RAKUTEN

_EBAY_NUMBER = re.compile(r"\b\d{2}-\d{5}-\d{5}\b")
_CHARGED = re.compile(r"^Total charged to\b", re.IGNORECASE)
_NEAR = 3  # lines below a label, among which its amount stands
_PAYPAL_ID = re.compile(r"^[0-9A-Z]{17}$")
_SENT = re.compile(
    r"^You (?P<did>sent|authori[sz]ed|received) a (?:payment|total) of (?P<amount>.+?)"
    r"(?: (?:to|from) (?P<party>.+?))?\.?$",
    re.IGNORECASE,
)
_APPLE_NUMBER = re.compile(r"^M[0-9A-Z]{6,14}$")
_APPLE_LINE = re.compile(r"^(?P<app>[^,]{1,80}), .+\s¥(?P<amount>[\d,]+)$")
_APPLE_HEADINGS = ("type", "purchased from", "price")
_APPLE_DAY = re.compile(r"^(?:DATE[:\s]+)?([A-Z][a-z]{2,8}) (\d{1,2}), (\d{4})$")
_PRICE_BEHIND = re.compile(r"(?<!\S)((?:US)?[$£€]\s?\d[\d,.]*)$")


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
        yield Record("orders", columns | (alone if len(numbers) == 1 else {}))
    if total and len(numbers) != 1:
        seller = text_of(lines, "Your seller|Seller")
        yield Record("payments", {**alone, "merchant": f"eBay {seller}" if seller else "eBay", "method": "eBay"})


def _ebay_total(lines: tuple[Line, ...]) -> tuple[str, str] | None:
    """What was charged, behind its label or below it; else the amount of the order."""
    for place, line in enumerate(lines):
        if _CHARGED.match(line.plain):
            behind = [cell for near in lines[place : place + _NEAR] for cell in near.plain.split("\t")]
            amounts = (money(_last(cell), "") for cell in behind)
            return next((amount for amount in amounts if amount and amount[1]), None)
    amount = amount_behind(lines, "Order total", "")
    return amount if amount and amount[1] else None


def _last(text: str) -> str:
    """The amount at the end of a line."""
    match = _PRICE_BEHIND.search(text)
    return match[1] if match else ""


def _paypal(notice: Notice) -> Iterator[Record]:
    """One payment of the sum that the mail says was sent, whatever parts it has; one that was only authorised is
    pending."""
    match = next((sentence for line in notice.lines if (sentence := _SENT.match(line.plain))), None)
    amount = money(match["amount"], "") if match else None
    if not match or not amount or not amount[1]:
        return
    did = match["did"].casefold()
    merchant = match["party"] or text_of(notice.lines, "Payment sent to|Merchant|Seller") or "PayPal"
    columns = {"merchant": merchant[:120], "method": "PayPal", "currency": amount[1]}
    columns["status"] = "pending" if did.startswith("authori") else "completed"
    yield Record("payments", {**columns, "money": f"-{amount[0]}" if did == "received" else amount[0]})


def _apple(notice: Notice) -> Iterator[Record]:
    """One order. A mail may hold its receipt twice, of which one is hidden: the first counts."""
    lines = notice.lines
    named = next((value for value in values(lines, "Order ID") if _APPLE_NUMBER.match(value.plain.split()[0])), None)
    number = named.plain.split()[0] if named else None
    total = _apple_total(lines)
    columns = {"order_id": number, "shop": "apple.com", "titles": _apple_titles(lines), "digital": True}
    columns["date"] = _apple_day(lines)
    if number:
        yield Record("orders", columns | ({"money": total[0], "currency": total[1]} if total else {}))
    elif total:
        yield Record("payments", {"merchant": "Apple", "money": total[0], "currency": total[1]})


def _apple_total(lines: tuple[Line, ...]) -> tuple[str, str] | None:
    """The amount behind `TOTAL`; in newer receipts the last of the section of the payment, where the card stands."""
    if (total := amount_behind(lines, "TOTAL", "")) and total[1]:
        return total
    starts = [place for place, line in enumerate(lines) if label("Billing and Payment").match(line.plain)]
    for line in lines[starts[0] + 1 : starts[0] + 12] if starts else ():
        amount = money(_last(line.plain), "")
        if amount and amount[1] and not label("Subtotal|Tax|VAT|GST|HST").match(line.plain):
            return amount
    return None


def _apple_titles(lines: tuple[Line, ...]) -> list[str]:
    """The line below the account, or below the name of a section."""
    below = label("Apple Account|App Store|Apple Music|iCloud|Mac App Store|iTunes Store|Apple Books")
    places = [place for place, line in enumerate(lines[:-1]) if below.match(line.plain)]
    under = lines[places[0] + 1 :] if places else ()
    return [line.raw for line in under if line.plain.casefold() not in _APPLE_HEADINGS][:1]


def _apple_day(lines: tuple[Line, ...]) -> str | None:
    """`May 3, 2020` as `2020-05-03`, of the first line that is a day."""
    days = (match for line in lines if (match := _APPLE_DAY.match(line.plain)))
    for name, day, year in (match.groups() for match in days):
        if month := MONTHS.get(name.casefold()):
            return f"{year}-{month:02d}-{int(day):02d}"
    return None


def _apple_japan(notice: Notice) -> Iterator[Record]:
    """One payment for each line `App, item  App 内課金  ¥600`."""
    for line in notice.lines:
        if match := _APPLE_LINE.match(line.plain):
            what = {"merchant": f"Apple {match['app']}"[:120], "money": match["amount"], "currency": "JPY"}
            yield Record("payments", what)


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


_APPLE_SENDER = "no_reply@email.apple.com"
LAYOUTS = (
    Layout(
        ("ebay@ebay.com",),
        subject("order is confirmed|order confirmed"),
        labels("Item price", "Item number"),
        _ebay,
        alone=((label("Item price"), label("Item number"), label("Order total")),),
    ),
    Layout(
        ("service@paypal.co.uk", "service@paypal.com"),
        subject(ANY),
        (label("Transaction ID|Confirmation number"), _SENT),
        _paypal,
        alone=((label("Transaction ID"), _SENT),),
    ),
    Layout(
        (_APPLE_SENDER,),
        subject("receipt from Apple|Receipt & Renewal|Receipt and Renewal"),
        (*labels("Order ID", "TOTAL|Billing and Payment"), re.compile("^(?:Receipt|Invoice)", re.IGNORECASE)),
        _apple,
        alone=(labels("Apple (?:ID|Account)", "Order ID", "(?:Document No\\.|Document)", "TOTAL|Billing and Payment"),),
    ),
    Layout((_APPLE_SENDER,), subject("Apple ?からの領収書"), (_APPLE_LINE,), _apple_japan, least=1),
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
