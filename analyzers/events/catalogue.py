"""What is known of formats, services and shops beyond their events: handed to a history as data, so that no rule names
one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Needs that no known file fills, though files of the same table exist.
_NO_FILE = ("ledger.balance_minor of points",)


@dataclass(frozen=True, slots=True)
class StatementNames:
    """How the name of a shop looks on statements of cards and banks, as regular expressions over small letters:
    ``begins`` are the beginnings of all its names, ``goods`` the names under which goods are charged, ``others`` those
    of what else it sells; ``site`` finds the end of its site in a name, whose ``short`` forms stand for others.
    ``family`` is the source of its files and the beginning of its sites."""

    family: str
    begins: tuple[str, ...]
    goods: str
    others: str
    site: str
    short: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Sets of source ids (``provider``, what stands before the dot of a format) and of format ids.

    * ``with_orders``: sources that always give a list of orders, so that what has no order in it is worth a question;
    * ``payments_are_orders``: sources whose payments stand in their lists of orders as well;
    * ``without_shipping``: formats whose totals leave out what the sending cost;
    * ``order_pages``: formats made from the pages of orders, which leave out archived ones; ``whole_lists``: those that
      have these as well;
    * ``digital``: formats that list digital orders alone; ``gives_reasons``: those that give each refund its reason;
    * ``wanted``: what is missing → the formats that would help, the best first;
    * ``shops``: the shops whose charges can be recognised on statements.
    """

    with_orders: frozenset[str] = frozenset()
    payments_are_orders: frozenset[str] = frozenset()
    without_shipping: frozenset[str] = frozenset()
    order_pages: frozenset[str] = frozenset()
    whole_lists: frozenset[str] = frozenset()
    digital: frozenset[str] = frozenset()
    gives_reasons: frozenset[str] = frozenset()
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shops: tuple[StatementNames, ...] = ()

    def get(self, need: str, account: str | None = None) -> tuple[str, ...]:
        """The formats that hold a ``table``, a ``table.column`` or another thing that is ``wanted``."""
        table = need.partition(".")[0]
        for name in (f"{need} of {account}", need, f"{table} of {account}", table):
            if name in self.wanted or name in _NO_FILE:
                return self.wanted.get(name, ())
        return ()

    def best(self, need: str) -> str:
        """The first of them, nothing where there is none."""
        return next(iter(self.get(need)), "")
