"""An order that was paid for but is missing from the list of orders, or from one of several lists."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Ref
from analyzers.events.schemas import Row
from analyzers.events.statuses import counts
from analyzers.events.values import MAX_FINDINGS, NOTHING, UNREADABLE, display_time, money, refs, truncation_notice
from analyzers.features import archived, last_event, placed_orders
from analyzers.rules import missing
from analyzers.rules.declared import sentences
from analyzers.rules.view import View

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order number. Its trigger is its first payment, or its lines if the shop's export has it."""
    covered = history.of(archived.measure)
    if not covered.height and not history.table("payments")["order_id"].count():
        need = "payments.order_id" if history.table("payments").height else "payments"
        yield Gap(missing.code(need), "", get=history.catalogue.get(need))
    yield from _paid(history)
    yield from _archived(history, covered.filter(~pl.col("listed")))


def _paid(history: View) -> Iterator[Mark | Gap]:
    payments = history.links("payments").filter(counts() & (pl.col("amount_minor") > 0).fill_null(True))
    yield from link_gaps(payments, "payments", history.catalogue)
    lost = payments.filter(pl.col("state") == "unlinked").sort("at", "row")
    old = last_event.is_old(history.table("payments")["at"].max())
    for _, rows in lost.with_columns(old=old, cost="amount_minor").group_by("order_id", maintain_order=True):
        first, later = refs("payments", rows["row"][:1]), refs("payments", rows["row"][1:])
        yield _mark(rows.row(0, named=True), "paid", first, later)


def _archived(history: View, lost: pl.DataFrame) -> Iterator[Mark | Gap]:
    placed = history.of(placed_orders.measure)
    orders = placed.with_columns(old=last_event.is_old(placed["at"].max()), cost="total_minor")
    orders = orders.join(lost, on=["shop", "order_id"], how="semi")
    lines = placed_orders.lines_of(history.table("orders"), orders["order_id"])
    yield from truncation_notice(orders.height)
    for order in orders.tail(MAX_FINDINGS).iter_rows(named=True):
        yield _mark(order, "archived", refs("orders", lines[order["order_id"]]))


def _mark(head: Row, why: str, triggers: tuple[Ref, ...], context: tuple[Ref, ...] = ()) -> Mark:
    return Mark(
        triggers=triggers,
        context=context,
        values={
            "order": head["order_id"],
            "at": display_time(head["at"], head["at_basis"]),
            "amount": money(head["cost"] or None, head["currency"]) or UNREADABLE,
            "told": say(why),
            "note": say("old") if head["old"] else NOTHING,
        },
        severity="low" if head["old"] else None,
    )
