"""Data model: a delivery address first used after the tenth order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import polars as pl

from analyzers.events.schemas import Row

Oddity = Literal[
    "recent_expense",
    "unlisted",
    "new_shop",
    "burst",
    "strangers",
    "repeated_expense",
    "expensive",
    "new_payment",
]
# Why a recipient is no stranger. ``household``: named by the owner and in earlier orders. ``recipient``: in earlier
# orders only. ``member``: named by the owner only. ``relative``: has a family name that the owner names. ``family``:
# has a family name of the first orders. ``gift_recipient``: one of many who get presents. ``institution``: receives
# parcels for many people, such as a shelter or a hospital. ``rare_recipient``: in earlier orders, but rarely; thieves
# use the owner's name, not that of somebody who once got a present.
Relation = Literal[
    "household",
    "recipient",
    "member",
    "relative",
    "family",
    "gift_recipient",
    "institution",
    "rare_recipient",
]
OWN_HOUSEHOLD: tuple[Relation, ...] = ("household", "recipient")
RELATIVES: tuple[Relation, ...] = ("member", "relative", "family")
EXPLAINED_RELATIONS: tuple[Relation, ...] = (
    *RELATIVES,
    "gift_recipient",
    "institution",
    "rare_recipient",
)


@dataclass(frozen=True, slots=True)
class NewAddress:
    """One delivery address first used after the tenth order and not among the owner's addresses.

    ``rows`` are the order lines that went there (row, order_id, at, at_basis, address, gift, payment), oldest first.
    ``relation`` says why the recipient is no stranger, null for a stranger. ``cost`` is the cost of all these orders in
    medians of the account's orders. ``distance_km`` is the distance in kilometres to the nearest region known before
    (null if unknown). ``regular``: it has become a usual address since, whoever receives the orders there. ``lasting``:
    it was used again for more than a year.

    ``oddities`` lists what is suspicious about its orders:

    * ``recent_expense``: one of the first orders was expensive, or several together were, not long ago, and neither a
      present nor a relative explains it;
    * ``unlisted``: it was first used not long ago, not for a cheap present, and the owner's list has all other
      addresses;
    * ``new_shop``: the first order to a stranger was placed at a shop that no earlier order names;
    * ``burst``: several check-outs within a week (or two within two weeks, not long ago) went, for much money, to
      somebody outside the household;
    * ``strangers``: within some weeks orders went to several strangers, on several days;
    * ``repeated_expense``: two expensive orders went there within some weeks, which is no present;
    * ``expensive``: an order was expensive; ``new_payment``: it was paid in a way that no earlier order names.
    """

    rows: pl.DataFrame
    at: datetime
    gift: bool
    relation: Relation | None
    distance_km: int | None
    regular: bool
    lasting: bool = False
    oddities: tuple[Oddity, ...] = ()
    cost: float = 0

    def first(self) -> tuple[Row, list[int], list[Row]]:
        """The first line, the row numbers of its whole order at that time, and all other lines."""
        lines = self.rows.rows(named=True)
        here = [line["row"] for line in lines if (line["order_id"], line["at"]) == (lines[0]["order_id"], self.at)]
        return lines[0], here, [line for line in lines if line["row"] not in here]

    @property
    def stranger(self) -> bool:
        """Whether nothing is known that explains the recipient."""
        return self.relation is None


@dataclass(frozen=True, slots=True)
class NewAddresses:
    """The new addresses. ``short``: there are too few orders. ``count``: the number of addresses, if they are too
    many to judge."""

    new: tuple[NewAddress, ...] = ()
    short: bool = False
    count: int = 0

    @property
    def unexplained(self) -> list[NewAddress]:
        """Those of strangers that neither a present nor later orders explain."""
        return [address for address in self.new if address.stranger and not address.gift and not address.regular]
