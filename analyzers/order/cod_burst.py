"""Several cash-on-delivery orders within a week."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers.bursts import bursts
from analyzers.finding import Fact
from analyzers.placed import after_cod, in_japan
from analyzers.shown import LISTED, MOST, NOTHING, note, refs, when
from analyzers.view import View

title = "Several cash-on-delivery orders within a week"
message = (
    "From {at} on {count} orders to be paid at the door were placed within a week. Somebody who wants to harass people "
    "sends such parcels in their names. Do not pay for parcels that nobody in your household ordered."
)
innocent = "It can be harmless: several things that were ordered together may come as several parcels. {note}"
sentence = "From {at} on, {count} orders to be paid at the door were placed within a week."
HABIT_SENTENCE = "Many of the orders before were paid at the door as well."
SEVERAL = 3
WEEK = timedelta(days=7)
BASKET = timedelta(minutes=10)  # orders so close together are one visit to the shop
EARLIER = 10  # orders before, so that there is something to differ from
HABIT = 5  # at least one of so many orders before was paid at the door
severity = "medium"
kind = "rule"
needs = ("orders.order_id", "orders.at", "orders.payment", "placed")
references = ("aqcg.jp (bulk orders paid at the door)", "applica.info (parcels in somebody's name)")


def find(history: View) -> Iterator[Fact]:
    """One fact for each week: the orders until there are too many are triggers, later ones of it are context."""
    orders = history.placed()
    cod = orders.filter((pl.col("way") == "cod") & ~(in_japan() & after_cod()).fill_null(False))
    visits = cod.filter((pl.col("at").diff() > BASKET).fill_null(True))
    for one in bursts(visits["at"].to_list(), SEVERAL, WEEK, LISTED):
        week = visits.slice(one.first, one.end - one.first)
        head = week.row(0, named=True)
        habit = one.first * HABIT >= head["earlier"] and one.first > 0
        yield Fact(
            triggers=refs("orders", visits["row"][one.first : one.enough]),
            told=refs("orders", visits["row"][one.enough : one.end], MOST),
            context=refs("orders", visits["row"][one.enough : one.end], MOST),
            values={
                "at": when(head["at"], head["at_basis"]),
                "count": week.height,
                "note": note(HABIT_SENTENCE) if habit else NOTHING,
            },
            score=float(week.height),
            severity="info" if habit else None if head["earlier"] >= EARLIER else "low",
        )
