"""Receipts of Apple: in English with a table of items (2020 to 2025) or with lines (since 2025), and in Japanese."""

import re
from collections.abc import Iterator

from app.importers.mail._days import stated_day
from app.importers.mail._notice import (
    Layout,
    MailLine,
    Notice,
    Record,
    amount_at_end,
    amount_behind,
    label,
    labels,
    money,
    subject,
    values,
)

_SENDER = "no_reply@email.apple.com"
_NUMBER = re.compile(r"^M[0-9A-Z]{6,14}$")
_LINE = re.compile(r"^(?P<app>[^,]{1,80}), .+\s¥(?P<amount>[\d,]+)$")
_HEAD = "Apple Account|Apple ID|Order ID|Document(?: No\\.)?|Date"  # above the items, each with a value
_PAYMENT = label("Billing and Payment")
_SUM = label("Subtotal|Total|Billing and Payment")  # below the items
_PARTS = label("Subtotal|(?:Estimated |Sales )?Tax|VAT|GST|HST|PST")
_HEADINGS = (
    *("app store", "apple music", "icloud", "mac app store", "itunes store", "apple books"),
    *("type", "purchased from", "price"),
)
_MOST_LINES = 24  # of the section of the payment
_FREE = re.compile(r"(?:^|\t)Free$")


def _apple(notice: Notice) -> Iterator[Record]:
    """One order. A mail may hold its receipt twice, of which one is hidden: the first counts."""
    lines = notice.lines
    named = next((value for value in values(lines, "Order ID") if _NUMBER.match(value.plain.split()[0])), None)
    number = named.plain.split()[0] if named else None
    total = _total(lines)
    columns = {"order_id": number, "shop": "apple.com", "titles": _titles(lines), "digital": True}
    columns["date"] = stated_day(lines)
    if number:
        yield Record("orders", columns | ({"money": total[0], "currency": total[1]} if total else {}))
    elif total:
        yield Record("payments", {"merchant": "Apple", "money": total[0], "currency": total[1]})


def _total(lines: tuple[MailLine, ...]) -> tuple[str, str] | None:
    """The amount behind `TOTAL`; in newer receipts what was paid, beside or below the name of the card, in the section
    of the payment."""
    if (total := amount_behind(lines, "TOTAL", "")) and total[1]:
        return total
    start = next((place for place, line in enumerate(lines) if _PAYMENT.match(line.plain)), len(lines))
    for place in range(start + 1, min(start + _MOST_LINES, len(lines))):
        text = lines[place].plain
        amount = money(amount_at_end(text), "")
        name = text if amount_at_end(text) != text else lines[place - 1].plain
        if amount and amount[1] and not _PARTS.match(name):
            return amount
    return None


def _titles(lines: tuple[MailLine, ...]) -> list[str]:
    """The first line of each item, which goes on to its price."""
    end = next((place for place, line in enumerate(lines) if _SUM.match(line.plain)), len(lines))
    heads = [value.place + (value.raw == lines[value.place + 1].raw.strip()) for value in values(lines[:end], _HEAD)]
    titles, first = list[str](), ""
    for line in lines[max(heads, default=-1) + 1 : end]:
        if line.plain.split("\t")[0].casefold() in _HEADINGS:
            continue
        first = first or line.raw
        if amount_at_end(line.plain) or _FREE.search(line.plain):
            titles.append(first)
            first = ""
    return list(dict.fromkeys(titles))


def _japan(notice: Notice) -> Iterator[Record]:
    """One payment for each line `App, item  App 内課金  ¥600`."""
    for line in notice.lines:
        if match := _LINE.match(line.plain):
            what = {"merchant": f"Apple {match['app']}"[:120], "money": match["amount"], "currency": "JPY"}
            yield Record("payments", what)


LAYOUTS = (
    Layout(
        (_SENDER,),
        subject("receipt from Apple|Receipt & Renewal|Receipt and Renewal"),
        (*labels("Order ID", "TOTAL|Billing and Payment"), re.compile("^(?:Receipt|Invoice)", re.IGNORECASE)),
        _apple,
        alone=(labels("Apple (?:ID|Account)", "Order ID", "(?:Document No\\.|Document)", "TOTAL|Billing and Payment"),),
    ),
    Layout((_SENDER,), subject("Apple ?からの領収書"), (_LINE,), _japan, least=1),
)
