"""Mails of PayPal: payments that were sent, authorised or received, donations, and one mail for several payments."""

import re
from collections.abc import Iterator
from itertools import pairwise

from app.importers.mail._days import stated_day
from app.importers.mail._notice import (
    ANY,
    Columns,
    Layout,
    MailLine,
    Notice,
    Record,
    amount_behind,
    label,
    labels,
    money,
    subject,
    text_of,
    values,
)
from app.importers.shared.cells.printed_sums import SUBTOTAL, Part, Sum

_NUMBER = "Transaction ID|Confirmation number"
_NUMBERED = re.compile(r"^(?:O-)?[0-9A-Z]{17,19}$")
_SELLER = "eBay seller(?! ID)|Seller|Merchant|Payment to"
_AMOUNT = r"(?P<amount>[^\sA-Za-z]*(?:[A-Z]{2})?[^\sA-Za-z]*\d[\d.,]*\d(?: ?[A-Z]{3})?)"
_PARTY = r" ?(?:to|from) (?P<party>.+?)(?: using PayPal)?\.?"
_YOU = "You"  # begins what a mail says was done
_DID = (
    rf"{_YOU}(?:[’']ve| have)? (?P<did>sent|authori[sz]ed|received|submitted) "
    r"an? (?:payment of|total of|order amounting to)"
    r"|This email confirms that you have (?P<gave>donated)"
)
_SENTENCE = re.compile(rf"^(?:{_DID}) {_AMOUNT}(?:{_PARTY}|\..*)?$", re.IGNORECASE)
_PENDING = ("authori", "submitted")  # no charge yet
_BULK = (*labels("Transaction ID", "Payment to"), re.compile("PayPal"))  # a mail without a sentence


def _paypal(notice: Notice) -> Iterator[Record]:
    """One payment of the sum that the mail says was sent, whatever parts it has, or one for each transaction where it
    has several; one that was only authorised is pending."""
    match = next((sentence for line in notice.lines if (sentence := _SENTENCE.match(line.plain))), None)
    stated = money(match["amount"], "") if match else amount_behind(notice.lines, "Payment|Total", "")
    if not stated or not stated[1]:
        return
    did = (match["did"] or "donated").casefold() if match else "sent"
    common: Columns = {"method": "PayPal", "status": "pending" if did.startswith(_PENDING) else "completed"}
    if notice.at is None:
        common["date"] = stated_day(notice.lines)
    payments = [_of(lines) for lines in _transactions(notice.lines)]
    if len(payments) > 1:
        amounts = tuple(
            Part(SUBTOTAL, place, paid["money"] if paid["currency"] == stated[1] else "0")
            for place, paid in enumerate(payments)
        )
        whole = Sum(stated[0], stated[1], amounts)
        yield from (Record("payments", {**common, **payment}, sum=whole) for payment in payments)
        return
    merchant = (match and match["party"]) or text_of(notice.lines, f"Payment sent to|{_SELLER}") or "PayPal"
    amount = f"-{stated[0]}" if did == "received" else stated[0]
    yield Record("payments", {**common, "merchant": merchant[:120], "money": amount, "currency": stated[1]})


def _transactions(lines: tuple[MailLine, ...]) -> Iterator[tuple[MailLine, ...]]:
    """The lines of each transaction, where there are several: each has its own number, and its seller is named in front
    of that."""
    numbers = {value.plain.split()[0]: value.place for value in reversed(list(values(lines, _NUMBER)))}
    places = sorted(place for number, place in numbers.items() if _NUMBERED.match(number))
    sellers = [value.place for value in values(lines, _SELLER)]
    starts = [
        max((seller for seller in sellers if before < seller < place), default=place)
        for before, place in pairwise([-1, *places])
    ]
    return (lines[start:end] for start, end in pairwise([*starts, len(lines)]))


def _of(lines: tuple[MailLine, ...]) -> Columns:
    """Whom one of several transactions paid, and how much."""
    amount = amount_behind(lines, "Payment|Total", "")
    merchant = text_of(lines, _SELLER) or "PayPal"
    return {"merchant": merchant[:120], "money": amount and amount[0], "currency": amount and amount[1]}


LAYOUTS = (
    Layout(
        ("service@paypal.co.uk", "service@paypal.com"),
        subject(ANY),
        (label(_NUMBER), _SENTENCE),
        _paypal,
        alone=((label("Transaction ID"), _SENTENCE),),
    ),
    Layout(
        ("service@paypal.co.uk", "service@paypal.com"),
        subject(ANY),
        _BULK,
        _paypal,
        least=len(_BULK),
        alone=(_BULK,),
    ),
)
