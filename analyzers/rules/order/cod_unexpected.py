"""A cash-on-delivery order in an account that hardly ever uses it, or to an address that is not the owner's."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import CHANCE_SENTENCE
from analyzers.events.marks import Mark, Sentence
from analyzers.events.values import MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import placed_orders, recipients
from analyzers.features.placed_orders import after_cod, in_japan, lines_of
from analyzers.rules.view import View

title = N_("A cash-on-delivery order, which is not usual for you")
message = N_(
    "Order {order} of {at} is cash on delivery (earlier orders: {earlier}, of these cash on "
    "delivery: {cod}). {address} If nobody in your household ordered it, do not pay for the parcel."
)
innocent = N_("This may be harmless: somebody in the household may prefer cash on delivery.")
sentence = N_("On {at} order {order} was placed as cash on delivery, which is not usual for you.")
ADDRESS_SENTENCE = N_("It also went to an address that appears in no earlier order.")
MAX_CHANCE = 0.01  # of such an order, estimated from the orders before
severity = "low"
kind = "surprise"
tags = ("order", "purchase", "cod", "family_parcel", "household")
needs = ("orders.order_id", "orders.at", "orders.payment", "placed_orders", "recipients")
references = ("Kokusen (parcels paid at the door, 2019-06-06)", "cacco O-PLUX (refusal rate of cash on delivery)")


def find(history: View) -> Iterator[Mark]:
    """One fact for each such order. Orders that cannot exist are left to ``order.cod_after_abolition``."""
    orders = history.of(placed_orders.measure)
    ways = orders.with_columns(is_cod=(pl.col("way") == "cod").fill_null(False)).with_columns(
        cod=pl.col("is_cod").cast(pl.Int64).cum_sum() - pl.col("is_cod").cast(pl.Int64)
    )
    cod = ways.filter(pl.col("is_cod") & ~(in_japan() & after_cod()).fill_null(False))
    if not cod.height:
        return
    places = {order for place in history.of(recipients.measure).new for order in place.rows["order_id"].head(1)}
    new = pl.col("order_id").is_in(list(places))
    rare = (pl.col("cod") + 1) / (pl.col("earlier") + 2) < MAX_CHANCE
    found = cod.filter(rare | new).tail(MAX_FINDINGS)
    lines = lines_of(history.table("orders"), found["order_id"])
    for order in found.iter_rows(named=True):
        yield Mark(
            triggers=refs("orders", lines[order["order_id"]]),
            values={
                "order": order["order_id"],
                "at": display_time(order["at"], order["at_basis"]),
                "earlier": order["earlier"],
                "cod": order["cod"],
                "address": note(ADDRESS_SENTENCE) if order["order_id"] in places else NOTHING,
            },
            arithmetic=(_chance(order["cod"], order["earlier"]),),
            score=float(order["earlier"] + 2) / (order["cod"] + 1),
        )


def _chance(count: int, earlier: int) -> Sentence:
    return note(CHANCE_SENTENCE, count=count, earlier=earlier, result=f"{(count + 1) / (earlier + 2):.4f}")
