"""The rows of Amazon's transactions page, from the text of the saved page or what copying the page leaves."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from app.importers.amazon._common.gift_words import DATE
from app.importers.amazon.pages._gift_rows import signs, trailing_amount


class Transaction(NamedTuple):
    """One charge or refund, with the texts of the page; a missing cell is empty. Where nothing below a day says what it
    was (see ``is_payment``), it is there all the same, so that no row is lost."""

    line: int
    date: str
    method: str
    amount: str
    orders: str
    vendor: str
    status: str
    refund: bool


class _Token(NamedTuple):
    line: int
    kind: str  # day | amount | order | status | words
    text: str


_ORDER = re.compile(
    r"(?:[\w-]+ ?: ?)?(?:order|bestell\w*|commande|pedido|ordine|注文\w*)[ #:no.º]*#? ?[\dD][\d-]{8,30}\b.*", re.I
)
_REFUND = re.compile(r"(?:refund|erstattung|remboursement|reembolso|rimborso|返金)", re.I)
_STATUSES = {
    **dict.fromkeys(("in progress", "pending", "ausstehend", "処理中", "保留中"), "pending"),
    **dict.fromkeys(
        ("completed", "charged", "refunded", "berechnet", "erstattet", "完了", "請求済み", "返金済み"), "completed"
    ),
}
_REFUNDED = ("refunded", "erstattet", "返金済み")
_GROUPS = ("in progress", "completed", "処理中", "完了")
_GIFT_CARD = re.compile(
    r"amazon(?:\.[a-z.]+)?[ -]?(?:gift ?card|geschenkgutschein|ギフト(?:カード|券))(?: used|の利用)?", re.I
)
_CARD = re.compile(r"(?<![*•])[*•]{2,} ?\d{3,4}")
_METHOD = re.compile(r"[*•]|amazon", re.I)  # without one of these no text is a method of payment
_DIGITS = re.compile(r"[*•]* ?\d{3,4}")

# The words before the day on which an order was placed, on the pages of orders, which name a card and an amount too.
_PLACED = re.compile(
    r"(?:order placed|bestellung aufgegeben|commande effectuée|pedido realizado|ordine effettuato|注文日)\b", re.I
)


_NEAR = (
    30  # how far from its amount the texts of a transaction may be; headings and the foot of the page are farther away
)


def is_transactions_page(lines: Iterable[tuple[int, str]]) -> bool:
    """Does this text hold charges with orders and cards, no column of balances as the gift-card page has, and no day of
    an order as pages of orders have?"""
    lines = list(lines)
    if not _METHOD.search(unicodedata.normalize("NFKC", "\n".join(text for _, text in lines))):
        return False  # Most texts end here, long before their lines are looked at one by one.
    tokens = list(_tokens(lines))
    if any(_PLACED.match(token.text) for token in tokens):
        return False
    if any(token.kind == following.kind == "amount" for token, following in pairwise(tokens)):
        return False
    rows = list(_rows(tokens))
    return any(row.orders and is_method(row.method) for row in rows)


def transactions(lines: Iterable[tuple[int, str]]) -> list[Transaction]:
    """The page's charges and refunds in the order of the page."""
    return list(_rows(list(_tokens(lines))))


def is_payment(row: Transaction) -> bool:
    """Does it say how much was paid, or how, and not only what the text beside it is?"""
    return bool(row.amount or is_method(row.method) or (row.orders and row.method))


def is_method(text: str) -> bool:
    """Is this how a card or the gift-card balance is written on the page?"""
    return bool(_CARD.search(text) or _GIFT_CARD.fullmatch(text))


def is_gift_card(method: str) -> bool:
    """Is this the gift-card balance?"""
    return bool(_GIFT_CARD.fullmatch(method))


def _tokens(lines: Iterable[tuple[int, str]]) -> Iterator[_Token]:
    for number, text in lines:
        for cell in text[:2_000].split("\t"):
            remainder = signs(cell)
            day = DATE.match(remainder)
            if day and (day.end() == len(remainder) or remainder[day.end()] in " •·|"):
                yield _Token(number, "day", day.group())
                remainder = remainder[day.end() :].strip(" •·|")
            if not remainder.strip("•·| "):
                continue
            if remainder.casefold() in _STATUSES:
                yield _Token(number, "status", remainder.casefold())
            elif _ORDER.fullmatch(remainder):
                yield _Token(number, "order", remainder)
            elif split := _glued(remainder) or trailing_amount(remainder):
                if split[0]:
                    yield _Token(number, "words", split[0])
                yield _Token(number, "amount", split[1])
            else:
                yield _Token(number, "words", remainder)


def _glued(text: str) -> tuple[str, str] | None:
    """The way of paying and the amount of a text that has nothing between the two, as some copies of the page do."""
    way = _CARD.search(text) or _GIFT_CARD.search(text)
    words = text[way.end() :].strip(" •·|") if way else ""
    return (text[: way.end()], words) if way and words and trailing_amount(words) == ("", words) else None


def _rows(tokens: Sequence[_Token]) -> Iterator[Transaction]:
    """The tokens between two days are one transaction or, on the older page, several. The page has two groups, whose
    names hold for what follows."""
    day, group, part = "", "", []  # type: str, str, list[_Token]
    for token in (*tokens, _Token(0, "day", "")):
        if token.kind == "day" or token.text in _GROUPS:
            yield from _split(day, group, part)
            part = []
        if token.kind == "day":
            day = token.text
        elif token.text in _GROUPS:
            group, day = token.text, ""
        else:
            part.append(token)


def _split(day: str, group: str, part: list[_Token]) -> Iterator[Transaction]:
    """On the older page a transaction begins with its card or balance, and its amount may be missing; on the newer one
    everything up to the next day is one transaction, in another order."""
    starts, complete = [0], False
    if sum(token.kind == "amount" for token in part) > 1 or sum(is_method(token.text) for token in part) > 1:
        for number, token in enumerate(part):
            following = part[number + 1].kind if number + 1 < len(part) else ""
            begins = token.kind == "words" and (is_method(token.text) or following == "amount")
            begins |= token.kind == "amount" and number > 0 and part[number - 1].kind != "words"
            if begins and complete:
                starts.append(number)
                complete = False
            complete |= token.kind in ("amount", "order")
    rows = [_row(day, group, part[start:end]) for start, end in pairwise([*starts, len(part)])]
    payments = [row for row in rows if is_payment(row) and (day or row.orders)]
    yield from payments or (rows[:1] if day and part else [])


def _row(day: str, group: str, part: list[_Token]) -> Transaction:
    place = next((number for number, token in enumerate(part) if token.kind == "amount"), 0)
    part = part[max(place - _NEAR, 0) : place + _NEAR]
    words = [token.text for token in part if token.kind == "words"]
    orders = [token.text for token in part if token.kind == "order"]
    statuses = [token.text for token in part if token.kind == "status"]
    amounts = [token for token in part if token.kind == "amount"]
    amount = amounts[0].text if amounts else ""
    method = _method(words, [token.text for token in part[: part.index(amounts[0])]] if amounts else [])
    vendor = [text for text in words if text not in method]  # what comes last may be the foot of the page
    refund = amount.startswith("+") or any(map(_REFUND.match, orders))
    refund |= amount[:1] not in ("", "-") and any(word in _REFUNDED for word in statuses)
    status = _STATUSES.get((statuses or [group])[0], "")
    line = part[0].line if part else 0
    return Transaction(
        line, day, " ".join(method), amount, "\n".join(orders), vendor[0] if vendor else "", status, refund
    )


def _method(words: list[str], before: list[str]) -> list[str]:
    """The card (its name and digits may be two texts) or the gift-card balance; else the text before the amount."""
    methods = [text for text in words if is_method(text) or _DIGITS.fullmatch(text)]
    if methods and _DIGITS.fullmatch(methods[0]) and words.index(methods[0]):
        return [words[words.index(methods[0]) - 1], *methods]
    return methods or [text for text in before if text in words][-1:]
