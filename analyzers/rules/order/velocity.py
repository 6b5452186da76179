"""More orders within three days than ever before."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted, expected
from analyzers.events.marks import Gap, Mark, Part
from analyzers.events.schemas import Row
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.bursts import SURPRISE_SENTENCE, surges
from analyzers.features.signals import SignalKind, first_sentence, weights
from analyzers.features.time_windows import GIFT_MONTHS, RECENT_WINDOW
from analyzers.rules.view import View

title = N_("An unusual number of orders within three days")
message = N_(
    "From {at} on, {count} orders were placed within three days. Judging by the {days} days "
    "before, {expected} would be usual for such a period, and there were never more than {most}. "
    "{beside}"
)
innocent = N_("This may be harmless: sales, moves, holidays and a new school year bring many orders at once. {note}")
sentence = N_("From {at} on, {count} orders were placed within three days; {expected} would be usual.")
SALE_SENTENCE = N_("It was a time of major sales.")
MIN_ORDERS = 5  # within the window
WINDOW = timedelta(hours=72)
MIN_RATE_RATIO = 4  # to the usual rate
MIN_PRIOR_ORDERS = 10
# First and last (month, day). Prime Day moves within these days of July, its second event within those of October
# (later in Japan than elsewhere). The week of Black Friday begins on 19 November at the earliest, and Cyber Monday is 2
# December at the latest. Shops clear stock at the end of the year and in the first week of January.
SALE_PERIODS = (((7, 8), (7, 18)), ((10, 7), (10, 20)), ((11, 19), (12, 2)), ((12, 26), (1, 7)))
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "gift_card", "balance")
# Signals that count in a sale period, in the gift season, or for old orders.
ENTRY_SIGNALS: tuple[SignalKind, ...] = ("login", "control", "device", "balance")
severity = "medium"
kind = "surprise"
tags = ("order", "purchase", "family", "unsent", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "placed_orders", "signals", "last_event")
references = ("PayPal, fraud filters (five payments within 72 hours)", "Gamma-Poisson predictive tail")
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few orders to say how many are usual."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each burst. The orders until there are too many are triggers, later ones are context."""
    orders = history.of(placed_orders.measure).filter((pl.col("total_minor") != 0).fill_null(True))
    if orders.height < MIN_PRIOR_ORDERS + MIN_ORDERS:
        yield Gap("too_few", "")
    for surge in surges(orders["at"], WINDOW, MIN_ORDERS, MIN_RATE_RATIO, MIN_PRIOR_ORDERS, MAX_FINDINGS):
        burst = orders.slice(surge["start"], surge["count"])
        later = orders.filter((pl.col("at") > surge["at"]) & (pl.col("at") <= surge["at"] + WINDOW))
        yield _fact(burst, later, surge, history)


def _fact(burst: pl.DataFrame, later: pl.DataFrame, surge: Row, history: View) -> Mark:
    head, latest = burst.row(0, named=True), history.of(last_event.measure)
    sale = _sale((head["at"].month, head["at"].day))
    calm = sale or head["at"].month in GIFT_MONTHS or latest is None or latest - head["at"] > RECENT_WINDOW
    corroborating = history.of(signals.measure).near(head["at"], ENTRY_SIGNALS if calm else CORROBORATING, after=WINDOW)
    parts = (Part(note(SURPRISE_SENTENCE, count=burst.height), surge["surprise"]), *weights(corroborating))
    other = (one.ref for one in corroborating if one.ref.table != "orders" or one.ref.row not in burst["row"])
    later_rows = later.filter(pl.col("at") <= head["at"] + WINDOW)["row"]
    return Mark(
        triggers=refs("orders", burst["row"]),
        counted=refs("orders", later_rows, MAX_CONTEXT),
        context=tuple(dict.fromkeys((*other, *refs("orders", later["row"], MAX_CONTEXT)))),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "count": burst.height + later_rows.len(),
            "days": surge["days"],
            "expected": f"{surge['expected']:.1f}",
            "most": surge["most"],
            "beside": first_sentence(corroborating),
            "note": note(SALE_SENTENCE) if sale else NOTHING,
        },
        arithmetic=(
            counted(burst.height, MIN_ORDERS, WINDOW),
            *expected(burst.height, surge["expected"], MIN_RATE_RATIO),
        ),
        score=sum(part.share for part in parts),
        parts=parts,
        severity=None if corroborating else "info" if sale else "low",
    )


def _sale(day: tuple[int, int]) -> bool:
    """Whether a (month, day) lies in a sale period, one of which crosses the end of the year."""
    return any(first <= day <= last if first <= last else day >= first or day <= last for first, last in SALE_PERIODS)
