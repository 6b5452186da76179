"""A claim in words: the cells of its row in a letter and on the first page of the summary."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from analyzers.book.losses import Total
from analyzers.events.marks import Money
from app.i18n import N_
from app.i18n.formats import country, joined, when
from app.i18n.translate import gettext, translate, value
from app.report.claim_table.claim import Claim

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


def row(one: Claim, lang: str) -> dict[str, str]:
    """The cells of a claim in ``lang``; an empty one is not known."""
    return {
        "number": str(one.number),
        "at": when(one.at, one.at_basis, lang, one.zone) if one.at else "",
        "order": one.order,
        "what": what(one, lang),
        "amount": _amount(one, lang),
        "payment": _payment(one, lang),
        "merchant": one.payee or one.shop or "",
    }


def what(one: Claim, lang: str) -> str:
    """What a row is: the products of an order, else what happened and to what."""
    named = _items(one, lang)
    if one.table == "orders" and named:
        text = named
    elif one.table == "logins":
        place = country(one.country, lang) if one.country else value(one.place, lang)
        text = sign_in(place, value(one.device, lang), lang)
    else:
        text = gettext(NAMED_SENTENCE, lang, kind=_kind(one, lang), what=named) if named else _kind(one, lang)
    if "address" in one.tags and one.recipient:
        return gettext(TO_SENTENCE, lang, what=text, name=one.recipient)
    return text


def sign_in(place: str, device: str, lang: str) -> str:
    """A sign-in by where and with what, as far as that is known."""
    kind, where = translate(KIND_LABELS["logins"], lang), joined(filter(None, (place, device)), lang)
    return gettext(NAMED_SENTENCE, lang, kind=kind, what=where) if where else kind


def _amount(one: Claim, lang: str) -> str:
    """The amount without its sign; with the status of a payment that is in no sum."""
    amount = value(Money(abs(one.money.minor), one.money.currency), lang) if one.money else ""
    return with_status(amount, one.status, lang) if one.status else amount


def with_status(amount: str, status: str, lang: str) -> str:
    """An amount, which may be unknown (empty), and the status because of which it is in no sum."""
    label = translate(PAYMENT_STATUS_LABELS[status], lang) if status in PAYMENT_STATUS_LABELS else status
    return gettext(STATUS_SENTENCE, lang, amount=amount, status=label) if amount else label


def _kind(one: Claim, lang: str) -> str:
    if one.table == "ledger":
        if one.payment == "points":
            return translate(POINTS_SENTENCE, lang)
        return translate(USE_SENTENCE if one.money and one.money.minor < 0 else CREDIT_SENTENCE, lang)
    return translate(KIND_LABELS.get(one.table, ENTRY_LABEL), lang)


def _items(one: Claim, lang: str) -> str:
    """The names of the things, without those that only repeat another cell."""
    named = [text.replace(one.order, "").strip() if one.order else text for text in one.items]
    named = [text for text in named if text and text not in (one.payee, one.shop)]
    short = [text if len(text) <= LONGEST else text[: LONGEST - 1] + "…" for text in named]
    shown = value(short[:MAX_ITEMS], lang)
    more = len(short) - MAX_ITEMS
    return gettext(MORE_SENTENCE, lang, items=shown, count=more) if more > 0 else shown


def _payment(one: Claim, lang: str) -> str:
    given = one.payment or ""
    return translate(BALANCE_LABELS[given], lang) if given in BALANCE_LABELS else given


def involved(some: Iterable[Total]) -> list[Money]:
    """What is lost and what is only suspected, together, by currency: what an episode is about."""
    return [Money(one.lost + one.suspected, one.currency) for one in some]


def sums(some: Sequence[Total], lang: str) -> list[Sum]:
    """The sums with their labels, in the order of reading: once something is lost, what came back and what is still
    open too; what is only suspected, apart."""
    lost = [one for one in some if one.lost]
    shown = []
    for name, label in LOSS_LABELS.items():
        each = [one for one in some if one.suspected] if name == "suspected" else lost
        if each:
            amounts = " + ".join(value(Money(getattr(one, name), one.currency), lang) for one in each)
            shown.append(Sum(name, translate(label, lang), amounts))
    return shown
