"""The first order of a membership or subscription."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.coverage import provider
from analyzers.events.marks import Gap, Mark, Money, Sentence
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import last_event, placed_orders, signals
from analyzers.features.signals import Signal, SignalKind, first_sentence, sentences_of
from analyzers.features.started import Started, started
from analyzers.rules.view import View
from analyzers.thresholds.spans import RECENT_WINDOW
from analyzers.thresholds.subscription import New as Limits

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
    usual = placed["at"].head(Limits.MIN_PRIOR_ORDERS + 1)
    if len(usual) <= Limits.MIN_PRIOR_ORDERS:
        return
    latest = history.of(last_event.measure)
    for begun in started(paid, usual[Limits.MIN_PRIOR_ORDERS])[-MAX_FINDINGS:]:
        corroborating = history.of(signals.measure).near(begun.at, CORROBORATING, strong=True)
        if begun.near >= Limits.MIN_STARTED:
            corroborating = corroborating or history.of(signals.measure).near(begun.at, ("login",))
        yield _fact(begun, corroborating, latest is not None and latest - begun.at <= RECENT_WINDOW)


def _fact(begun: Started, corroborating: list[Signal], recent: bool) -> Mark:
    rows, head = begun.rows, begun.rows.row(0, named=True)
    odd = note(SEVERAL_SENTENCE) if begun.lasts else None
    if begun.at_once >= Limits.MIN_STARTED_AT_ONCE:
        odd = note(TOGETHER_SENTENCE, count=begun.at_once)
    price, currency = head["total_minor"], head["currency"]
    later = refs("orders", rows["row"][begun.first :], MAX_CONTEXT)
    return Mark(
        triggers=refs("orders", rows["row"][: begun.first]),
        counted=later,
        context=(*(signal.ref for signal in corroborating), *later),
        values={
            "item": _name(rows),
            "amount": Money(price, currency) if price is not None and currency else note(UNTOLD_LABEL),
            "order": head["order_id"],
            "at": display_time(begun.at, head["at_basis"]),
            "orders": rows["order_id"].n_unique() - 1,
            "beside": first_sentence(corroborating) or (odd if odd and recent else NOTHING),
        },
        arithmetic=(
            counted(begun.at_once, Limits.MIN_STARTED_AT_ONCE, Limits.AT_ONCE_WINDOW),
            *sentences_of(corroborating),
        ),
        severity=None if corroborating or (odd and recent) else "info",
    )


def _name(rows: pl.DataFrame) -> str | Sentence:
    """The title of an item, its number where no file gives a title."""
    names = [name for key in ("title", "item_id") for name in rows[key].drop_nulls()]
    return str(names[0]) if names else note(UNNAMED_LABEL)
