"""Most of the gift-card balance was spent within a day, for orders that are unusual for the account."""

from collections.abc import Iterator
from typing import Literal

import polars as pl

from analyzers.events.arithmetic import share, times
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money, Sentence, Severity, Values
from analyzers.events.values import MAX_CONTEXT, display_time, refs
from analyzers.features import last_event, placed_orders, recipients, signals
from analyzers.features.drains import Drain, drains, is_far, returned_before
from analyzers.features.gift_cards import unusual_gift_cards
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.giftcard import Drain as Limits
from analyzers.thresholds.spans import RECENT_WINDOW

say = sentences(__file__)

Novelty = Literal["address", "gift_card", "later", "refunds", "uncovered", "unknown"]
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each day. The uses until the balance was spent are triggers. Uses for usual orders are left out;
    uses that no list explains count only if they are far above all others."""
    ledger = history.links("ledger")
    orders, latest = history.of(placed_orders.measure), history.of(last_event.measure)
    strangers = history.of(recipients.measure).unexplained
    novel: dict[str, Novelty] = {order: "address" for place in strangers for order in place.rows["order_id"]}
    novel |= dict.fromkeys(unusual_gift_cards(orders)["order_id"], "gift_card")
    states = ledger.select("order_id", "state").drop_nulls()
    novel |= {order: _OPEN.get(state, "uncovered") for order, state in states.iter_rows() if state != "linked"}
    usual = dict(orders.group_by("currency").agg(pl.col("usual_minor").first()).iter_rows())
    refunds = ledger.filter((pl.col("kind") == "refund") & (pl.col("amount_minor") > 0))
    most = 0  # of what was spent in one of the drains before
    for drain in drains(ledger):
        at, least = drain.uses["at"][-1], usual.get(drain.currency) or 0
        returned = returned_before(drain, refunds, least)
        novelty = max((novel[order] for order in drain.uses["order_id"] if order in novel), default=None)
        dim = novelty is None or (novelty == "uncovered" and not is_far(drain))
        if returned.height and dim:
            novelty = "refunds"
        elif dim and novelty:
            yield from link_gaps(drain.uses, "ledger", history.catalogue)
            novelty = None
        else:
            returned = returned.clear()
        if novelty and drain.spent >= Limits.MIN_COST_RATIO * least:
            much = drain.spent >= max(Limits.MIN_COST_RATIO_LARGE * least, Limits.MIN_RATIO_TO_OTHER_DRAINS * most)
            if novelty in ("refunds", "uncovered"):
                much = latest is not None and latest - at <= RECENT_WINDOW
            yield _mark(
                drain, novelty, orders, returned, history.of(signals.measure).near(at, CORROBORATING), much, least
            )
        most = max(most, drain.spent)


# What the state of a link says about an order that is in no list; other states say nothing.
_OPEN: dict[str, Novelty] = {"after": "later", "unlinked": "unknown"}


def _mark(
    drain: Drain,
    novelty: Novelty,
    orders: pl.DataFrame,
    returned: pl.DataFrame,
    corroborating: list[Signal],
    much: bool,
    usual: float,
) -> Mark:
    named = orders.filter(pl.col("order_id").is_in(drain.uses["order_id"].implode()))
    last = drain.uses.row(-1, named=True)
    mild: Severity = "medium" if much and novelty != "unknown" else "low"
    filled = refs("ledger", returned["row"], MAX_CONTEXT)
    return Mark(
        triggers=refs("ledger", drain.uses["row"]),
        counted=filled,
        context=(
            *filled,
            *refs("ledger", drain.later["row"], MAX_CONTEXT),
            *refs("orders", named["row"], MAX_CONTEXT),
            *(signal.ref for signal in corroborating),
        ),
        values={
            "at": display_time(last["at"], last["at_basis"]),
            "spent": Money(drain.spent, drain.currency or ""),
            "held": Money(drain.held, drain.currency or ""),
            "reason": _reason(drain, novelty, returned.height),
            "beside": first_sentence(corroborating),
        },
        arithmetic=(
            share(
                Money(drain.spent, drain.currency or ""),
                Money(drain.held, drain.currency or ""),
                drain.spent / drain.held,
            ),
            *times(Money(drain.spent, drain.currency or ""), usual, Limits.MIN_COST_RATIO),
            *times(Money(drain.spent, drain.currency or ""), drain.most),
            *sentences_of(corroborating),
        ),
        score=drain.spent / drain.held,
        severity=None if novelty == "unknown" or corroborating else mild,
    )


def _reason(drain: Drain, novelty: Novelty, refunds: int) -> Sentence:
    values: Values = {"most": Money(drain.most, drain.currency or ""), "count": refunds}
    named = {"refunds": ("most", "count"), "uncovered": ("most",)}.get(novelty, ())
    return say(novelty, **{name: values[name] for name in named})
