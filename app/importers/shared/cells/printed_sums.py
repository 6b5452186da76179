"""Whether the printed parts of a price (subtotal, tax, postage, discount) make up its printed total."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

SUBTOTAL, OPTIONAL, UNKNOWN = "subtotal", "optional", "unknown"
_TAX, _ADDED, _LESS = "tax", "added", "less"
# Beside the kind of a part, the labels that shops print it under. The total is before or after an optional part.
LABELS = (
    (SUBTOTAL, r"(?:商品の)?小計|商品(?:代金)?合計|(?:Item(?:\(s\)|s)? |Refund )?Subtotal|Item Refund|Zwischensumme"),
    (
        _TAX,
        r"(?:Estimated |Sales )?Tax(?: Refund| to be collected)?|VAT|GST|HST|PST|内?消費税(?:等|額)?|MwSt\.?|USt\.?",
    ),
    (
        _ADDED,
        r"(?:Postage|Shipping|Delivery)(?: (?:&|and) (?:Packing|packaging|Handling))?|配?送料|配送料・手数料|Versand",
    ),
    (_ADDED, r"Verpackung(?: und|&) Versand|Verpackung & Versand|Versandkosten|Shipping Refund"),
    (_ADDED, r"代引手数料|(?:決済|支払い?)?手数料|Gift ?wrap|ギフト包装料?|Insurance"),
    (_LESS, r"(?:Total )?Discount|Promotions?(?: Applied)?|Coupon|割引|値引き?|クーポン(?:利用|値引き?)?|Rabatt"),
    (
        OPTIONAL,
        r"Gift Card(?: Amount)?|(?:Amazon)?ギフトカード(?:残高)?|(?:Amazon)?ポイント(?:利用)?|Store Credit|Balance",
    ),
)
_MOST_UNKNOWN = 4  # parts under labels that are not known
_WITH_TAX = ("USD", "CAD")  # whose subtotals are always without the tax
_NUMBER = re.compile(r"\d[\d.,' ]*")
_BETWEEN = re.compile(r"total before|vor steuern|税抜", re.IGNORECASE)  # sums of some parts
_CENTS = re.compile(r"[.,](\d{1,2})$")


class Part(NamedTuple):
    """One printed part: its kind, the place of its label among all, by which a repeated one is known, and its amount
    as text. A part of unknown kind counts, or comes off, or is within another."""

    kind: str
    label: int
    amount: str


class Sum(NamedTuple):
    """A printed total, the parts that are printed beside it, and their currency, empty where that is not known."""

    total: str
    currency: str
    parts: tuple[Part, ...]


def parts_of(rows: Iterable[tuple[str, str]]) -> Iterator[Part]:
    """The parts in rows of a label and an amount. A sum of some of them is left out."""
    for number, (name, amount) in enumerate(rows):
        known = ((place, kind) for place, (kind, names) in enumerate(LABELS) if _is_label(names, name))
        place, kind = next(known, (len(LABELS) + number, UNKNOWN))
        if not _BETWEEN.search(name):
            yield Part(kind, place, amount)


def _is_label(names: str, name: str) -> bool:
    return re.match(rf"\W*(?:{names})(?![a-z])", name, re.IGNORECASE) is not None


def differs(whole: Sum) -> bool:
    """Whether the parts contradict the total, all of them and the first of each label (a page may hold a receipt twice,
    or a subtotal for each parcel). Parts of which some are missing prove nothing: without a subtotal, or with nothing
    else beside it, this is False."""
    amounts = [(part, _units(part.amount)) for part in whole.parts]
    known = [(part, amount) for part, amount in amounts if amount is not None]
    total, unknown = _units(whole.total), sum(part.kind == UNKNOWN for part in whole.parts)
    if total is None or len(known) < len(amounts) or unknown > _MOST_UNKNOWN:
        return False
    if not {SUBTOTAL} < {part.kind for part in whole.parts}:
        return False
    firsts = list({part.label: (part, amount) for part, amount in reversed(known)}.values())
    return not any(total in set(_totals(parts, whole.currency)) for parts in (known, firsts))


def _units(text: str) -> int | None:
    """An amount in hundredths, without its sign; null where there is no number."""
    match = _NUMBER.search(text)
    number = match[0].strip(" .,'") if match else ""
    cents = _CENTS.search(number)
    digits = re.sub(r"\D", "", number[: cents.start()] if cents else number)
    return int(digits) * 100 + int(cents[1].ljust(2, "0") if cents else 0) if digits else None


def _totals(parts: Sequence[tuple[Part, int]], currency: str) -> Iterator[int]:
    """The totals that these parts can have: with or without the tax, where prices may hold it already; before or after
    what a balance paid; and with, without or less each part whose label is not known."""
    of = {kind: [amount for part, amount in parts if part.kind == kind] for kind in (_TAX, _LESS, OPTIONAL, UNKNOWN)}
    base = sum(amount for part, amount in parts if part.kind in (SUBTOTAL, _ADDED)) - sum(of[_LESS])
    taxes = {sum(of[_TAX])} if currency in _WITH_TAX else {0, sum(of[_TAX])}
    balances = {0, sum(of[OPTIONAL]), *of[OPTIONAL]}
    others: Iterable[int] = {sum(signs) for signs in product(*((0, amount, -amount) for amount in of[UNKNOWN]))}
    yield from (base + tax - paid + other for tax in taxes for paid in balances for other in others)
