"""Money reached the gift-card balance as a refund that no order and no refund in the files explains."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, UNREADABLE, display_time, largest_source, note, refs
from analyzers.features.bursts import bursts
from analyzers.features.drains import MIN_SHARE_SPENT
from analyzers.rules.view import View

title = N_("A refund arrived in the balance for an order that nobody knows")
message = N_(
    "On {at} {amount} was paid into your gift-card balance as a refund. {reason} When a "
    "cash-on-delivery parcel that was sent in your name is returned, its refund can arrive like "
    "this."
)
innocent = N_(
    "This may be harmless: refunds of digital goods, of groceries or of an order that somebody in "
    "the household placed may arrive like this. It does not prove that somebody else uses your "
    "account."
)
sentence = N_("On {at} a refund of {amount} arrived in the gift-card balance for an order that nobody knows.")
UNKNOWN_SENTENCE = N_(
    "It names an order ({order}) that your list of orders does not contain, although the list covers that time."
)
NAMELESS_SENTENCE = N_("It names no order, and no refund or use of the same amount in your files explains it.")
SEVERAL_SENTENCE = N_(
    "It is the first of {count} within a week, {total} in all, that name no order and that no "
    "refund or use of the same amount in your files explains."
)
SPENT_SENTENCE = N_(
    "It is the first of {count} within a week, {total} in all, that name no order and that no "
    "refund or use of the same amount in your files explains. Soon after, {spent} of the balance "
    "was used."
)
MIN_ARRIVALS = 3  # without an order number, that are one finding within the window
WINDOW = timedelta(days=7)
USE_WINDOW = timedelta(days=30)  # after the last of them, in which a use of the balance counts as soon
ARRIVAL_TOLERANCE = timedelta(days=10)  # between a refund and its arrival in the balance
MAX_REFUND_DELAY = timedelta(days=120)  # after an order or a use
severity = "medium"
kind = "rule"
tags = ("cod", "cod_refund", "refund", "balance", "household", "shop")
account = "gift_card"
needs = (
    "ledger.order_id?",
    "ledger.at",
    "ledger.at_basis?",
    "ledger.kind",
    "ledger.amount_minor",
    "ledger.currency?",
    "ledger.shop?",
    "ledger.source?",
    "refunds.order_id",
    "refunds.at",
    "refunds.amount_minor",
    "orders.at",
    "orders.total_minor?",
    "order_links",
)
references = ("uzurea.net (a refund in the gift-card history after a parcel paid at the door)", "applica.info")


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each arrival, which is the trigger; one for several within a week that name no order. Then the
    trigger is the arrival that makes them several; the others, each a finding of its own before, and the uses that
    followed are context."""
    ledger = history.links("ledger").filter(
        (pl.col("kind") == "refund") & (pl.col("amount_minor") > 0).fill_null(False)
    )
    named = ledger.filter(pl.col("order_id").is_not_null())
    yield from link_gaps(named, "ledger", history.catalogue)
    refunded_orders = history.table("refunds")["order_id"].drop_nulls().unique()
    lost = named.filter((pl.col("state") == "unlinked") & ~pl.col("order_id").is_in(refunded_orders.implode()))
    nameless = _unexplained(history, ledger.filter(pl.col("order_id").is_null() & pl.col("at").is_not_null()))
    nameless = nameless.sort("at", "row")
    used = history.table("ledger").filter((pl.col("amount_minor") < 0) & pl.col("at").is_not_null()).sort("at", "row")
    single = nameless
    for found in bursts(nameless["at"].to_list(), MIN_ARRIVALS, WINDOW, MAX_FINDINGS):
        group = nameless.slice(found.first, found.end - found.first)
        single = single.filter(~pl.col("row").is_in(group["row"].implode()))
        yield _several(group, found.enough - found.first, used)
    for (row,), one in (
        pl.concat([lost, single]).sort("at", "row").tail(MAX_FINDINGS).group_by("row", maintain_order=True)
    ):
        order = one["order_id"][0]
        reason = note(UNKNOWN_SENTENCE, order=order) if order else note(NAMELESS_SENTENCE)
        yield Mark(
            triggers=refs("ledger", [int(row)]),
            values={
                "at": display_time(one["at"][0], one["at_basis"][0]),
                "amount": largest_source(one) or UNREADABLE,
                "reason": reason,
            },
            severity=None if order else "low",
        )


def _several(group: pl.DataFrame, enough: int, used: pl.DataFrame) -> Mark:
    """The fact of several arrivals, of which the first ``enough`` suffice; ``used`` are all uses."""
    total, head = largest_source(group), group.head(1)
    soon = pl.col("at").is_between(group["at"][0], group["at"][-1] + USE_WINDOW)
    after = used.filter(soon & pl.col("currency").eq_missing(pl.lit(total.currency if total else None, pl.String)))
    spent = -int(after["amount_minor"].sum())
    gone = total is not None and spent >= MIN_SHARE_SPENT * total.minor
    others = refs("ledger", [*group["row"][: MIN_ARRIVALS - 1], *group["row"][enough:]], MAX_CONTEXT)
    known = {"count": group.height, "total": total or UNREADABLE}
    reason = note(SPENT_SENTENCE, **known, spent=Money(spent, total.currency)) if total and gone else None
    return Mark(
        triggers=refs("ledger", group["row"][MIN_ARRIVALS - 1 : enough]),
        counted=others,
        context=(*others, *refs("ledger", after["row"] if gone else (), MAX_CONTEXT)),
        values={
            "at": display_time(head["at"][0], head["at_basis"][0]),
            "amount": largest_source(head) or UNREADABLE,
            "reason": reason or note(SEVERAL_SENTENCE, **known),
        },
        arithmetic=(counted(group.height, MIN_ARRIVALS, WINDOW),),
        severity=None if gone else "low",
        at=head["at"][0],
    )


def _unexplained(history: View, arrivals: pl.DataFrame) -> pl.DataFrame:
    """The arrivals since the first known refund whose amount matches no refund near them and no use or order line
    before them."""
    refunds = history.table("refunds").filter(pl.col("at").is_not_null())
    since = refunds["at"].min()
    if since is None or not arrivals.height:
        return arrivals.clear()
    uses = history.table("ledger").filter(pl.col("amount_minor") < 0)
    orders = history.table("orders").filter(pl.col("at").is_not_null() & pl.col("total_minor").is_not_null())
    amounts = arrivals["amount_minor"].unique().implode()
    explained = pl.concat(
        [
            refunds.select(
                "amount_minor", start=pl.col("at") - ARRIVAL_TOLERANCE, end=pl.col("at") + ARRIVAL_TOLERANCE
            ),
            uses.select(
                -pl.col("amount_minor"), start=pl.col("at") - ARRIVAL_TOLERANCE, end=pl.col("at") + MAX_REFUND_DELAY
            ),
            orders.select(
                amount_minor="total_minor", start=pl.col("at") - ARRIVAL_TOLERANCE, end=pl.col("at") + MAX_REFUND_DELAY
            ),
        ]
    ).filter(pl.col("amount_minor").is_in(amounts))
    paired = arrivals.select("row", "at", "amount_minor").join(explained, on="amount_minor")
    known = paired.filter((pl.col("at") >= pl.col("start")) & (pl.col("at") <= pl.col("end")))["row"].unique()
    return arrivals.filter(~pl.col("row").is_in(known.implode()) & (pl.col("at") >= since))
