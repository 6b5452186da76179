"""An order that was paid for but does not stand in the list of orders, or not in every list of them."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers.finding import Fact, Gap, Money
from analyzers.links import unjudged
from analyzers.shown import UNREADABLE, refs, when
from analyzers.view import View

title = "An order that your list of orders does not show"
message = (
    "On {at} {amount} were paid for order {order}, but your list of orders, which covers that time, does not have it. "
    "Somebody may have hidden or archived an order so that you would not see it."
)
innocent = (
    "It can be harmless: you or somebody in your household may have hidden a present, or the payment may be for "
    "groceries, a membership or a purchase in another shop. {note}"
)
sentence = "On {at} {amount} were paid for order {order}, which your list of orders does not show."
RECENT = timedelta(days=180)
severity = "medium"
kind = "rule"
needs = (
    "payments.order_id",
    "payments.at",
    "payments.at_basis?",
    "payments.shop?",
    "payments.amount_minor?",
    "payments.currency?",
    "payments.source?",
    "orders.order_id",
    "orders.at?",
    "links",
)
references = (
    "nlab.itmedia.co.jp (orders hidden after a hijack, 2021-04-09)",
    "zant.com (archived orders of a hijacked account)",
)
OLD_SENTENCE = "It was long before the latest payment that your files show."


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each order number: its first payment is the trigger, later ones are context."""
    payments = history.links("payments")
    payments = payments.filter((pl.col("amount_minor") > 0).fill_null(True))
    yield from unjudged(payments, "payments")
    lost = payments.filter(pl.col("state") == "unlinked").sort("at", "row")
    latest = history.table("payments")["at"].max()
    for (order,), rows in lost.group_by("order_id", maintain_order=True):
        head = rows.row(0, named=True)
        old = latest is not None and head["at"] < latest - RECENT  # type: ignore[operator]
        paid = Money(head["amount_minor"], head["currency"]) if head["amount_minor"] and head["currency"] else None
        yield Fact(
            triggers=refs("payments", [head["row"]]),
            context=refs("payments", rows["row"][1:]),
            values={
                "order": order,
                "at": when(head["at"], head["at_basis"]),
                "amount": paid or UNREADABLE,
                "note": {"key": OLD_SENTENCE, "values": {}} if old else "",
            },
            severity="low" if old else None,
        )
