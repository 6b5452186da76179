"""A claim in words: the cells of its row in a letter and on the first page of the summary."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzers.book.losses import Total
from analyzers.events.marks import Money
from app.i18n import N_
from app.i18n.formats import country, joined, when
from app.i18n.translate import gettext, translate, value
from app.report.claim_table.claim import Claim
from app.report.event_words import CHANGE_LABELS
from checklists.sites import display_name

BALANCE_LABELS = {
    "gift_card": N_("Gift card balance"),
    "points": N_("Points"),
    "card": N_("Card"),
    "bank": N_("Bank account"),
}
KIND_LABELS = {
    "orders": N_("Order"),
    "refunds": N_("Refund"),
    "returns": N_("Return"),
    "payments": N_("Payment"),
    "logins": N_("Sign-in"),
    "changes": N_("Change in the account"),
}
ENTRY_LABEL = N_("Entry in the history")  # of a report that does not say what its rows are
USE_SENTENCE, CREDIT_SENTENCE = N_("Use of the balance"), N_("Added to the balance")
POINTS_SENTENCE = N_("Change of the points")
# Of payments that are in no sum.
PAYMENT_STATUS_LABELS = {
    "pending": N_("Not yet booked"),
    "declined": N_("Declined"),
    "reversed": N_("Reversed"),
}
STATUS_SENTENCE = N_("{amount} ({status}; not added up)")
NAMED_SENTENCE = N_("{kind}: {what}")
MORE_SENTENCE = N_("{items} and {count} more")
TO_SENTENCE = N_("{what} (recipient: {name})")
LOSS_LABELS = {
    "lost": N_("Lost"),
    "came_back": N_("Came back"),
    "still_open": N_("Still open"),
    "suspected": N_("Only suspected, not in the loss"),
}
MAX_ITEMS, LONGEST = 3, 80  # products of one order that are named, and characters of each


class Sum(Struct, frozen=True):
    """One sum in words: its ``name`` (a field of ``Total``), its label, and its amounts in all currencies."""

    name: str
    label: str
    amounts: str


def row(claim: Claim, lang: str) -> dict[str, str]:
    """The cells of a claim in ``lang``; a cell that is not known is empty."""
    return {
        "number": str(claim.number),
        "at": when(claim.at, claim.at_basis, lang, claim.zone) if claim.at else "",
        "order": claim.order,
        "what": what(claim, lang),
        "amount": _amount(claim, lang),
        "payment": _payment(claim, lang),
        "merchant": claim.payee or claim.shop or "",
    }


def what(claim: Claim, lang: str) -> str:
    """What a row is about: the products of an order, else what happened and to what; a payment by its payee, a change
    of an account by its kind and the words of its file."""
    named = _items(claim, lang)
    if claim.table == "orders" and named:
        text = named
    elif claim.table == "logins":
        place = country(claim.country, lang) if claim.country else value(claim.place, lang)
        text = sign_in(place, value(claim.device, lang), lang)
    else:
        label = translate(CHANGE_LABELS[claim.change], lang) if claim.change in CHANGE_LABELS else ""
        named = joined(filter(None, (label, named)), lang)
        text = gettext(NAMED_SENTENCE, lang, kind=_kind(claim, lang), what=named) if named else _kind(claim, lang)
    if "address" in claim.tags and claim.recipient:
        return gettext(TO_SENTENCE, lang, what=text, name=claim.recipient)
    return text


def sign_in(place: str, device: str, lang: str) -> str:
    """A sign-in by its place and device, as far as known."""
    kind, where = translate(KIND_LABELS["logins"], lang), joined(filter(None, (place, device)), lang)
    return gettext(NAMED_SENTENCE, lang, kind=kind, what=where) if where else kind


def _amount(claim: Claim, lang: str) -> str:
    """The amount without its sign; with the status of a payment that is in no sum."""
    amount = value(Money(abs(claim.money.minor), claim.money.currency), lang) if claim.money else ""
    return with_status(amount, claim.status, lang) if claim.status else amount


def with_status(amount: str, status: str, lang: str) -> str:
    """An amount, which may be unknown (empty), with the status that keeps it out of every sum."""
    label = translate(PAYMENT_STATUS_LABELS[status], lang) if status in PAYMENT_STATUS_LABELS else status
    return gettext(STATUS_SENTENCE, lang, amount=amount, status=label) if amount else label


def _kind(claim: Claim, lang: str) -> str:
    if claim.table == "ledger":
        if claim.payment == "points":
            return translate(POINTS_SENTENCE, lang)
        return translate(USE_SENTENCE if claim.money and claim.money.minor < 0 else CREDIT_SENTENCE, lang)
    return translate(KIND_LABELS.get(claim.table, ENTRY_LABEL), lang)


def _items(claim: Claim, lang: str) -> str:
    """The payee and the names of the things, without those that only repeat another cell."""
    things = [text for text in claim.items if text != claim.shop]
    named = dict.fromkeys([claim.payee or "", *things])
    named = dict.fromkeys(text.replace(claim.order, "").strip() if claim.order else text for text in named)
    short = [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in named if text]
    names = value(short[:MAX_ITEMS], lang)
    more = len(short) - MAX_ITEMS
    return gettext(MORE_SENTENCE, lang, items=names, count=more) if more > 0 else names


def _payment(claim: Claim, lang: str) -> str:
    payment = claim.payment or ""
    return translate(BALANCE_LABELS[payment], lang) if payment in BALANCE_LABELS else payment


def names(some: Iterable[Claim], lang: str) -> list[str]:
    """The names of the shops and services of these rows; where none has one, those of their payees."""
    claims = list(some)
    sites = dict.fromkeys(claim.shop for claim in claims if claim.shop)
    payees = (claim.payee for claim in claims if claim.payee)
    return list(dict.fromkeys([display_name(site, lang) for site in sites] or payees))


def involved(some: Iterable[Total]) -> list[Money]:
    """The sums of lost and suspected money by currency: the amount that an episode is about."""
    return [Money(total.lost + total.suspected, total.currency) for total in some]


def sums(some: Sequence[Total], lang: str) -> list[Sum]:
    """The sums with their labels, in the order of reading: if something is lost, also what came back and what is still
    open; suspected money apart."""
    lost = [total for total in some if total.lost]
    result = []
    for name, label in LOSS_LABELS.items():
        each = [total for total in some if total.suspected] if name == "suspected" else lost
        if each:
            amounts = " + ".join(value(Money(getattr(total, name), total.currency), lang) for total in each)
            result.append(Sum(name, translate(label, lang), amounts))
    return result
