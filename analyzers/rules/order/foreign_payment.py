"""A cheap or hidden order paid in a way that the account never used before: at a convenience store, or by other
means."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier
from analyzers.events.marks import Mark
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import archived, placed_orders, signals
from analyzers.features.placed_orders import lines_of
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View

title = N_("A cheap or hidden order was paid in a way that is new for you")
message = N_(
    "Order {order} of {at} was paid in this way: {payment}. None of the {earlier} earlier orders "
    "was. Somebody who uses another person's account pays for small orders in cash so that no card "
    "shows them. {hidden} {beside}"
)
innocent = N_("This may be harmless: people try other ways of paying, especially for small amounts.")
sentence = N_("On {at} order {order} was paid in a way that is new for you: {payment}.")
HIDDEN_SENTENCE = N_("The list taken from your orders page does not show this one.")
MIN_PRIOR_ORDERS = 20  # before a way of paying can be new
CHEAP_DIVISOR = 4  # an order is cheap up to the median order divided by this
UNUSUAL_WAYS = ("konbini", "other")
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device")
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "unsent", "wallet", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "orders.payment", "orders.total_minor", "placed_orders", "archived", "signals")
references = ("nlab.itmedia.co.jp (orders paid by somebody at a convenience store, 2021-04-09)",)


def find(history: View) -> Iterator[Mark]:
    """One fact for each new way of paying. The first order paid so is the trigger."""
    orders = history.of(placed_orders.measure)
    stated = orders.filter(pl.col("payment").is_not_null())
    first = stated.unique("way", keep="first", maintain_order=True).filter(pl.col("way").is_in(UNUSUAL_WAYS))
    cheap = (pl.col("total_minor") > 0) & (pl.col("total_minor") * CHEAP_DIVISOR <= pl.col("usual_minor"))
    absent = history.of(archived.measure).filter(~pl.col("listed")).select("shop", "order_id", hidden=pl.lit(True))
    first = first.join(absent, on=["shop", "order_id"], how="left", maintain_order="left")
    found = first.filter((cheap | pl.col("hidden")) & (pl.col("earlier") >= MIN_PRIOR_ORDERS)).tail(MAX_FINDINGS)
    lines = lines_of(history.table("orders"), found["order_id"])
    for order in found.iter_rows(named=True):
        corroborating = history.of(signals.measure).near(order["at"], CORROBORATING)
        yield Mark(
            triggers=refs("orders", lines[order["order_id"]]),
            context=tuple(one.ref for one in corroborating),
            values={
                "order": order["order_id"],
                "at": display_time(order["at"], order["at_basis"]),
                "payment": order["payment"],
                "earlier": order["earlier"],
                "hidden": note(HIDDEN_SENTENCE) if order["hidden"] else NOTHING,
                "beside": first_sentence(corroborating),
            },
            arithmetic=(earlier(order["earlier"], MIN_PRIOR_ORDERS), *sentences_of(corroborating)),
            score=float(order["earlier"]),
            severity=None if corroborating or order["hidden"] else "low",
        )
