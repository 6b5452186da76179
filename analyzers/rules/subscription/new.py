"""The first order of a membership or subscription."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.coverage import provider
from analyzers.events.marks import Gap, Mark, Money, Sentence
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.features.thresholds import ENOUGH, MONTH, RECENT_WINDOW, REPEATED, SEVERAL
from analyzers.rules.view import View

title = N_("A membership or subscription began")
message = N_(
    "On {at} the membership or subscription {item} was ordered for the first time (order {order}, price: {amount}). "
    "Orders of it since then: {orders}. {beside}"
)
innocent = N_(
    "This is usually harmless: a trial that was accepted while ordering, or a membership that "
    "somebody in the household wanted."
)
sentence = N_("On {at} a membership or subscription was ordered for the first time (order {order}).")
SEVERAL_SENTENCE = N_("Several memberships or subscriptions began within a few weeks, recently.")
TOGETHER_SENTENCE = N_("{count} memberships or subscriptions began within an hour, recently.")
UNNAMED_LABEL = N_("that the file does not name")
UNTOLD_LABEL = N_("not given")
MIN_PRIOR_ORDERS = ENOUGH  # before a subscription can be new
MIN_STARTED_AT_ONCE = SEVERAL  # within the window below: nobody starts so many by chance
AT_ONCE_WINDOW = timedelta(minutes=60)
WINDOW = MONTH  # before and after, in which subscriptions count as started together
MIN_STARTED = REPEATED  # together: then a weak signal is enough, or that they are recent
MIN_PAID_ORDERS = REPEATED  # of each of them, if no signal corroborates
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "card")
severity = "medium"
kind = "rule"
tags = ("purchase", "subscription", "family", "household", "screen")
digital = True  # memberships are digital orders
needs = (
    "orders.order_id",
    "orders.at",
    "orders.at_basis?",
    "orders.item_id",
    "orders.title?",
    "orders.kind",
    "orders.source?",
    "orders.total_minor?",
    "orders.currency?",
    "placed_orders",
    "signals",
    "last_event",
)
references = ("Plaid, recurring transactions (streams)", "interface123.blogspot (memberships begun after a hijack)")
# Reasons why it may be not assessable, by code.
reasons = {
    "no_digital": N_("The file with your digital orders was not handed in, and memberships may be in it."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each item. Its first order is the trigger, later ones are context."""
    orders = history.table("orders")
    known = history.catalogue
    listed = orders.filter(provider().is_in(list(known.with_orders)))
    is_digital = pl.col("source").is_in(list(known.digital)) | pl.col("order_id").str.starts_with("D")
    if listed.height and not listed.select(is_digital.any()).item():
        yield Gap("no_digital", "", get=known.get("digital_orders"))
    paid = orders.filter((pl.col("kind") == "subscription") & pl.col("at").is_not_null()).sort("at", "row")
    if not paid.height:
        return
    placed = history.of(placed_orders.measure)
    usual = placed["at"].head(MIN_PRIOR_ORDERS + 1)
    if len(usual) <= MIN_PRIOR_ORDERS:
        return
    streams = paid.partition_by("item_id", maintain_order=True)
    latest = history.of(last_event.measure)
    begun = [rows["at"][0] for rows in streams]
    lasting = [rows["at"][0] for rows in streams if rows["order_id"].n_unique() >= MIN_PAID_ORDERS]
    for rows in [rows for rows in streams if rows["at"][0] >= usual[MIN_PRIOR_ORDERS]][-MAX_FINDINGS:]:
        at = rows["at"][0]
        here = rows.filter(pl.col("at") == at)
        corroborating = history.of(signals.measure).near(at, CORROBORATING, strong=True)
        if _around(begun, at, WINDOW) >= MIN_STARTED:
            corroborating = corroborating or history.of(signals.measure).near(at, ("login",))
        lasts = rows["order_id"].n_unique() >= MIN_PAID_ORDERS and _around(lasting, at, WINDOW) >= MIN_STARTED
        count = _around(begun, at, AT_ONCE_WINDOW)
        odd = note(SEVERAL_SENTENCE) if lasts else None
        if count >= MIN_STARTED_AT_ONCE:
            odd = note(TOGETHER_SENTENCE, count=count)
        fresh = odd is not None and latest is not None and latest - at <= RECENT_WINDOW
        price, currency = here.select("total_minor", "currency").row(0)
        later = refs("orders", rows["row"][here.height :], MAX_CONTEXT)
        yield Mark(
            triggers=refs("orders", here["row"]),
            counted=later,
            context=(*(signal.ref for signal in corroborating), *later),
            values={
                "item": _name(rows),
                "amount": Money(price, currency) if price is not None and currency else note(UNTOLD_LABEL),
                "order": rows["order_id"][0],
                "at": display_time(at, rows["at_basis"][0]),
                "orders": rows["order_id"].n_unique() - 1,
                "beside": first_sentence(corroborating) or (odd if odd and fresh else NOTHING),
            },
            arithmetic=(counted(count, MIN_STARTED_AT_ONCE, AT_ONCE_WINDOW), *sentences_of(corroborating)),
            severity=None if corroborating or fresh else "info",
        )


def _name(rows: pl.DataFrame) -> str | Sentence:
    """The title of an item, its number where no file gives a title."""
    names = [name for key in ("title", "item_id") for name in rows[key].drop_nulls()]
    return str(names[0]) if names else note(UNNAMED_LABEL)


def _around(begun: list[datetime], at: datetime, span: timedelta) -> int:
    return sum(abs(time - at) <= span for time in begun)
