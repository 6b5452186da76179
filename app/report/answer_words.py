"""The words for the answers, which depend on what is asked: one table for the pages and the command."""

from collections.abc import Mapping

from analyzers.events.answers import UNPAID, Answer, fits
from app.i18n import N_
from app.i18n.translate import translate

UNPAID_LABEL = N_("Mine, but the money did not come")
Labels = Mapping[Answer, str]
_ACT: Labels = {
    "mine": N_("Yes, that was me"),
    "family": N_("My family did"),
    "not_mine": N_("I don’t recognise it"),
    "not_sure": N_("Don’t know"),
}
_KNOWN: Labels = {
    "mine": N_("Yes, I know it"),
    "family": N_("My family knows it"),
    "not_mine": N_("I don’t know it"),
    "not_sure": N_("Don’t know"),
}
_PAYEE: Labels = {
    "mine": N_("Yes, I pay them"),
    "family": N_("My family pays them"),
    "not_mine": N_("I don’t know them"),
    "not_sure": N_("Don’t know"),
}
_OWNED: Labels = {
    "mine": N_("Yes, mine"),
    "family": N_("My family’s"),
    "not_mine": N_("It is not mine"),
    "not_sure": N_("Don’t know"),
}
_BY_KIND: Mapping[str, Labels] = {
    "receiver_place": _KNOWN,
    "place": _KNOWN,
    "payee": _PAYEE,
    "device": _OWNED,
    "card": _OWNED,
    "subscription": _OWNED,
    "refund": _KNOWN,
    "refund_unknown": _KNOWN,
    "points": _KNOWN,
}


def labels(kind: str) -> Labels:
    """The message keys of the answers to a kind of question, in the order in which they are offered. A refund has one
    more answer: the money did not come."""
    every = dict(_BY_KIND.get(kind, _ACT))
    unsure = every.pop("not_sure")
    extra: dict[Answer, str] = {UNPAID: UNPAID_LABEL} if fits(kind, UNPAID) else {}
    return every | extra | {"not_sure": unsure}


def choices(kind: str, lang: str) -> list[tuple[str, str]]:
    """The answers to a kind of question with their labels in ``lang``."""
    return [(answer, translate(label, lang)) for answer, label in labels(kind).items()]
