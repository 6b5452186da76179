"""A large refund for an order that was sent out and, as far as the files show, never returned."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import times
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.refund_reasons import GOODWILL, REFUSED, SENT_BACK
from analyzers.events.schemas import INSTANT
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time, note, refs, truncation_notice
from analyzers.features import placed_orders, signals
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View

title = N_("A refund without a return")
message = N_(
    "On {at} {amount} was refunded for order {order}, which had been sent out. Your files show no "
    "return of it. Somebody who uses another person's account may report parcels as lost. {beside}"
)
innocent = N_(
    "This may be harmless: a parcel may really have been lost or broken, and shops often do not "
    "want inexpensive items back. {note}"
)
sentence = N_("On {at} {amount} was refunded for order {order}, with no return in your files.")
GOODWILL_SENTENCE = N_("The shop marks this refund as an adjustment.")
RETURN_BEFORE = timedelta(days=30)  # the refund, in which its return may be registered
RETURN_AFTER = timedelta(days=45)  # the refund
MIN_COST_RATIO = 1  # to the median order
PHYSICAL_KINDS = ("other",)
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
tags = ("refund", "shop")
needs = (
    "refunds.order_id",
    "refunds.at",
    "refunds.at_basis?",
    "refunds.shop?",
    "refunds.source?",
    "refunds.amount_minor",
    "refunds.currency?",
    "refunds.status?",
    "refunds.reason?",
    "refunds.mail?",
    "returns.order_id",
    "returns.at",
    "order_links",
    "placed_orders",
    "signals",
)
references = ("returnguard (refunds without a return)",)
# Reasons why it may be not assessable, by code.
reasons = {
    "too_early": N_(
        "The list of returns begins too late for some refunds, so their returns cannot be in it (refunds: {count})."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order. Its first refund is the trigger. A refund whose reason is a return counts as
    returned, and so does a parcel that could not be delivered. Of a refund that only a mail names nothing shows that
    the list of returns is as new."""
    links = history.links("refunds").filter((pl.col("status") == "completed").fill_null(False))
    yield from link_gaps(links, "refunds", history.catalogue)
    orders = history.of(placed_orders.measure).filter(pl.col("shipped").fill_null(False) & ~pl.col("cancelled"))
    orders = orders.filter(pl.col("kind").is_in(PHYSICAL_KINDS) | pl.col("kind").is_null())
    refunds = history.table("refunds").filter((pl.col("status") == "completed") & pl.col("mail").is_null())
    refunds = refunds.drop("at_basis", "status")
    refunds = history.table("refunds").select("row", "at_basis", "status").join(refunds, on="row").sort("at", "row")
    refunded = refunds.join(orders.select("order_id", "usual_minor", first="row"), on="order_id")
    large = refunded.filter(pl.col("amount_minor") >= MIN_COST_RATIO * pl.col("usual_minor"))
    returns = history.table("returns").select("order_id", returned="at")
    back = large.select("row", "order_id", "at").join(returns, on="order_id")
    back = back.filter(
        (pl.col("returned") >= pl.col("at") - RETURN_BEFORE) & (pl.col("returned") <= pl.col("at") + RETURN_AFTER)
    )
    lost = large.filter(~pl.col("order_id").is_in(back["order_id"].implode()))
    lost = lost.filter(~pl.col("reason").str.contains(f"{SENT_BACK}|{REFUSED}").fill_null(False))
    begins = returns.select(pl.col("returned").min())
    early = (pl.col("at") < pl.lit(begins.item(), INSTANT)).fill_null(False)
    if count := lost.filter(early)["order_id"].n_unique():
        yield Gap("too_early", "", values={"count": count})
    lost = lost.filter(~early)
    lost = lost.unique("order_id", keep="first", maintain_order=True)
    yield from truncation_notice(lost.height)
    for refund in lost.tail(MAX_FINDINGS).iter_rows(named=True):
        corroborating = history.of(signals.measure).near(refund["at"], CORROBORATING)
        goodwill = bool(refund["reason"] and pl.Series([refund["reason"]]).str.contains(GOODWILL)[0])
        yield Mark(
            triggers=refs("refunds", [refund["row"]]),
            context=(*(one.ref for one in corroborating), *refs("orders", [refund["first"]])),
            values={
                "order": refund["order_id"],
                "at": display_time(refund["at"], refund["at_basis"]),
                "amount": Money(refund["amount_minor"], refund["currency"] or ""),
                "beside": first_sentence(corroborating),
                "note": note(GOODWILL_SENTENCE) if goodwill else NOTHING,
            },
            arithmetic=(
                *times(Money(refund["amount_minor"], refund["currency"] or ""), refund["usual_minor"], MIN_COST_RATIO),
                *sentences_of(corroborating),
            ),
            severity="info" if goodwill else None if corroborating else "low",
        )
