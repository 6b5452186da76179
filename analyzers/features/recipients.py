"""The delivery addresses that are new, and what makes their orders suspicious or explains them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import polars as pl

from analyzers.events.addresses import matches_any, parse
from analyzers.events.history import History
from analyzers.events.names import (
    KnownRecipients,
    family_name,
    is_institution,
    recipient_key,
    recipient_name,
)
from analyzers.events.owner import Owner
from analyzers.events.places import deliveries
from analyzers.events.regions import kilometres, region
from analyzers.events.schemas import Row
from analyzers.features import last_event, placed_orders
from analyzers.features.checkouts import checkouts
from analyzers.features.new_addresses import (
    EXPLAINED_RELATIONS,
    OWN_HOUSEHOLD,
    NewAddress,
    NewAddresses,
    Oddity,
    Relation,
)
from analyzers.features.unlisted import mark_strangers, mark_unlisted
from analyzers.thresholds.order import PlacedOrders, Unlisted
from analyzers.thresholds.order import Recipients as Limits
from analyzers.thresholds.spans import (
    MONTH,
    RECENT_WINDOW,
    SHORT_RECENT_WINDOW,
)


def measure(history: History) -> NewAddresses:
    """The new addresses (see ``new_addresses``), with what is suspicious about the orders sent to them."""
    orders = history.of(placed_orders.measure)
    return new_addresses(history.bought["orders"], history.owner, orders, history.of(last_event.measure))


def new_addresses(orders: pl.DataFrame, owner: Owner, placed: pl.DataFrame, latest: datetime | None) -> NewAddresses:
    """The new addresses of all order lines, by time of first use. ``placed`` are the same orders, one row each;
    ``latest`` is the time of the last event of the history."""
    usual = _tenth_order_time(orders)
    if usual is None:
        return NewAddresses(short=True)
    addresses = (
        orders.group_by("address").agg(pl.col("at").min(), lines=pl.len()).filter(pl.col("address").is_not_null())
    )
    if addresses.height > Limits.MAX_ADDRESSES:
        return NewAddresses(count=addresses.height)
    if not (addresses["at"] > usual).any():  # most addresses are known early; only the others are worth a closer look
        return NewAddresses()
    billing = {text for text in orders["billing"].unique() if text}
    known_places = deliveries({*addresses["address"], *billing}, owner.household)
    place_of = {text: known.place for text, known in known_places.items()}
    addresses = addresses.with_columns(place=pl.col("address").replace_strict(place_of, return_dtype=pl.String))
    addresses = addresses.sort("at", "address")
    new = _new_address_lines(orders, addresses, usual, owner, [place_of[text] for text in billing])
    if new is None:
        return NewAddresses()
    known = KnownRecipients.of(addresses, owner, usual)
    times = (pl.col("total_minor") / pl.col("usual_minor")).fill_null(0)
    theirs = placed.filter(pl.col("order_id").is_in(new["order_id"].unique().implode()))
    other = (pl.col("at") == pl.col("shop_since")) & (pl.col("earlier") >= PlacedOrders.MIN_PRIOR_ORDERS)
    priced = theirs.join(
        placed.group_by("shop").agg(shop_since=pl.col("at").min()), on="shop", nulls_equal=True
    ).select(
        "order_id",
        "new_payer",
        expensive=pl.col("expensive") | (times >= Limits.EXPENSIVE_COST_RATIO),
        times=times,
        other=other,
    )
    new = new.join(priced, on="order_id", how="left", maintain_order="left")
    result = list[NewAddress]()
    for rows in new.partition_by("place", maintain_order=True):
        once = [address.relation for address in result if not address.regular]
        result.append(_new_address(rows, known, latest, many=once.count(None) >= Limits.MIN_GIFT_RECIPIENTS))
    return NewAddresses(tuple(mark_unlisted(mark_strangers(result), addresses, owner, latest)))


def _tenth_order_time(orders: pl.DataFrame) -> datetime | None:
    """The time of the tenth order with an address; null if there are fewer."""
    sent = orders.select("order_id", "at", "address").filter(
        pl.col("at").is_not_null() & pl.col("address").is_not_null()
    )
    for some in (sent.bottom_k(Limits.FIRST_LINES_SEARCHED, by="at"), sent):
        first = some.group_by("order_id").agg(pl.col("at").min()).sort("at")
        if first.height >= Limits.MIN_KNOWN_ORDERS:
            tenth: datetime = first["at"][Limits.MIN_KNOWN_ORDERS - 1]
            return tenth
    return None


def _new_address_lines(
    orders: pl.DataFrame, addresses: pl.DataFrame, usual: datetime, owner: Owner, billing: list[str]
) -> pl.DataFrame | None:
    """The order lines of every new address with its ``place``, oldest first, those of one time by their order; null if
    there is none."""
    first = addresses.group_by("place").agg(pl.col("at").min(), pl.col("address")).filter(pl.col("at") > usual)
    own = [parse(text, owner.household) for text in owner.addresses]
    first = first.filter(
        [not any(matches_any(text, own, owner.household) for text in some) for some in first["address"]]
    )
    first = first.filter(~pl.col("place").is_in(billing))
    if not first.height:
        return None
    spellings = first.select("place", "address").explode("address")
    columns = ("row", "order_id", "at", "at_basis", "address", "gift", "payment")
    lines = orders.filter(pl.col("address").is_in(spellings["address"].implode()) & pl.col("at").is_not_null())
    return lines.select(columns).join(spellings, on="address").sort("at", "order_id", "row")


def _new_address(
    rows: pl.DataFrame,
    known: KnownRecipients,
    latest: datetime | None,
    *,
    many: bool,
) -> NewAddress:
    """One new address with what is suspicious about it. ``many``: presents are usual for the account."""
    lines = rows.rows(named=True)
    at, address = lines[0]["at"], lines[0]["address"]
    here = [line for line in lines if line["order_id"] == lines[0]["order_id"]]
    orders: dict[str, datetime] = {}
    for line in lines:
        orders.setdefault(line["order_id"], line["at"])
    expensive = {line["order_id"] for line in lines if line["expensive"]}
    gift = any(line["gift"] for line in here)
    relation = _relation(address, at, known, many)
    age = latest - at if latest else None
    is_recent = age is not None and age <= SHORT_RECENT_WINDOW
    settled = Limits.MIN_USUAL_SPAN_STRANGER if is_recent and relation is None else Limits.MIN_USUAL_SPAN
    # Expensive orders do not make an address usual, because a thief comes back, too.
    times = [first for order, first in orders.items() if order not in expensive]
    return NewAddress(
        rows=rows,
        at=at,
        gift=gift,
        relation=relation,
        distance_km=_kilometres_away(address, known, at),
        regular=len(times) >= Limits.MIN_USUAL_ORDERS and max(times) - min(times) >= settled,
        lasting=lines[-1]["at"] - at > Limits.MAX_THIEF_SPAN,
        oddities=_oddities(lines, here, relation, gift, age),
        cost=sum({line["order_id"]: line["times"] or 0 for line in lines}.values()),
    )


def _oddities(
    lines: Sequence[Row], here: Sequence[Row], relation: Relation | None, gift: bool, age: timedelta | None
) -> tuple[Oddity, ...]:
    """The suspicious properties of the orders to a new address. ``here`` are the lines of the first order, and ``age``
    is the time from that order to the end of the history."""
    at, placed = lines[0]["at"], checkouts(lines)
    is_recent = age is not None and age <= SHORT_RECENT_WINDOW
    soon = [line for line in lines if line["at"] - at <= Limits.FIRST_ORDERS_WINDOW]
    week = [checkout.cost for checkout in placed if checkout.at - at <= Limits.BURST_WINDOW]
    pair = [checkout.cost for checkout in placed if checkout.at - at <= Limits.PAIR_WINDOW]
    costly = [checkout.at for checkout in placed if checkout.expensive]
    several = len(week) >= Limits.BURST_MIN_ORDERS and sum(week) >= Limits.BURST_MIN_COST_RATIO
    again = (
        is_recent
        and relation is None
        and len(pair) >= Unlisted.MIN_REPEATED_ORDERS
        and sum(pair) >= Limits.PAIR_MIN_COST_RATIO
    )
    is_home = relation in OWN_HOUSEHOLD
    together = (
        is_home
        and not gift
        and len(week) >= Unlisted.MIN_REPEATED_ORDERS
        and sum(week) >= Limits.OWN_NAME_MIN_COST_RATIO
    )
    odd: dict[Oddity, bool] = {
        "recent_expense": age is not None
        and (_is_fresh_expense(soon, relation, gift, len(costly), age) or (together and is_recent)),
        "new_shop": relation not in (*OWN_HOUSEHOLD, *EXPLAINED_RELATIONS)
        and not gift
        and any(line["other"] for line in here),
        "burst": relation in (None, "gift_recipient") and not gift and (several or again),
        "repeated_expense": any(
            last - first <= MONTH
            for first, last in zip(costly, costly[Unlisted.MIN_REPEATED_ORDERS - 1 :], strict=False)
        ),
        "expensive": any(line["expensive"] for line in lines),
        "new_payment": any(line["new_payer"] for line in here),
    }
    return tuple(name for name, is_so in odd.items() if is_so)


def _is_fresh_expense(first: Sequence[Row], why: Relation | None, gift: bool, expensive: int, age: timedelta) -> bool:
    """Whether one of the ``first`` order lines to an address was expensive, or several orders (``expensive``) were,
    without a present or the recipient explaining it. Thieves may use the owner's name, but a new home of the owner
    explains itself only in time."""
    recent = age <= SHORT_RECENT_WINDOW
    if age > RECENT_WINDOW or why in EXPLAINED_RELATIONS:
        return False
    costly = (recent or why is None) and any(row["expensive"] for row in first)
    return (recent and expensive >= Unlisted.MIN_REPEATED_ORDERS) or (costly and not gift)


def _relation(address: str, at: datetime, known: KnownRecipients, many: bool) -> Relation | None:
    """Why the recipient of an address is no stranger; null for a stranger."""
    if is_institution(address):
        return "institution"
    whom, name = recipient_key(address), family_name(recipient_name(address))
    if known.receivers.get(whom, at) < at:
        return "household" if whom in known.household else "rare_recipient" if known.seldom(whom) else "recipient"
    if whom in known.household:
        return "member"
    if name in known.relatives:
        return "relative"
    if name in known.families:
        return "family"
    return "gift_recipient" if many else None


def _kilometres_away(address: str, known: KnownRecipients, at: datetime) -> int | None:
    """The distance of the address to the nearest region known before; null if either is unknown."""
    here = region(address)
    there = [region for region, since in known.regions.items() if since < at]
    if here is None or not there:
        return None
    return min(kilometres(here, region) for region in there)
