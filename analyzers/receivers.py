"""The places that orders were sent to for the first time, and what speaks for or against them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, NamedTuple

import polars as pl

from analyzers.address import folded, ours, place, without_names
from analyzers.owner import Owner
from analyzers.placed import FRESH, HABIT
from analyzers.regions import kilometres, region

EARLIER = 10  # orders that must be known before an address can be new
MANY = 2_000  # addresses from which on a new one says nothing
REGULAR = 3  # orders to one address that make it a usual one
SETTLED = timedelta(days=14)  # how long the orders to a usual address spread at least
TWICE = 2  # dear orders to one address
COSTLY = 8  # times what an order usually costs
MUCH = 5  # the same for a stranger, where it is recent
RECENT = timedelta(days=90)  # how long before the last event that is, and a dear order in the owner's name fresh
SEVERAL = 3  # orders to a stranger within:
WEEK = timedelta(days=7)
TOGETHER = 12  # times what an order usually costs that two orders or more in the owner's name cost together there
DAYS = timedelta(days=3)  # after the first order to a place in which others are first orders, too
DAILY = 2  # orders for no more than usual, from which on the owner lives there, too
AROUND = 2  # places of the owner's own to which little was sent, from which on one more is usual
OFTEN = 3  # strangers who received something before, from whom on presents are usual
NEAR = 2_000  # order lines among which the first orders are looked for, before all are
_BEFORE_DIGIT = re.compile(r"[^\d〒]*")


Odd = Literal["fresh", "shop", "many", "dear_twice", "dear", "payer"]
# Why a receiver is no stranger: named by the owner; named in earlier orders; of the family of those whom the owner
# names; of the family of those whom the first orders name; one of many who get presents. ``around``: the owner or their
# household, who had orders sent to several places before, as on journeys.
Why = Literal["household", "receiver", "around", "relative", "family", "often"]
OWN: tuple[Why, ...] = ("household", "receiver", "around")
EXPLAINED: tuple[Why, ...] = ("relative", "family", "often", "around")
_ALWAYS = datetime.min.replace(tzinfo=UTC)  # since when: a receiver whom the owner names


@dataclass(frozen=True, slots=True)
class NewPlace:
    """One address that is neither the owner's nor used before the tenth order.

    ``rows`` are the order lines that went there (row, order_id, at, at_basis, address, gift), oldest first.
    ``known`` tells why its receiver is no stranger, null for a stranger; ``away`` the kilometres to the nearest region
    known before (null where that cannot be told); ``regular`` whether it has become a usual address since, for whomever
    in that house. ``odd`` tells what else is unusual about its orders:

    * ``fresh``: not long ago one of its first orders was dear, or several were together, and neither a present nor the
      family explains it;
    * ``shop``: its first order was placed at a shop that no earlier order names;
    * ``many``: several orders within a week went to somebody who is no member of the household;
    * ``dear_twice``: two dear orders went there, which is no present;
    * ``dear``, and ``payer`` (paid in a way that no earlier order names).
    """

    rows: pl.DataFrame
    at: datetime
    gift: bool
    known: Why | None
    away: int | None
    regular: bool
    odd: tuple[Odd, ...] = ()

    def first(self) -> tuple[dict[str, Any], list[int], list[dict[str, Any]]]:
        """The first line, the row numbers of its whole order at that time, and all other lines."""
        lines = self.rows.rows(named=True)
        here = [one["row"] for one in lines if (one["order_id"], one["at"]) == (lines[0]["order_id"], self.at)]
        return lines[0], here, [one for one in lines if one["row"] not in here]

    @property
    def stranger(self) -> bool:
        """Whether nothing speaks for the receiver."""
        return self.known is None


@dataclass(frozen=True, slots=True)
class Places:
    """``short``: too few orders. ``count``: how many addresses there are, where there are too many to judge."""

    new: tuple[NewPlace, ...] = ()
    short: bool = False
    count: int = 0


def places(orders: pl.DataFrame, owner: Owner, placed: pl.DataFrame, latest: datetime | None) -> Places:
    """The new places of all order lines, in the order of their first times. ``placed`` are the same orders, one row
    each; ``latest`` is the time of the last event of the history."""
    usual = _tenth(orders)
    if usual is None:
        return Places(short=True)
    names = [folded(name) for name in sorted(owner.household, key=len, reverse=True)]
    told = orders.group_by("address").agg(pl.col("at").min()).filter(pl.col("address").is_not_null())
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
    new = new.join(odd, on="order_id", how="left", maintain_order="left")
    visits = _visits(orders, told, new["address"].unique())
    found = list[NewPlace]()
    for rows in new.partition_by("place", maintain_order=True):
        once = [one.known for one in found if not one.regular]
        many, around = once.count(None) >= OFTEN, sum(one in OWN for one in once) >= AROUND
        found.append(_judged(rows, known, visits, latest, many=many, around=around))
    return Places(tuple(found))


class Known(NamedTuple):
    """Since when each receiver and each region is known, and the family names of those whom the owner names
    (``relatives``) and of those who were known from the beginning."""

    receivers: dict[str, datetime]
    regions: dict[str, datetime]
    relatives: set[str]
    families: set[str]

    @classmethod
    def of(cls, told: pl.DataFrame, owner: Owner, usual: datetime) -> "Known":
        """All that the addresses (oldest first) and the owner name. Those up to ``usual`` are the household's."""
        found = cls(
            {folded(name): _ALWAYS for name in owner.household},
            {here: _ALWAYS for text in owner.addresses if (here := region(text))},
            {family(name) for name in owner.household} - {""},
            set(),
        )
        for address, at in told.filter(pl.col("at").is_not_null()).select("address", "at").iter_rows():
            found.receivers.setdefault(receiver(address), at)
            if at <= usual and (name := family(_named(address))):
                found.families.add(name)
            if here := region(address):
                found.regions.setdefault(here, at)
        return found


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
    house = {text: _house(text) for text in told["address"]}
    houses = {house[text] for text in new} - {""}
    same = [text for text, one in house.items() if one in houses]
    sent = orders.filter(pl.col("address").is_in(same) & pl.col("at").is_not_null())
    times: dict[str, dict[str, datetime]] = {}
    for address, at, order in sent.select("address", "at", "order_id").unique("order_id").iter_rows():
        times.setdefault(house[address], {})[order] = at
    return {text: times.get(house[text], {}) for text in new if house[text]}


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
    soon = [one for one in lines if one["at"] - at <= DAYS]
    week = [cost[order] for order, first in orders.items() if first - at <= WEEK]
    together = reason in OWN and not gift and len(week) >= TWICE and sum(week) >= TOGETHER
    odd: dict[Odd, bool] = {
        "fresh": age is not None and (_unexplained(soon, reason, gift, len(dear), age) or (together and age <= RECENT)),
        "shop": reason not in EXPLAINED and not gift and any(one["other"] for one in here),
        "many": reason in (None, "often") and not gift and len(week) >= SEVERAL,
        "dear_twice": len(dear) >= TWICE,
        "dear": bool(dear),
        "payer": any(one["new_payer"] for one in here),
    }
    # Dear orders do not make an address usual: whoever has them sent there comes back.
    times = [first for one, first in (visits.get(address) or orders).items() if one not in dear]
    return NewPlace(
        rows=rows,
        at=at,
        gift=gift,
        known=reason,
        away=_away(address, known, at),
        regular=len(times) >= REGULAR and max(times) - min(times) >= SETTLED,
        odd=tuple(name for name, is_so in odd.items() if is_so),
    )


def _unexplained(first: list[dict[str, Any]], why: Why | None, gift: bool, dear: int, age: timedelta) -> bool:
    """Whether neither a present nor the receiver explains that one of the first orders (their lines) to a place was
    dear, or several (``dear``) were. Whoever has a parcel sent to another house may use the owner's name; but a new
    home of the owner explains itself only in time, too."""
    if age > FRESH or why in EXPLAINED:
        return False
    recent = age <= RECENT
    if why is None:
        costly = any(one["dear"] or (recent and one["much"]) for one in first)
    else:
        costly = recent and any(one["dear"] for one in first)
    return (recent and dear >= TWICE) or (costly and not gift)


def _why(address: str, at: datetime, known: Known, many: bool) -> Why | None:
    since, name = known.receivers.get(receiver(address), at), family(_named(address))
    if since < at:
        return "household" if since == _ALWAYS else "receiver"
    if name in known.relatives:
        return "relative"
    if name in known.families:
        return "family"
    return "often" if many else None


def receiver(address: str) -> str:
    """The name that an address begins with, as it is compared."""
    return folded(_named(address))


def family(name: str) -> str:
    """The family name of a name of two words: the last one in Latin letters, else the first. Of one word nothing is
    known."""
    words = name.split()
    return folded(words[-1 if name.isascii() else 0]) if len(words) == 2 else ""


def _named(address: str) -> str:
    """All before the first figure, of a name in Latin letters the first two words."""
    head = _BEFORE_DIGIT.match(address.strip())
    words = (head[0] if head else "").split()
    latin = words and words[0].isascii()
    return " ".join(words[:2] if latin else words)


def _house(address: str) -> str:
    """The address without its receiver, as it is compared; nothing where no receiver stands before it."""
    name, text = _named(address), " ".join(address.split())
    return folded(text[len(name) :]) if name and text.startswith(name) else ""


def _away(address: str, known: Known, at: datetime) -> int | None:
    """How far the address is from the nearest region known before; null where either cannot be placed."""
    here = region(address)
    there = [one for one, since in known.regions.items() if since < at]
    if here is None or not there:
        return None
    return min(kilometres(here, one) for one in there)
