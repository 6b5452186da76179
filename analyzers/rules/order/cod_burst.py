"""Several cash-on-delivery orders within a week."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted, earlier
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import placed_orders, recipients
from analyzers.features.bursts import Burst, bursts
from analyzers.features.placed_orders import after_cod, in_japan
from analyzers.rules.view import View
from analyzers.thresholds.order import CodBurst as Limits

title = N_("Several cash-on-delivery orders within a week")
message = N_(
    "From {at} on, {count} cash-on-delivery orders were placed within a week. {receivers} Somebody "
    "who wants to harass people sends such parcels in their names. Do not pay for parcels that "
    "nobody in your household ordered."
)
innocent = N_("This may be harmless: several things that were ordered together may arrive as several parcels. {note}")
sentence = N_("From {at} on, {count} cash-on-delivery orders were placed within a week.")
STRANGERS_SENTENCE = N_("Each of them went to a recipient who appears in no earlier order.")
HABIT_SENTENCE = N_("Many of the earlier orders were cash on delivery as well.")
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "cod", "unwanted_parcel", "repeated_parcels", "household")
role = "any"
needs = ("orders.order_id", "orders.at", "orders.payment", "orders.role?", "placed_orders", "recipients")
references = ("aqcg.jp (bulk orders paid at the door)", "applica.info (parcels in somebody's name)")
reasons = {
    "sales": N_("Your sales reports do not say how the orders are paid, and some may be cash on delivery."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each week. The orders until there are too many are triggers, later ones of the week are context."""
    sales = history.table("orders").filter(pl.col("role") == "seller")
    if sales.height and sales["payment"].is_null().all():
        yield Gap("sales", "")
    orders = history.of(placed_orders.measure)
    cod = orders.filter((pl.col("way") == "cod") & ~(in_japan() & after_cod()).fill_null(False))
    visits = cod.filter((pl.col("at").diff() > Limits.VISIT_PAUSE).fill_null(True))
    several = list(bursts(visits["at"].to_list(), Limits.MIN_ORDERS, Limits.WINDOW, MAX_FINDINGS))
    yield from (_fact(visits, visits, burst) for burst in several)
    # Fewer orders are enough if each of them went to a new recipient.
    reported = [row for burst in several for row in visits["row"][burst.first : burst.end]]
    new = [
        address.rows["order_id"][0]
        for address in history.of(recipients.measure).new
        if address.stranger and not address.gift and not address.regular
    ]
    to_strangers = cod.filter(pl.col("order_id").is_in(new) & ~pl.col("row").is_in(reported))
    for burst in bursts(to_strangers["at"].to_list(), Limits.MIN_ORDERS_TO_STRANGERS, Limits.WINDOW, MAX_FINDINGS):
        yield _fact(to_strangers, visits, burst, receivers=STRANGERS_SENTENCE)


def _fact(some: pl.DataFrame, visits: pl.DataFrame, burst: Burst, receivers: str = NOTHING) -> Mark:
    week = some.slice(burst.first, burst.end - burst.first)
    head = week.row(0, named=True)
    before = (visits["at"] < head["at"]).sum()
    habit = before * Limits.HABIT_ONE_IN >= head["earlier"] and before > 0
    return Mark(
        triggers=refs("orders", some["row"][burst.first : burst.enough]),
        counted=refs("orders", some["row"][burst.enough : burst.end], MAX_CONTEXT),
        context=refs("orders", some["row"][burst.enough : burst.end], MAX_CONTEXT),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": week.height,
            "receivers": note(receivers) if receivers else NOTHING,
            "note": note(HABIT_SENTENCE) if habit else NOTHING,
        },
        arithmetic=(
            counted(week.height, Limits.MIN_ORDERS_TO_STRANGERS if receivers else Limits.MIN_ORDERS, Limits.WINDOW),
            earlier(head["earlier"], Limits.MIN_PRIOR_ORDERS),
        ),
        score=float(week.height),
        severity="info" if habit else None if head["earlier"] >= Limits.MIN_PRIOR_ORDERS else "low",
    )
