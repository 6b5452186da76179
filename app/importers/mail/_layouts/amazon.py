"""Mails of Amazon: orders in three generations of layouts, digital orders, dispatch, refunds and sign-ins."""

import re
from collections.abc import Iterator

from app.importers.mail._notice import (
    Layout,
    MailLine,
    Notice,
    Record,
    amount_behind,
    first,
    label,
    labels,
    subject,
    text_of,
)

ORDER = re.compile(r"(?<![\w-])(?:\d{3}|D\d{2})-\d{7}-\d{7}(?![\w-])")
_NUMBER = label(r"ご?注文番号|Order ?(?:#|number|ID)|Digital order ?(?:#|number)")
_TOTALS = (r"ご?注文合計", r"この注文の合計", r"合計", r"Grand Total", r"Order Total", r"Total")
_SUBTOTAL = r"(?:商品の)?小計|(?:Item )?Subtotal"
_RULE = re.compile(r"^={5,}$")
_STARRED = re.compile(r"^\*\s+(.+)$")
_NUMBERED = re.compile(r'^\d+\s+"(.+?)"?$')
_PRICE = re.compile(r"^(?:¥|\\|\$) ?\d[\d,]*(?:\.\d\d)?$")
_QUANTITY = re.compile(r"^(?:数量|Quantity|Qty)(?: ?:|\s|$)", re.IGNORECASE)  # between a title and its price
_LABELLED = re.compile(r"^(?!【)[^:]{1,20}:|^[-=_]{3,}|^(?:¥|\$)|^\d+ JPY$")
_QUOTED = re.compile(r"[「“\"](.+?)(?:[」”\"]|$)")


def _orders(notice: Notice) -> Iterator[Record]:
    """One order for each number: several in one mail often have no items, and their own totals only."""
    blocks = _blocks(notice.lines)
    for number, lines in blocks.items():
        total = _total(lines)
        names = _titles(lines) or (_QUOTED.findall(notice.subject)[:1] if len(blocks) == 1 else [])
        gift = any("ギフトカードの送信先" in line.plain for line in lines)
        fee = amount_behind(lines, "代引手数料")
        yield Record(
            "orders",
            {
                "order_id": number,
                "shop": notice.site,
                "titles": [*names, *(["ギフトカード"] if gift and not names else [])],
                "gift_card": gift,
                "date": text_of(lines, "ご?注文日"),
                "payment": "代金引換" if fee and fee[0].strip("-0.,") else None,
                **({"money": total[0], "currency": total[1]} if total else {}),
            },
            lines=lines,
        )


def _total(lines: tuple[MailLine, ...]) -> tuple[str, str] | None:
    """What the order costs, by the first label that there is."""
    amounts = (amount_behind(lines, name) for name in _TOTALS)
    return next((amount for amount in amounts if amount), None)


def _digital(notice: Notice) -> Iterator[Record]:
    """The same; these mails state a subtotal alone."""
    blocks = _blocks(notice.lines)
    for number, lines in blocks.items():
        total = _total(lines) or amount_behind(lines, _SUBTOTAL)
        columns = {"order_id": number, "shop": notice.site, "titles": _titles(lines), "digital": True}
        yield Record("orders", columns | ({"money": total[0], "currency": total[1]} if total else {}), lines=lines)


def _dispatched(notice: Notice) -> Iterator[Record]:
    """Orders that were sent, without what they cost; the time is that of the notice."""
    blocks = _blocks(notice.lines)
    names = _QUOTED.findall(notice.subject)[:1] if len(blocks) == 1 else []
    for number in blocks:
        yield Record("orders", {"order_id": number, "shop": notice.site, "titles": names, "shipped": True})


def _blocks(lines: tuple[MailLine, ...]) -> dict[str, tuple[MailLine, ...]]:
    """The lines of each order number, from the number to the next one or to a rule between orders."""
    blocks: dict[str, list[MailLine]] = {}
    open_: list[MailLine] | None = None
    for place, line in enumerate(lines):
        order_id = _order_at(lines, place)
        if order_id:
            open_ = blocks.setdefault(order_id, [])
        elif _RULE.match(line.plain):
            open_ = None
        if open_ is not None:
            open_.append(line)
    return {number: tuple(some) for number, some in blocks.items()}


def _order_at(lines: tuple[MailLine, ...], place: int) -> str | None:
    """The order number behind a label in this line, or in the next one."""
    behind = _NUMBER.match(lines[place].plain)
    if not behind:
        return None
    remainder = lines[place].plain[behind.end() :]
    text = remainder if remainder.strip() or place + 1 == len(lines) else lines[place + 1].plain
    match = ORDER.search(text)
    return match[0] if match else None


def _titles(lines: tuple[MailLine, ...]) -> list[str]:
    """The titles of what was ordered, in any of the three layouts."""
    names = list[str]()
    above: MailLine | None = None
    for line in lines:
        match = _STARRED.match(line.raw) or _NUMBERED.match(line.raw)
        if match:
            names.append(match[1])
        elif _PRICE.match(line.plain) and above and not _LABELLED.match(above.plain):
            names.append(above.raw)
        if not _QUANTITY.match(line.plain):
            above = None if match else line
    return names


def _pay(notice: Notice) -> Iterator[Record]:
    """A payment by Amazon Pay in another shop."""
    if amount := amount_behind(notice.lines, "ご請求金額"):
        merchant = text_of(notice.lines, "販売事業者(?:名)?") or text_of(notice.lines, "販売事業者お問い合わせ先")
        columns = {"money": amount[0], "currency": amount[1], "merchant": merchant, "method": "Amazon Pay"}
        yield Record("payments", columns)


def _refund(notice: Notice) -> Iterator[Record]:
    """A refund that was issued, for the one order that the mail names."""
    numbers = {number for line in notice.lines for number in ORDER.findall(line.plain)}
    names = (r"Total refund|Refund total", r"Refund subtotal|Item Refund")
    amounts = (amount_behind(notice.lines, name, "USD") for name in names)
    refund = next((amount for amount in amounts if amount), None)
    if len(numbers) == 1 and refund:
        columns = {"order_id": numbers.pop(), "shop": notice.site, "money": refund[0], "currency": refund[1]}
        yield Record("refunds", {**columns, "status": "completed"})


def _sign_in(notice: Notice) -> Iterator[Record]:
    """A sign-in, or an attempt that waits for approval. The code that the mail may hold is not kept."""
    tried = re.search(r"試行|attempt", notice.subject, re.IGNORECASE)
    device, near = first(notice.lines, "デバイス|Device"), first(notice.lines, "付近|Near")
    where = {"agent": device.raw[:200] if device else None, "city": near.raw[:80] if near else None}
    what = {"activity": "sign-in attempt" if tried else "sign-in", "success": not tried}
    yield Record("logins", {"service": "amazon", "shop": notice.site, **where, **what})


_SITES = ("amazon.co.jp", "amazon.com")


def _at(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}@{site}" for name in names for site in _SITES)


_ORDER_LABELS = (
    _NUMBER,
    ORDER,
    label(r"ご?注文合計|この注文の合計|合計|Grand Total|Order Total|Total"),
    label("ご?注文日"),
)
# The words of the three generations that no page of the shop has together.
_ALONE = (
    (ORDER, label("この注文の合計"), re.compile("^ご注文いただきありがとうございます")),
    (
        re.compile(rf"^注文番号: ?{ORDER.pattern}"),
        re.compile(r"^注文日: ?\d{4}/\d\d/\d\d$"),
        re.compile("^領収書/購入明細書$"),
    ),
    (ORDER, _NUMBER, re.compile("^注文済み$"), label("数量"), re.compile(r"^(?:合計 )?\d[\d,]* JPY$")),
)
LAYOUTS = (
    Layout(
        _at("auto-confirm"),
        subject(r"ご注文|注文済み|your amazon\.(?:com|co\.jp) order|^ordered:"),
        (*_ORDER_LABELS, label(_SUBTOTAL), label("数量|Quantity"), label("配送料・手数料")),
        _orders,
        least=3,
        alone=_ALONE,
    ),
    Layout(
        _at("digital-no-reply"),
        subject(r"amazon\.(?:co\.jp|com)|注文済み|^ordered:"),
        (_NUMBER, re.compile(r"D\d{2}-\d{7}-\d{7}"), label(f"{_SUBTOTAL}|合計|注文合計|Total|Grand Total|Order Total")),
        _digital,
    ),
    Layout(
        _at("shipment-tracking", "order-update"),
        subject(r"^(?:発送済み|配達中|配達済み|shipped|out for delivery|delivered)\s*:"),
        (_NUMBER, ORDER, re.compile(r"^(?:発送済み|配達中|配達済み|Shipped|Out for delivery|Delivered)")),
        _dispatched,
    ),
    Layout(("no-reply@amazon.co.jp",), subject("定期おトク便"), (_NUMBER, ORDER, label("注文合計")), _orders),
    Layout(
        ("no-reply@amazon.com",), subject("Amazon ?Pay"), labels("ご請求金額", "販売事業者(?:お問い合わせ先|名)?"), _pay
    ),
    Layout(
        _at("return", "payments-messages"),
        subject(r"refund (?:issued|confirmed)|your refund for"),
        (ORDER, label("Total refund|Refund total"), label("Refund subtotal|Item Refund"), label("Item|Item details")),
        _refund,
    ),
    Layout(
        _at("account-update"),
        subject(r"sign-?in (?:attempt|detected)|サインイン(?:試行)?が検出されました|アカウントデータアクセスの試行"),
        labels("日時|When", "デバイス|Device", "付近|Near"),
        _sign_in,
        confirmed=True,
    ),
)
