"""Facts about formats, providers and shops. A history receives them as data, so that no rule names a format or a
shop."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Needs that no known format fills, although other formats fill the same table.
_NO_FILE = ("ledger.balance_minor of points",)


@dataclass(frozen=True, slots=True)
class StatementNames:
    """The names of a shop on statements of cards and banks, as regular expressions over lower-case text.

    ``begins`` match the start of all its names, ``goods`` the names under which goods are charged, ``others`` the names
    of its other services. ``family`` is the provider of its files and the start of its sites.
    """

    family: str
    begins: tuple[str, ...]
    goods: str
    others: str


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Sets of providers (the text before the dot of a format id) and of format ids.

    * ``with_orders``: providers that always give an order list, so that an event without an order needs an explanation;
    * ``payments_are_orders``: providers whose payments are in their order lists as well;
    * ``partial_totals``: formats whose totals leave out a part of the charge (shipping, what a gift card paid);
    * ``order_pages``: formats made from order pages, which leave out archived orders; ``whole_lists``: formats that
      include them;
    * ``partial``: formats that show only some orders, so that an order that is not there may exist all the same;
    * ``digital``: formats that contain digital orders only; ``gives_reasons``: formats that give a reason for every
      refund; ``decides_amounts``: formats whose amount of a refund holds where another one gives a different amount;
      ``without_amounts``: formats in which the shop gives no amounts of refunds, so that only somebody else added them;
    * ``wanted``: maps a need to the formats that fill it, best first;
    * ``shops``: the shops whose charges can be recognised on statements;
    * ``zones``: the time zone of each shop that has one; ``source_zones``: that of each provider of one country.
    """

    with_orders: frozenset[str] = frozenset()
    payments_are_orders: frozenset[str] = frozenset()
    partial_totals: frozenset[str] = frozenset()
    order_pages: frozenset[str] = frozenset()
    whole_lists: frozenset[str] = frozenset()
    partial: frozenset[str] = frozenset()
    digital: frozenset[str] = frozenset()
    gives_reasons: frozenset[str] = frozenset()
    decides_amounts: frozenset[str] = frozenset()
    without_amounts: frozenset[str] = frozenset()
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    shops: tuple[StatementNames, ...] = ()
    zones: Mapping[str, str] = field(default_factory=dict)
    source_zones: Mapping[str, str] = field(default_factory=dict)

    def get(self, need: str, account: str | None = None) -> tuple[str, ...]:
        """The formats that fill a need (a ``table``, a ``table.column`` or another key of ``wanted``), best first."""
        table = need.partition(".")[0]
        for name in (f"{need} of {account}", need, f"{table} of {account}", table):
            if name in self.wanted or name in _NO_FILE:
                return self.wanted.get(name, ())
        return ()

    def best(self, need: str) -> str:
        """The first of these formats, or an empty text."""
        return next(iter(self.get(need)), "")
