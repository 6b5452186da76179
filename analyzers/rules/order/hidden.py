"""An order that was paid for but is missing from the list of orders, or from one of several lists."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import polars as pl

from analyzers import N_
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money, Ref
from analyzers.events.schemas import Row
from analyzers.events.statuses import counts
from analyzers.events.values import MAX_FINDINGS, NOTHING, UNREADABLE, display_time, note, refs, truncation_notice
from analyzers.features import archived, placed_orders
from analyzers.features.placed_orders import lines_of
from analyzers.rules import missing
from analyzers.rules.view import View
from analyzers.thresholds.spans import RECENT_WINDOW

title = N_("An order that your list of orders does not show")
message = N_(
    "{told} Order number: {order}. Amount: {amount}. Date: {at}. Somebody may have hidden or archived the order so "
    "that you would not see it."
)
innocent = N_(
    "This may be harmless: you or somebody in your household may have hidden a present, or it may "
    "be for groceries, a membership or a purchase in another shop. {note}"
)
sentence = N_("On {at} an order ({order}, {amount}) was placed or paid for that a list of your orders does not show.")
PAID_SENTENCE = N_(
    "An order was paid for that does not appear in your list of orders, although the list covers that time."
)
ARCHIVED_SENTENCE = N_(
    "An order appears in the data that the shop gave you, but not in the list taken from your "
    "orders page, although that list has the orders before and after it."
)
OLD_SENTENCE = N_("It was long before the latest event in your files.")
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "hidden", "household", "screen")
needs = (
    "payments.order_id?",
    "payments.at?",
    "payments.at_basis?",
    "payments.shop?",
    "payments.amount_minor?",
    "payments.currency?",
    "payments.source?",
    "payments.status?",
    "orders.order_id",
    "orders.at?",
    "order_links",
    "archived",
    "placed_orders",
)
references = (
    "nlab.itmedia.co.jp (orders hidden after a hijack, 2021-04-09)",
    "zant.com (archived orders of a hijacked account)",
)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order number. For an order in no list, its first payment is the trigger and later ones are
    context; for one in the shop's own export, its lines are."""
    covered = history.of(archived.measure)
    if not covered.height and not history.table("payments")["order_id"].count():
        need = "payments.order_id" if history.table("payments").height else "payments"
        yield Gap(missing.code(need), "", get=history.catalogue.get(need))
    yield from _paid(history)
    yield from _archived(history, covered.filter(~pl.col("listed")))


def _paid(history: View) -> Iterator[Mark | Gap]:
    payments = history.links("payments")
    payments = payments.filter(counts() & (pl.col("amount_minor") > 0).fill_null(True))
    yield from link_gaps(payments, "payments", history.catalogue)
    lost = payments.filter(pl.col("state") == "unlinked").sort("at", "row")
    latest = history.table("payments")["at"].max()
    for _, rows in lost.group_by("order_id", maintain_order=True):
        triggers, context = refs("payments", rows["row"][:1]), refs("payments", rows["row"][1:])
        yield _fact(rows.row(0, named=True), "amount_minor", PAID_SENTENCE, latest, triggers, context)


def _archived(history: View, lost: pl.DataFrame) -> Iterator[Mark | Gap]:
    orders = history.of(placed_orders.measure).join(lost, on=["shop", "order_id"], how="semi")
    latest, lines = history.of(placed_orders.measure)["at"].max(), lines_of(history.table("orders"), orders["order_id"])
    yield from truncation_notice(orders.height)
    for order in orders.tail(MAX_FINDINGS).iter_rows(named=True):
        triggers = refs("orders", lines[order["order_id"]])
        yield _fact(order, "total_minor", ARCHIVED_SENTENCE, latest, triggers)


def _fact(
    head: Row, cost: str, sentence_: str, latest: Any, triggers: Sequence[Ref], context: Sequence[Ref] = ()
) -> Mark:
    """``cost`` is the column of ``head`` with the amount, ``latest`` the time of the last event of its table."""
    old = isinstance(latest, datetime) and head["at"] < latest - RECENT_WINDOW
    return Mark(
        triggers=tuple(triggers),
        context=tuple(context),
        values={
            "order": head["order_id"],
            "at": display_time(head["at"], head["at_basis"]),
            "amount": Money(head[cost], head["currency"]) if head[cost] and head["currency"] else UNREADABLE,
            "told": note(sentence_),
            "note": note(OLD_SENTENCE) if old else NOTHING,
        },
        severity="low" if old else None,
    )
