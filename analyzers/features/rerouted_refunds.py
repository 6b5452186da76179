"""The refunds of orders paid by card alone that went to a destination that is no card."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

import polars as pl

from analyzers.events.refund_reasons import SENT_BACK
from analyzers.events.schemas import Row
from analyzers.events.values import is_card, payment_parts
from analyzers.thresholds.refund import Rerouted as Limits
from analyzers.thresholds.spans import LATER_HABIT_WINDOW


@dataclass(slots=True)
class Rerouted:
    """The refunds of one order to one destination. ``habit``: an earlier refund went there. ``sent_back``: every
    reason given requires a return. ``later``: several later refunds went there. ``together``: close in time to the
    refund of another order. ``series``: rows of the refunds of other orders, if many begin to go there at once."""

    rows: pl.DataFrame
    first: Row
    payment: list[str]
    at: datetime | None
    habit: bool
    sent_back: bool
    later: bool = False
    together: bool = False
    series: tuple[int, ...] = ()


def rerouted_refunds(refunds: pl.DataFrame, reasons: Mapping[str, list[str]]) -> list[Rerouted]:
    """The refunds of orders paid by card alone that went elsewhere, oldest first. ``reasons`` are all reasons that
    any list gives for an order, because one list gives the reason and another the destination."""
    past: dict[str, list[datetime]] = {}
    result: list[Rerouted] = []
    for _, rows in refunds.sort("at", "row").group_by("order_id", "order_shop", "destination", maintain_order=True):
        first = rows.row(0, named=True)
        payment = [text for text in first["payments"] or () if text]
        if not payment or not all(is_card(part) for text in payment for part in payment_parts(text)):
            continue
        at, earlier = first["at"], past.setdefault(first["destination"], [])
        habit = at is not None and any(at - time >= Limits.HABIT_BEFORE for time in earlier)
        earlier += rows.filter((pl.col("status") == "completed") & pl.col("at").is_not_null())["at"].to_list()
        stated = reasons.get(first["order_id"], [])
        sent_back = bool(stated) and all(re.search(SENT_BACK, reason) for reason in stated)
        result.append(Rerouted(rows, first, payment, at, habit, sent_back))
    for refund in result:
        afterwards = [
            at
            for at in past[refund.first["destination"]]
            if refund.at is not None and at - refund.at >= LATER_HABIT_WINDOW
        ]
        refund.later = len(afterwards) >= Limits.MIN_HABIT_REFUNDS_AFTER
    for refund, other in pairwise(result):
        near = refund.at is not None and other.at is not None and other.at - refund.at <= Limits.SAME_TIME_WINDOW
        refund.together, other.together = refund.together or near, near
    return result


def mark_series(rerouted: list[Rerouted], refunds: pl.Series, since: Any) -> None:
    """Marks refunds that begin to go to one destination all at once. ``refunds`` are the sorted times of the refunds
    of all orders, ``since`` is the time of the first order."""
    dated = [(refund.at, refund) for refund in rerouted if refund.at is not None]
    for to in {refund.first["destination"] for _, refund in dated}:
        there = [(at, refund) for at, refund in dated if refund.first["destination"] == to]
        start, first = there[0]
        some = [refund for at, refund in there if at - start <= Limits.SERIES_WINDOW]
        if len(some) < Limits.MIN_SERIES_REFUNDS or first.later or since is None or start - since < Limits.MIN_HISTORY:
            continue
        expected = refunds.search_sorted(start) * (Limits.SERIES_WINDOW / (start - since))
        if len(some) >= Limits.MIN_RATE_RATIO * expected:
            for refund in some:
                refund.series = tuple(other.first["row"] for other in some if other is not refund)
                refund.habit = False
