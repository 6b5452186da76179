"""An order that was sent to an address where no earlier order went."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers.address import folded, without_names
from analyzers.finding import Fact, Gap
from analyzers.history import View
from analyzers.shown import MOST, NOTHING, note, refs, when

title = "An order to an address that is new in your list"
message = (
    "Order {order} of {at} was the first one sent to this address: {address}. At least {earlier} orders before it went "
    "elsewhere. Orders sent to it so far: {orders}."
)
innocent = (
    "It can be harmless: a present, a move, a workplace, a parcel locker or a convenience store often explains a new "
    "address. {note}"
)
GIFT_SENTENCE = "This order carries a gift message or names somebody who receives it as a gift."
SHORT_SENTENCE = "There are too few orders to say which addresses are usual."
MANY_SENTENCE = "Your orders go to so many addresses ({count}) that a new one says nothing."
LISTED_SENTENCE = "Only the {listed} latest of {count} new addresses are listed."
EARLIER = 10
MANY = 2_000
LISTED = 50
NEAR = 2_000  # order lines among which the first orders are looked for, before all are
severity = "low"
kind = "surprise"
needs = ("orders.order_id", "orders.at", "orders.at_basis?", "orders.address", "orders.billing?", "orders.gift?")
references = ("MaxMind minFraud (distance of shipping and billing address)", "Stripe Radar (address attributes)")


def find(history: View) -> Iterator[Fact | Gap]:
    """One fact for each address. Its trigger is the first order that went there, later ones are context."""
    orders = history.table("orders")
    usual = _tenth(orders)
    if usual is None:
        yield Gap(SHORT_SENTENCE, "")
        return
    names = [folded(name) for name in sorted(history.owner.household, key=len, reverse=True)]
    places = orders.group_by("address").agg(pl.col("at").min()).filter(pl.col("address").is_not_null())
    if places.height > MANY:
        yield Gap(MANY_SENTENCE, "", values={"count": places.height})
    elif (places["at"] > usual).any():  # most addresses are known early; only the others are worth a closer look
        found = _new(orders, _spelled(places, names), usual, history, names)
        if len(found) > LISTED:
            yield Gap(LISTED_SENTENCE, "", values={"listed": LISTED, "count": len(found)})
        yield from map(_fact, found[-LISTED:])


def _tenth(orders: pl.DataFrame) -> datetime | None:
    """When the tenth order was placed, or null where there are fewer (orders sent nowhere do not count)."""
    sent = orders.select("order_id", "at", "address").filter(
        pl.col("at").is_not_null() & pl.col("address").is_not_null()
    )
    for some in (sent.bottom_k(NEAR, by="at"), sent):
        first = some.group_by("order_id").agg(pl.col("at").min()).sort("at")
        if first.height >= EARLIER:
            found: datetime = first["at"][EARLIER - 1]
            return found
    return None


def _spelled(places: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    return places.with_columns(
        place=pl.Series([without_names(folded(text), names) for text in places["address"]], dtype=pl.String)
    )


def _new(
    orders: pl.DataFrame, places: pl.DataFrame, usual: datetime, history: View, names: list[str]
) -> list[pl.DataFrame]:
    """The orders of every new address, each group and all groups in the order of their first times."""
    first = places.group_by("place").agg(pl.col("at").min(), pl.col("address")).filter(pl.col("at") > usual)
    own = [place for text in history.owner.addresses if (place := folded(text))]
    first = first.filter(~pl.any_horizontal(False, *(pl.col("place").str.contains(one, literal=True) for one in own)))
    billing = {without_names(folded(text), names) for text in orders["billing"].unique() if text}
    first = first.filter(~pl.col("place").is_in(list(billing)))
    if not first.height:
        return []
    spellings = first.select("place", "address").explode("address")
    found = orders.filter(pl.col("address").is_in(spellings["address"].implode())).join(spellings, on="address")
    found = found.filter(pl.col("at").is_not_null()).sort("at", "row")
    return [rows for _, rows in found.group_by("place", maintain_order=True)]


def _fact(rows: pl.DataFrame) -> Fact:
    head = rows.row(0, named=True)
    here = rows.filter((pl.col("order_id") == head["order_id"]) & (pl.col("at") == head["at"]))
    later = rows.filter(~pl.col("row").is_in(here["row"].implode())).unique(
        "order_id", keep="first", maintain_order=True
    )
    gift = bool(here["gift"].any())
    return Fact(
        triggers=refs("orders", here["row"]),
        context=refs("orders", later["row"], MOST),
        values={
            "order": head["order_id"],
            "at": when(head["at"], head["at_basis"]),
            "address": head["address"],
            "earlier": EARLIER,
            "orders": rows["order_id"].n_unique(),
            "note": note(GIFT_SENTENCE) if gift else NOTHING,
        },
        score=float(EARLIER),
        severity="info" if gift else None,
    )
