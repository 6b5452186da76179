"""More refunds within a week than ever before."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted, expected
from analyzers.events.marks import Gap, Mark, Money, Part, Sentence
from analyzers.events.refund_reasons import NOT_ARRIVED, SENT_BACK
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.bursts import SURPRISE_SENTENCE, surges
from analyzers.features.signals import STRONG_WEIGHT, SignalKind, first_sentence, weights
from analyzers.features.time_windows import RECENT_WINDOW
from analyzers.rules.view import View

title = N_("An unusual number of refunds within a week")
message = N_(
    "From {at} on, refunds were made for {count} orders within a week. Before that, there were "
    "never more than {most}. {beside}"
)
innocent = N_(
    "This may be harmless: a seller who has no stock cancels many orders at once, and several "
    "things may have been sent back together. {note}"
)
sentence = N_("From {at} on, refunds were made for {count} orders within a week.")
LOST_SENTENCE = N_(
    "The reason given for {lost} of them is that the parcel did not arrive or could not be "
    "delivered. Nothing has to be sent back then, so a misused account can show this reason too."
)
MUCH_SENTENCE = N_(
    "Within one day {amount} was paid back, more than ever before, for orders that nothing shows as sent back."
)
TOGETHER_SENTENCE = N_("All of these orders were placed within a few days of each other.")
CANCELLED_SENTENCE = N_("All of these orders were cancelled.")
MIN_REFUNDS = 3  # within the window
MIN_PRIOR_REFUNDS = 3
MIN_RATE_RATIO = 4  # to the usual rate
WINDOW = timedelta(days=7)
SAME_TIME_WINDOW = timedelta(days=2)  # before and after the first of the orders
MIN_LOST_PARCELS = 2  # parcels that did not arrive
MIN_COST_RATIO = 2  # of the refunds within the window to the median order
DAY = timedelta(hours=24)
LATE_REFUND_DELAY = timedelta(days=45)  # after the order: a later refund follows no usual return
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
severity = "medium"
kind = "surprise"
tags = ("refund", "shop")
needs = (
    "refunds.order_id",
    "refunds.at",
    "refunds.at_basis?",
    "refunds.status?",
    "refunds.reason?",
    "refunds.amount_minor?",
    "refunds.currency?",
    "placed_orders",
    "last_event",
    "signals",
)
references = ("PayPal, fraud filters (velocity)", "Gamma-Poisson predictive tail")
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few refunds to say how many are usual."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each burst. The refunds until there are too many are triggers, later ones are context."""
    refunds = history.table("refunds").filter(
        pl.col("at").is_not_null() & pl.col("order_id").is_not_null() & (pl.col("status") != "declined").fill_null(True)
    )
    first = refunds.sort("at", "order_id", "row").unique("order_id", keep="first", maintain_order=True)
    if first.height < MIN_PRIOR_REFUNDS + MIN_REFUNDS:
        yield Gap("too_few", "")
    orders, latest = history.of(placed_orders.measure), history.of(last_event.measure)
    since = latest - RECENT_WINDOW if latest else None
    for surge in surges(first["at"], WINDOW, MIN_REFUNDS, MIN_RATE_RATIO, MIN_PRIOR_REFUNDS, MAX_FINDINGS):
        burst = first.slice(surge["start"], surge["count"])
        later = first.filter((pl.col("at") > surge["at"]) & (pl.col("at") <= surge["at"] + WINDOW))
        head = burst.row(0, named=True)
        week = first.filter(pl.col("at").is_between(head["at"], head["at"] + WINDOW))
        excuse = _excuse(orders.filter(pl.col("order_id").is_in(week["order_id"].implode())), week.height)
        corroborating = history.of(signals.measure).near(head["at"], CORROBORATING, after=WINDOW)
        odd = None
        if since is not None and head["at"] >= since and _refunded_cost_ratio(week, orders) >= MIN_COST_RATIO:
            lost = int(week["reason"].str.contains(NOT_ARRIVED).sum())
            many_lost = burst["reason"].str.contains(NOT_ARRIVED).sum() >= MIN_LOST_PARCELS
            much = None if excuse else _large_day(first, orders, head["at"], surge["at"])
            odd = note(LOST_SENTENCE, lost=lost) if many_lost else much
        parts = (Part(note(SURPRISE_SENTENCE, count=burst.height), surge["surprise"]), *weights(corroborating))
        parts += (Part(odd, STRONG_WEIGHT),) if odd else ()
        yield Mark(
            triggers=refs("refunds", burst["row"]),
            counted=refs("refunds", later.join(week, on="row")["row"], MAX_CONTEXT),
            context=(*(one.ref for one in corroborating), *refs("refunds", later["row"], MAX_CONTEXT)),
            values={
                "at": display_time(head["at"], head["at_basis"]),
                "count": week.height,
                "most": surge["most"],
                "beside": first_sentence(corroborating) or odd or NOTHING,
                "note": note(excuse) if excuse else NOTHING,
            },
            arithmetic=(
                counted(burst.height, MIN_REFUNDS, WINDOW),
                *expected(burst.height, surge["expected"], MIN_RATE_RATIO),
            ),
            score=sum(part.share for part in parts),
            parts=parts,
            severity=None if corroborating or odd else "info" if excuse else "low",
        )


def _excuse(orders: pl.DataFrame, count: int) -> str | None:
    if orders.height < count:
        return None
    if orders["cancelled"].all():
        return CANCELLED_SENTENCE
    together = ((orders["at"] - orders["at"][0]).abs() <= SAME_TIME_WINDOW).all()
    return TOGETHER_SENTENCE if together else None


def _refunded_cost_ratio(refunds: pl.DataFrame, orders: pl.DataFrame) -> float:
    """The refunded sum in median orders; for a refund without an amount the cost of its order counts."""
    cost = orders.select("order_id", "total_minor", "usual_minor", priced="currency").unique("order_id", keep="first")
    usual = orders.group_by(priced="currency").agg(usual=pl.col("usual_minor").first())
    paid = refunds.join(cost, on="order_id", how="left").with_columns(
        priced=pl.coalesce("currency", "priced"), paid=pl.coalesce("amount_minor", "total_minor")
    )
    times = pl.col("paid") / pl.coalesce("usual", "usual_minor")
    return float(paid.join(usual, on="priced", how="left").select(times.fill_null(1).sum()).item())


def _large_day(refunds: pl.DataFrame, orders: pl.DataFrame, start: datetime, end: datetime) -> Sentence | None:
    """The sentence about a day, from ``start`` until ``end``, on which several orders were refunded apparently
    without a return, for at least as much as on any other day; else null. ``refunds`` are one row for each order,
    oldest first."""
    placed = orders.group_by("order_id").agg(placed=pl.col("at").min())
    known = refunds.drop_nulls(["amount_minor", "currency"]).join(placed, on="order_id", how="left").sort("at", "row")
    usual = (pl.col("at") - pl.col("placed") < LATE_REFUND_DELAY) | pl.col("reason").str.contains(SENT_BACK)
    known = known.with_columns(odd=~usual.fill_null(False))
    for (currency,), rows in known.group_by("currency", maintain_order=True):
        days = rows.rolling("at", period=DAY, closed="both").agg(pl.col("amount_minor").sum(), pl.col("odd").sum())
        here = pl.col("at").is_between(start, end)
        most = days.filter(here & (pl.col("odd") >= MIN_REFUNDS))["amount_minor"].max()
        other = days.filter(~pl.col("at").is_between(start, end + DAY))["amount_minor"].max()
        if isinstance(most, int) and isinstance(other, int) and most >= other:
            return note(MUCH_SENTENCE, amount=Money(most, str(currency)))
    return None
