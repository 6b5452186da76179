"""Data model: a delivery address first used after the tenth order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from analyzers.events.schemas import Row

Oddity = Literal[
    "replaced", "apart", "fresh", "unnamed", "shop", "many", "running", "people", "dear_twice", "dear", "payer"
]
# Why a recipient is no stranger. ``household``: named by the owner and in earlier orders. ``receiver``: in earlier
# orders only. ``around``: the owner or their household, with orders to several places before, as on journeys.
# ``member``: named by the owner only. ``relative``: has a family name that the owner names. ``family``: has a family
# name of the first orders. ``often``: one of many who get presents. ``institution``: receives parcels for many people,
# such as a shelter or a hospital. ``friend``: in earlier orders, but rarely; thieves use the owner's name, not that of
# somebody who once got a present.
Relation = Literal["household", "receiver", "around", "member", "relative", "family", "often", "institution", "friend"]
OWN_HOUSEHOLD: tuple[Relation, ...] = ("household", "receiver", "around")
RELATIVES: tuple[Relation, ...] = ("member", "relative", "family")
EXPLAINED_RELATIONS: tuple[Relation, ...] = (*RELATIVES, "often", "around", "institution", "friend")


@dataclass(frozen=True, slots=True)
class NewAddress:
    """One address that is neither the owner's nor used before the tenth order.

    ``rows`` are the order lines that went there (row, order_id, at, at_basis, address, gift), oldest first.
    ``known`` tells why its receiver is no stranger, null for a stranger; ``cost`` how many times what an order usually
    costs all of them cost; ``away`` the kilometres to the nearest region known before (null where that cannot be told);
    ``regular`` whether it has become a usual address since, for whomever in that house; ``lived`` whether several
    orders for no more than usual went there, as to somebody who lives there.
    ``odd`` tells what else is unusual about its orders:

    * ``replaced``: its first order cost nothing and holds what an order of the year before had brought elsewhere;
    * ``apart``: its orders came after sign-ins (``signed``, rows of the table) over a network and with a device that
      come before hardly any other order;
    * ``fresh``: not long ago one of its first orders was dear, or several were together, and neither a present nor the
      family explains it;
    * ``unnamed``: not long ago its first order went there, no cheap present, and the owner named all other addresses;
    * ``shop``: its first order, for a stranger, was placed at a shop that no earlier order names;
    * ``many``: several orders within a week (or two within two weeks, not long ago) went, for much money, to somebody
      who is no member of the household;
    * ``running``: not long ago several orders within a month went to a stranger, for however little;
    * ``people``: within some weeks orders went to several such people, on several days;
    * ``dear_twice``: two dear orders went there within some weeks, which is no present;
    * ``dear``, and ``payer`` (paid in a way that no earlier order names).
    """

    rows: pl.DataFrame
    at: datetime
    gift: bool
    known: Relation | None
    away: int | None
    regular: bool
    odd: tuple[Oddity, ...] = ()
    cost: float = 0
    lived: bool = False
    signed: tuple[int, ...] = ()

    def first(self) -> tuple[Row, list[int], list[Row]]:
        """The first line, the row numbers of its whole order at that time, and all other lines."""
        lines = self.rows.rows(named=True)
        here = [one["row"] for one in lines if (one["order_id"], one["at"]) == (lines[0]["order_id"], self.at)]
        return lines[0], here, [one for one in lines if one["row"] not in here]

    @property
    def stranger(self) -> bool:
        """Whether nothing is known that explains the recipient."""
        return self.known is None


@dataclass(frozen=True, slots=True)
class NewAddresses:
    """The new addresses. ``short``: there are too few orders. ``count``: the number of addresses, if they are too
    many to judge."""

    new: tuple[NewAddress, ...] = ()
    short: bool = False
    count: int = 0
