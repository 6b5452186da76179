"""Several cash-on-delivery orders within a week."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.arithmetic import counted, earlier
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time
from analyzers.features import placed_orders, recipients
from analyzers.features.bursts import Burst, bursts
from analyzers.features.placed_orders import after_cod, in_japan
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.order import CodBurst as Limits

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each week. The orders until there are too many are triggers, later ones of the week are context."""
    sales = history.table("orders").filter(pl.col("role") == "seller")
    if sales.height and sales["payment"].is_null().all():
        yield Gap("sales", "")
    orders = history.of(placed_orders.measure)
    cod = orders.filter((pl.col("way") == "cod") & ~(in_japan() & after_cod()).fill_null(False))
    visits = cod.filter((pl.col("at").diff() > Limits.VISIT_PAUSE).fill_null(True))
    several = list(bursts(visits["at"].to_list(), Limits.MIN_ORDERS, Limits.WINDOW, MAX_FINDINGS))
    yield from (_mark(visits, visits, burst) for burst in several)
    # Fewer orders are enough if each of them went to a new recipient.
    reported = [row for burst in several for row in visits["row"][burst.first : burst.end]]
    new = [address.rows["order_id"][0] for address in history.of(recipients.measure).unexplained]
    to_strangers = cod.filter(pl.col("order_id").is_in(new) & ~pl.col("row").is_in(reported))
    for burst in bursts(to_strangers["at"].to_list(), Limits.MIN_ORDERS_TO_STRANGERS, Limits.WINDOW, MAX_FINDINGS):
        yield _mark(to_strangers, visits, burst, receivers="strangers")


def _mark(some: pl.DataFrame, visits: pl.DataFrame, burst: Burst, receivers: str = NOTHING) -> Mark:
    week, head = burst.of(some), some.row(burst.first, named=True)
    before = (visits["at"] < head["at"]).sum()
    habit = before * Limits.HABIT_ONE_IN >= head["earlier"] and before > 0
    return Mark(
        triggers=burst.triggers(some),
        counted=burst.later(some),
        context=burst.later(some),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": week.height,
            "receivers": say(receivers) if receivers else NOTHING,
            "note": say("habit") if habit else NOTHING,
        },
        arithmetic=(
            counted(week.height, Limits.MIN_ORDERS_TO_STRANGERS if receivers else Limits.MIN_ORDERS, Limits.WINDOW),
            earlier(head["earlier"], Limits.MIN_PRIOR_ORDERS),
        ),
        score=float(week.height),
        severity="info" if habit else None if head["earlier"] >= Limits.MIN_PRIOR_ORDERS else "low",
    )
