"""Several nearly free orders within a week."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import placed_orders, signals
from analyzers.features.bursts import Burst, bursts
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View
from analyzers.thresholds.order import MicroMarketplace as Limits

title = N_("Several very cheap orders within a few days")
message = N_(
    "From {at} on, orders of at most 100 yen (or one dollar, pound or euro) were placed within a "
    "week (orders: {count}). Sellers who want false sales and reviews place such orders through "
    "other people's accounts. {beside}"
)
innocent = N_(
    "This may be harmless: parts, stickers or leftovers cost no more, and a hobby may need several of them. {note}"
)
sentence = N_("From {at} on, orders costing next to nothing were placed within a week (orders: {count}).")
PAYER_SENTENCE = N_("They were not paid in your usual way.")
HABIT_SENTENCE = N_("You have bought such things before.")
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "unsent", "review", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "orders.total_minor", "placed_orders", "signals")
references = (
    "nlab.itmedia.co.jp (items of tens of yen, hidden orders, 2021-04-09)",
    "jimeishi.net (an order of 56 yen)",
)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each week. The orders until there are too many are triggers, later ones of the week are context.
    A habit is reported only beside a signal; goods of the shop itself are left out."""
    orders = history.of(placed_orders.measure)
    usual = set(orders.head(orders.height // 2)["way"].drop_nulls().unique())
    goods = ~pl.col("kind").is_in(["digital", "code"]).fill_null(False)
    little = (pl.col("total_minor") > 0) & (pl.col("total_minor") <= Limits.MAX_PRICE_MINOR)
    cheap = orders.filter(little & goods & ~pl.col("direct"))
    times, all_signals = cheap["at"].to_list(), history.of(signals.measure)
    several = list(bursts(times, Limits.MIN_ORDERS, Limits.WINDOW, cheap.height))
    # Fewer orders are enough if they are the first ones and a signal precedes them.
    reported = {place for burst in several for place in range(burst.first, burst.end)}
    few = [
        burst
        for burst in bursts(times, 1, Limits.WINDOW, MAX_FINDINGS)
        if burst.first < Limits.MIN_HABIT_ORDERS and burst.first not in reported
    ]
    few = [burst for burst in few if all_signals.near(times[burst.first], CORROBORATING)]
    near = [
        (burst, all_signals.near(times[burst.first], CORROBORATING, before=2 * Limits.WINDOW))
        for burst in (*several, *few)
    ]
    reportable = [
        (burst, corroborating)
        for burst, corroborating in near
        if corroborating or burst.first < Limits.MIN_HABIT_ORDERS
    ]
    yield from (_fact(cheap, burst, usual, corroborating) for burst, corroborating in reportable[-MAX_FINDINGS:])


def _fact(cheap: pl.DataFrame, burst: Burst, usual: set[str], corroborating: list[Signal]) -> Mark:
    week = cheap.slice(burst.first, burst.end - burst.first)
    head = week.row(0, named=True)
    habit = burst.first >= Limits.MIN_HABIT_ORDERS
    # A new card number is not unusual; a way of paying that never occurred before is.
    payer = (
        head["earlier"] >= Limits.MIN_PRIOR_ORDERS and bool(usual) and not usual & set(week["way"].fill_null("unknown"))
    )
    return Mark(
        triggers=refs("orders", cheap["row"][burst.first : burst.enough]),
        counted=refs("orders", cheap["row"][burst.enough : burst.end], MAX_CONTEXT),
        context=(
            *refs("orders", cheap["row"][burst.enough : burst.end], MAX_CONTEXT),
            *(signal.ref for signal in corroborating),
        ),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": week.height,
            "beside": first_sentence(corroborating) or (note(PAYER_SENTENCE) if payer else NOTHING),
            "note": note(HABIT_SENTENCE) if habit else NOTHING,
        },
        arithmetic=(counted(week.height, Limits.MIN_ORDERS, Limits.WINDOW), *sentences_of(corroborating)),
        score=float(week.height),
        severity=None if corroborating or payer else "low",
    )
