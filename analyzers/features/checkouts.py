"""Check-outs: orders that were placed together."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from analyzers.events.schemas import Row


class Checkout(NamedTuple):
    """Orders that were placed together. ``cost`` is the cost of all of them, in medians of the account's orders;
    ``expensive``: at least one of them is."""

    at: datetime
    cost: float
    expensive: bool


def checkouts(lines: Sequence[Row]) -> list[Checkout]:
    """The check-outs of order lines to one address (``order_id``, ``at``, ``at_basis``, ``payment``, ``times``,
    ``expensive``), which are in the order of time. A shop splits a basket into several orders: those of
    one minute that were paid in one way are one check-out. Where only the day is known, each order is one."""
    together: dict[tuple[object, ...], dict[str, Row]] = {}
    for line in lines:
        minute = line["at"].replace(second=0, microsecond=0)
        key = (line["order_id"],) if line["at_basis"] == "date_only" else (minute, line["payment"])
        together.setdefault(key, {}).setdefault(line["order_id"], line)
    return [
        Checkout(
            at=min(order["at"] for order in orders.values()),
            cost=sum(order["times"] or 0 for order in orders.values()),
            expensive=any(order["expensive"] for order in orders.values()),
        )
        for orders in together.values()
    ]
