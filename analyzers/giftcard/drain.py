"""Most of the gift-card balance went within a day, for orders that are not usual for the account."""

from collections.abc import Iterator
from typing import Any, Literal

import polars as pl

from analyzers.drains import Drain, drains
from analyzers.finding import Fact, Gap, Money, Severity
from analyzers.gift_cards import unusual_gift_cards
from analyzers.links import unjudged
from analyzers.placed import FRESH
from analyzers.shown import MOST, note, refs, when
from analyzers.signs import Family, Sign, said
from analyzers.view import View

title = "Most of the gift-card balance was spent within a day"
message = (
    "Until {at}, within one day, {spent} of a gift-card balance of {held} were spent. {reason} {beside} Whoever gets "
    "into an account spends the balance first, because nobody has to confirm it."
)
innocent = (
    "It can be harmless: a present for somebody else, a card for games or music, or one large thing is often paid from "
    "the balance."
)
sentence = "Within the day until {at}, {spent} of a gift-card balance of {held} were spent."
Novelty = Literal["address", "gift_card", "later", "uncovered", "unknown"]
REASON_SENTENCES: dict[Novelty, str] = {
    "uncovered": "No list of orders was handed in that says what it was for, and at other times at most {most} were "
    "used within a day.",
    "later": "These orders are newer than your list of orders, so nothing says what they were.",
    "unknown": "Your list of orders, which covers that time, does not have these orders.",
    "gift_card": "Gift cards or prepaid cards were bought with it.",
    "address": "The orders went to somebody whom no earlier order names.",
}
WORTH = 1  # times what an order usually costs that must have been spent
MUCH = 4  # times that, and more than ever before: much even where nothing says what it was for
DAYS = 5  # other days with uses, without which nothing says how much of a balance is usually used
FAR = 3  # times the most of any other day that one order took, where no list says what it was
FAR_TOGETHER = 2  # the same of several orders
BESIDE: tuple[Family, ...] = ("login", "control", "device")
severity: Severity = "high"
kind = "rule"
account = "gift_card"
needs = (
    "ledger.order_id",
    "ledger.at",
    "ledger.at_basis?",
    "ledger.shop?",
    "ledger.amount_minor",
    "ledger.balance_minor",
    "ledger.currency?",
    "ledger.source?",
    "orders.order_id?",
    "links",
    "places",
    "placed",
    "signs",
    "latest",
)
references = ("affiliater-tonegawa.site (gift card bought by a stranger)", "atencionsma.com (what Amazon restores)")


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each day: the uses until the balance was gone are triggers. Uses for usual orders are not told, and
    those of which no list says what they were for only where they are far more than any other."""
    ledger = history.links("ledger")
    orders, latest = history.placed(), history.latest()
    strangers = [one for one in history.places().new if one.stranger and not one.gift and not one.regular]
    novel: dict[str, Novelty] = {order: "address" for place in strangers for order in place.rows["order_id"]}
    novel |= dict.fromkeys(unusual_gift_cards(orders)["order_id"], "gift_card")
    states = ledger.select("order_id", "state").drop_nulls()
    novel |= {order: _OPEN.get(state, "uncovered") for order, state in states.iter_rows() if state != "linked"}
    usual = dict(orders.group_by("currency").agg(pl.col("usual_minor").first()).iter_rows())
    most = 0  # of what was spent in one of the drains before
    for drain in drains(ledger):
        least = usual.get(drain.currency) or 0
        novelty = max((novel[order] for order in drain.uses["order_id"] if order in novel), default=None)
        if novelty == "uncovered" and not _far(drain):
            yield from unjudged(drain.uses, "ledger")
        elif novelty and drain.spent >= WORTH * least:
            at = drain.uses["at"][-1]
            much = drain.spent >= max(MUCH * least, 2 * most)
            if novelty == "uncovered":
                much = latest is not None and latest - at <= FRESH
            yield _fact(drain, novelty, orders, history.signs().near(at, BESIDE), much)
        most = max(most, drain.spent)


# What it says that an order is not in the lists, where they say something.
_OPEN: dict[str, Novelty] = {"after": "later", "unlinked": "unknown"}


def _far(drain: Drain) -> bool:
    """Whether far more was used than within any other day."""
    times = FAR if drain.uses["order_id"].n_unique() == 1 else FAR_TOGETHER
    return drain.days >= DAYS and drain.spent >= times * drain.most


def _fact(drain: Drain, novelty: Novelty, orders: pl.DataFrame, beside: list[Sign], much: bool) -> Fact:
    named = orders.filter(pl.col("order_id").is_in(drain.uses["order_id"].implode()))
    last = drain.uses.row(-1, named=True)
    mild: Severity = "medium" if much and novelty != "unknown" else "low"
    return Fact(
        triggers=refs("ledger", drain.uses["row"]),
        context=(
            *refs("ledger", drain.later["row"], MOST),
            *refs("orders", named["row"], MOST),
            *(one.ref for one in beside),
        ),
        values={
            "at": when(last["at"], last["at_basis"]),
            "spent": Money(drain.spent, drain.currency or ""),
            "held": Money(drain.held, drain.currency or ""),
            "reason": _reason(drain, novelty),
            "beside": said(beside),
        },
        score=drain.spent / drain.held,
        severity=None if novelty == "unknown" or beside else mild,
    )


def _reason(drain: Drain, novelty: Novelty) -> dict[str, Any]:
    most = {"most": Money(drain.most, drain.currency or "")} if novelty == "uncovered" else {}
    return note(REASON_SENTENCES[novelty], **most)
