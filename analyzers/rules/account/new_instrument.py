"""A new card pays or is added soon after a suspicious sign-in, or while older cards of other brands stay in use."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import accumulate

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import apart
from analyzers.events.marks import Gap, Mark, Ref, Severity
from analyzers.events.schemas import Row
from analyzers.events.values import MAX_FINDINGS, display_time, is_card, note, payment_parts, refs, truncation_notice
from analyzers.features import placed_orders, sign_ins
from analyzers.features.changes import COLUMNS, Change, SuspiciousSignIn, account_changes, suspicious_sign_ins
from analyzers.rules.view import View

title = N_("A card that is new in your history")
message = N_(
    "On {at} this card was first used or added: {card}. {reason} Somebody who "
    "misuses an account may pay there with the card of yet another person."
)
innocent = N_(
    "This may be harmless: you or your family may have a new card, or your bank may have replaced an old one."
)
sentence = N_("On {at} a card was used or added that is new for you: {card}.")
UNNAMED_LABEL = N_("a card that the file does not name")
STRONG_SENTENCE = N_(
    "Up to three days earlier, somebody signed in over a network, from a place and with a device "
    "that are all new for you."
)
WEAK_SENTENCE = N_("Up to three days earlier, somebody signed in in a way that is new for you.")
DEAR_SENTENCE = N_("Within three days after it, an order was placed for far more money than usual.")
BESIDE_SENTENCE = N_("The cards that you used before were still being used afterwards.")
RELATED_WINDOW = timedelta(hours=72)  # from a suspicious sign-in to the card, or from the card to an expensive order
severity = "medium"
kind = "rule"
tags = ("account", "wallet", "card", "household", "screen")
needs = (
    "orders.at",
    "orders.payment",
    *(f"{one}?" if not one.endswith("?") else one for one in COLUMNS),
    "logins.at?",
    "placed_orders",
    "sign_ins",
)
references = (
    "Reports of victims: a stranger's card was added and a gift card bought with it",
    "Stripe Radar, card attributes",
)
_DIGITS = re.compile(r"(\d{4})\D*$")


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each card. Its first order is the trigger or, if none is known, the change that added it."""
    facts = list(_found(history))
    yield from truncation_notice(len(facts))
    yield from facts[-MAX_FINDINGS:]


def _found(history: View) -> Iterator[Mark]:
    suspicious, owner = suspicious_sign_ins(history.of(sign_ins.measure)), set(history.owner.cards)
    added = {
        one.row["what"]: one
        for one in reversed(
            list(
                account_changes(
                    history.table("changes"), history.of(sign_ins.measure), history.owner, ("card",), RELATED_WINDOW
                )
            )
        )
    }
    changes = {_last4(what): one for what, one in added.items()}
    cards = _cards(history)
    for card, (head, beside) in _uses(history, cards).items():
        near = suspicious.before(head["at"], RELATED_WINDOW, head["at_basis"])
        digits = _last4(card)
        if digits not in owner and (near or beside):
            yield _paid(card, head, near, changes.get(digits))
    paid = {_last4(card) for card in cards}
    expensive = history.of(placed_orders.measure).filter("expensive")
    for digits, one in changes.items():
        if digits in paid or digits in owner or one.where == "own":
            continue
        after = expensive.filter((pl.col("at") >= one.row["at"]) & (pl.col("at") <= one.row["at"] + RELATED_WINDOW))
        if one.near:
            reason = STRONG_SENTENCE if one.near.strong else WEAK_SENTENCE
            yield _added(one, reason, refs("logins", [one.near.row]))
        elif after.height:
            yield _added(one, DEAR_SENTENCE, refs("orders", after["row"][:1]))


def _last4(card: str | None) -> str | None:
    found = _DIGITS.search(card or "")
    return found[1] if found else None


def _cards(history: View) -> dict[str, tuple[datetime, datetime]]:
    """The first and last use of every card that paid."""
    cards: dict[str, tuple[datetime, datetime]] = {}
    payments = (
        history.of(placed_orders.measure).group_by("payment").agg(first=pl.col("at").min(), last=pl.col("at").max())
    )
    for payment, first, last in payments.filter(pl.col("payment").is_not_null()).iter_rows():
        for card in filter(is_card, payment_parts(payment)):
            before = cards.get(card, (first, last))
            cards[card] = min(first, before[0]), max(last, before[1])
    return cards


def _uses(history: View, cards: Mapping[str, tuple[datetime, datetime]]) -> dict[str, tuple[Row, bool]]:
    """The first order of every new card, and whether older cards stayed in use beside it, none of them of its brand
    (which would be its predecessor)."""
    brands: dict[str, datetime] = {}
    for name, (first, _) in cards.items():
        brands[_brand(name)] = min(first, brands.get(_brand(name), first))
    ends = sorted(cards.values())
    latest = list(accumulate((last for _, last in ends), max))  # last use of any card known by then
    found: dict[str, tuple[Row, bool]] = {}
    for head in history.of(placed_orders.measure).filter("new_payer").iter_rows(named=True):
        at, older = head["at"], bisect_left(ends, head["at"], key=lambda one: one[0])
        for card in filter(is_card, payment_parts(head["payment"])):
            if cards[card][0] == at and card not in found:
                beside = older > 0 and latest[older - 1] > at
                found[card] = head, beside and brands[_brand(card)] >= at
    return found


def _brand(card: str) -> str:
    return card[:-4].strip(" -*").casefold()


def _paid(card: str, head: Row, near: SuspiciousSignIn | None, added: Change | None) -> Mark:
    lowered: Severity | None = None if near and near.strong else "low"
    reason = (STRONG_SENTENCE if near.strong else WEAK_SENTENCE) if near else BESIDE_SENTENCE
    context = [Ref("logins", near.row)] if near else []
    return Mark(
        triggers=refs("orders", [head["row"]]),
        context=(*refs("changes", [added.row["row"]] if added else []), *context),
        values={"at": display_time(head["at"], head["at_basis"]), "card": card, "reason": note(reason)},
        arithmetic=(*((apart(head["at"] - near.at, RELATED_WINDOW),) if near else ()),),
        severity=lowered,
    )


def _added(change: Change, reason: str, context: tuple[Ref, ...]) -> Mark:
    return Mark(
        triggers=refs("changes", [change.row["row"]]),
        context=context,
        values={
            "at": display_time(change.row["at"], change.row["at_basis"]),
            "card": change.row["what"] or note(UNNAMED_LABEL),
            "reason": note(reason),
        },
        arithmetic=(*((apart(change.row["at"] - change.near.at, RELATED_WINDOW),) if change.near else ()),),
        severity="low",
    )
