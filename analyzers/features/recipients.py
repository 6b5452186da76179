"""The places that orders were sent to for the first time, and what speaks for or against them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import polars as pl

from analyzers.events.addresses import folded, ours, place, without_names
from analyzers.events.history import History
from analyzers.events.names import Known, family, house, institution, named, receiver
from analyzers.events.owner import Owner
from analyzers.events.regions import kilometres, region
from analyzers.events.schemas import Row
from analyzers.features import last_event, placed_orders, sign_ins
from analyzers.features.new_addresses import EXPLAINED, OWN, RELATED, NewPlace, Odd, Places, Why
from analyzers.features.placed_orders import FRESH, HABIT, SEASON
from analyzers.features.single_purpose_device import apart

EARLIER = 10  # orders that must be known before an address can be new
MANY = 2_000  # addresses from which on a new one says nothing
REGULAR = 3  # orders to one address that make it a usual one
SETTLED = timedelta(days=14)  # how long the orders to a usual address spread at least
ACCUSTOMED = timedelta(days=60)  # the same where that is recent and nothing speaks for the receiver
TWICE = 2  # dear orders to one address, or orders in the owner's name to one that they do not name
COSTLY = 8  # times what an order usually costs
MUCH = 5  # the same for a stranger, where it is recent
RECENT = timedelta(days=90)  # how long before the last event that is, and a dear order in the owner's name fresh
EXTREME = 20  # the same for one of many who get presents
SEVERAL = 3  # orders to a stranger, for this many times the usual sum together, within:
SEVERAL_COST = 5
WEEK = timedelta(days=7)
RUNNING = 5  # orders to a stranger within a month for however little, where that is recent
FORTNIGHT = timedelta(days=14)  # in which two are enough where that is recent, for this many times the usual sum
PAIR_COST = 4
PLAIN = 3  # times what an order usually costs, from which on an order does not make a place usual
PEOPLE = 3  # strangers, on as many days, within:
MONTH = timedelta(days=30)
APART = timedelta(days=5)  # who are no round of presents: so long apart at least
PEOPLE_COST = 4  # times what an order usually costs that all of them cost together
TOGETHER = 12  # times what an order usually costs that two orders or more in the owner's name cost together there
UNNAMED_COST = 2  # the same for orders in the owner's name to a place that the owner does not name
DAYS = timedelta(days=3)  # after the first order to a place in which others are first orders, too
DAILY = 2  # orders for no more than usual, from which on the owner lives there, too
AROUND = 2  # places of the owner's own to which little was sent, from which on one more is usual
OFTEN = 3  # strangers who received something before, from whom on presents are usual
REPLACED = timedelta(days=365)  # after an order, in which a replacement of its things may be sent
NEAR = 2_000  # order lines among which the first orders are looked for, before all are


def measure(history: History) -> Places:
    """The addresses that are new, with what is unusual about their orders (see ``places`` and ``apart``)."""
    orders = history.of(placed_orders.measure)
    found = places(history.bought["orders"], history.owner, orders, history.of(last_event.measure))
    return apart(found, history.of(sign_ins.measure), orders)


def places(orders: pl.DataFrame, owner: Owner, placed: pl.DataFrame, latest: datetime | None) -> Places:
    """The new places of all order lines, in the order of their first times. ``placed`` are the same orders, one row
    each; ``latest`` is the time of the last event of the history."""
    usual = _tenth(orders)
    if usual is None:
        return Places(short=True)
    names = [folded(name) for name in sorted(owner.household, key=len, reverse=True)]
    told = orders.group_by("address").agg(pl.col("at").min(), lines=pl.len()).filter(pl.col("address").is_not_null())
    if told.height > MANY:
        return Places(count=told.height)
    if not (told["at"] > usual).any():  # most addresses are known early; only the others are worth a closer look
        return Places()
    told = told.with_columns(
        place=pl.Series([without_names(folded(text), names) for text in told["address"]], dtype=pl.String)
    ).sort("at", "address")
    new = _new(orders, told, usual, owner, names)
    if new is None:
        return Places()
    known = Known.of(told, owner, usual)
    times = (pl.col("total_minor") / pl.col("usual_minor")).fill_null(0)
    theirs = placed.filter(pl.col("order_id").is_in(new["order_id"].unique().implode()))
    other = (pl.col("at") == pl.col("shop_since")) & (pl.col("earlier") >= HABIT)
    odd = theirs.join(placed.group_by("shop").agg(shop_since=pl.col("at").min()), on="shop", nulls_equal=True).select(
        "order_id", "new_payer", dear=pl.col("dear") | (times >= COSTLY), much=times >= MUCH, times=times, other=other
    )
    new = new.join(odd, on="order_id", how="left", maintain_order="left").join(
        _replacements(orders, new), on="order_id", how="left", maintain_order="left"
    )
    visits = _visits(orders, told, new["address"].unique())
    found = list[NewPlace]()
    for rows in new.partition_by("place", maintain_order=True):
        once = [one.known for one in found if not one.regular]
        many, around = once.count(None) >= OFTEN, sum(one in OWN for one in once) >= AROUND
        found.append(_judged(rows, known, visits, latest, many=many, around=around))
    return Places(tuple(_unnamed(_people(found), told, owner, latest)))


def _replacements(orders: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The orders (``order_id``, ``replaced``) to new addresses that cost nothing and hold an item that a paid order to
    another address held within a year before."""
    sent = orders.filter(pl.col("order_id").is_in(new["order_id"].unique().implode()))
    free = sent.group_by("order_id").agg(pl.col("at").min(), "item_id", "address", pl.col("total_minor").sum())
    free = free.filter(pl.col("total_minor") == 0).explode("item_id", "address").drop_nulls("item_id")
    items = free["item_id"].unique().implode()
    paid = orders.filter(pl.col("item_id").is_in(items) & (pl.col("total_minor") > 0) & pl.col("address").is_not_null())
    both = free.join(paid.select("item_id", before="at", elsewhere="address"), on="item_id")
    near = pl.col("before").is_between(pl.col("at") - REPLACED, pl.col("at"))
    found = both.filter(near & (pl.col("elsewhere") != pl.col("address")))["order_id"].unique()
    return pl.DataFrame({"order_id": found, "replaced": [True] * len(found)}, schema_overrides={"replaced": pl.Boolean})


def _unnamed(found: list[NewPlace], told: pl.DataFrame, owner: Owner, latest: datetime | None) -> list[NewPlace]:
    """Marks the recent places of an owner who named all others that orders went to until some weeks before, or all
    others that the same receiver had orders sent to, where it is the owner or their household."""
    if not owner.addresses or latest is None:
        return found
    own = [place(text, owner.household) for text in owner.addresses]
    others = [
        (at, receiver(text))
        for text, at in told.select("address", "at").iter_rows()
        if not ours(text, own, owner.household)
    ]

    def since(one: NewPlace) -> datetime:
        whom = receiver(one.rows["address"][0]) if one.known in OWN else None
        return min((at for at, name in others if whom in (None, name)), default=latest)

    return [
        replace(one, odd=("unnamed", *one.odd))
        if _telling(one) and latest - one.at <= FRESH and one.at - since(one) <= MONTH
        else one
        for one in found
    ]


def _people(found: list[NewPlace]) -> list[NewPlace]:
    """Marks the strangers to whom orders went within some weeks. Presents of a season go out within a few days."""
    places = [
        number
        for number, one in enumerate(found)
        if one.known in (None, "often") and not one.gift and not one.regular and one.at.month not in SEASON
    ]
    marked: set[int] = set()
    for first in places:
        month = [one for one in places if timedelta(0) <= found[one].at - found[first].at <= MONTH]
        days = {found[one].at.date() for one in month}
        cost = sum(found[one].cost for one in month)
        if len(days) >= PEOPLE and max(days) - min(days) >= APART and cost >= PEOPLE_COST:
            marked.update(month)
    return [replace(one, odd=("people", *one.odd)) if n in marked else one for n, one in enumerate(found)]


def _telling(one: NewPlace) -> bool:
    """Whether it says something that the owner does not name a place: no cheap present, no relative, and in the owner's
    own name (a hotel, a hospital) neither once, nor for little money, nor where they live."""
    if one.known in (*RELATED, "institution", "friend") or (one.gift and "dear" not in one.odd):
        return False
    again = one.rows["order_id"].n_unique() >= TWICE
    return one.known not in OWN or (again and one.cost >= UNNAMED_COST and not one.lived)


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


def _new(
    orders: pl.DataFrame, told: pl.DataFrame, usual: datetime, owner: Owner, names: list[str]
) -> pl.DataFrame | None:
    """The order lines of every new address with its ``place``, oldest first."""
    first = told.group_by("place").agg(pl.col("at").min(), pl.col("address")).filter(pl.col("at") > usual)
    own = [place(text, owner.household) for text in owner.addresses]
    first = first.filter([not any(ours(text, own, owner.household) for text in some) for some in first["address"]])
    billing = {without_names(folded(text), names) for text in orders["billing"].unique() if text}
    first = first.filter(~pl.col("place").is_in(list(billing)))
    if not first.height:
        return None
    spellings = first.select("place", "address").explode("address")
    columns = ("row", "order_id", "at", "at_basis", "address", "gift")
    found = orders.filter(pl.col("address").is_in(spellings["address"].implode()) & pl.col("at").is_not_null())
    return found.select(columns).join(spellings, on="address").sort("at", "row")


def _visits(orders: pl.DataFrame, told: pl.DataFrame, new: pl.Series) -> dict[str, dict[str, datetime]]:
    """For every new address that names a house the times of all orders to that house, whoever received them."""
    house_of = {text: house(text) for text in told["address"]}
    houses = {house_of[text] for text in new} - {""}
    same = [text for text, one in house_of.items() if one in houses]
    sent = orders.filter(pl.col("address").is_in(same) & pl.col("at").is_not_null())
    times: dict[str, dict[str, datetime]] = {}
    for address, at, order in sent.select("address", "at", "order_id").unique("order_id").iter_rows():
        times.setdefault(house_of[address], {})[order] = at
    return {text: times.get(house_of[text], {}) for text in new if house_of[text]}


def _judged(
    rows: pl.DataFrame,
    known: Known,
    visits: Mapping[str, Mapping[str, datetime]],
    latest: datetime | None,
    *,
    many: bool,
    around: bool,
) -> NewPlace:
    lines = rows.rows(named=True)
    at, address = lines[0]["at"], lines[0]["address"]
    here = [one for one in lines if one["order_id"] == lines[0]["order_id"]]
    orders: dict[str, datetime] = {}
    for one in lines:
        orders.setdefault(one["order_id"], one["at"])
    dear = {one["order_id"] for one in lines if one["dear"]}
    gift = any(one["gift"] for one in here)
    reason = _why(address, at, known, many)
    if around and reason in OWN:
        reason = "around"
    cost = {one["order_id"]: one["times"] or 0 for one in lines}
    lived = sum(value <= 1 for value in cost.values()) >= DAILY
    age = latest - at if latest and not (lived and reason in OWN) else None
    recent = age is not None and age <= RECENT
    soon = [one for one in lines if one["at"] - at <= DAYS]
    week = [cost[order] for order, first in orders.items() if first - at <= WEEK]
    pair = [cost[order] for order, first in orders.items() if first - at <= FORTNIGHT]
    several = len(week) >= SEVERAL and sum(week) >= SEVERAL_COST
    again = recent and reason is None and len(pair) >= TWICE and sum(pair) >= PAIR_COST
    together = reason in OWN and not gift and len(week) >= TWICE and sum(week) >= TOGETHER
    costly = sorted(orders[one] for one in dear)
    month = sum(first - at <= MONTH for first in orders.values())
    running = recent and reason is None and month >= RUNNING
    odd: dict[Odd, bool] = {
        "replaced": any(one["replaced"] for one in here),
        "fresh": age is not None and (_unexplained(soon, reason, gift, len(dear), age) or (together and age <= RECENT)),
        "shop": reason not in (*OWN, *EXPLAINED) and not gift and any(one["other"] for one in here),
        "many": reason in (None, "often") and not gift and (several or again),
        "running": running and not gift,
        "dear_twice": any(last - first <= MONTH for first, last in zip(costly, costly[TWICE - 1 :], strict=False)),
        "dear": bool(dear),
        "payer": any(one["new_payer"] for one in here),
    }
    settled = ACCUSTOMED if recent and reason is None else SETTLED
    # Dear orders do not make an address usual: whoever has them sent there comes back.
    times = [
        first for one, first in (visits.get(address) or orders).items() if one not in dear and cost.get(one, 0) < PLAIN
    ]
    return NewPlace(
        rows=rows,
        at=at,
        gift=gift,
        known=reason,
        away=_away(address, known, at),
        regular=len(times) >= REGULAR and max(times) - min(times) >= settled,
        odd=tuple(name for name, is_so in odd.items() if is_so),
        cost=sum(cost.values()),
        lived=lived,
    )


def _unexplained(first: Sequence[Row], why: Why | None, gift: bool, dear: int, age: timedelta) -> bool:
    """Whether neither a present nor the receiver explains that one of the first orders (their lines) to a place was
    dear, or several (``dear``) were. Whoever has a parcel sent to another house may use the owner's name; but a new
    home of the owner explains itself only in time, too."""
    recent = age <= RECENT
    if why == "often":  # presents do not cost so much
        return recent and any((one["times"] or 0) >= EXTREME for one in first)
    if age > FRESH or why in EXPLAINED:
        return False
    if why is None:
        costly = any(one["dear"] or (recent and one["much"]) for one in first)
    else:
        costly = recent and any(one["dear"] for one in first)
    return (recent and dear >= TWICE) or (costly and not gift)


def _why(address: str, at: datetime, known: Known, many: bool) -> Why | None:
    if institution(address):
        return "institution"
    whom, name = receiver(address), family(named(address))
    if known.receivers.get(whom, at) < at:
        return "household" if whom in known.household else "friend" if known.seldom(whom) else "receiver"
    if whom in known.household:
        return "member"
    if name in known.relatives:
        return "relative"
    if name in known.families:
        return "family"
    return "often" if many else None


def _away(address: str, known: Known, at: datetime) -> int | None:
    """How far the address is from the nearest region known before; null where either cannot be placed."""
    here = region(address)
    there = [one for one, since in known.regions.items() if since < at]
    if here is None or not there:
        return None
    return min(kilometres(here, one) for one in there)
