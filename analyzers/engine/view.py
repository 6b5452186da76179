"""What one detector sees of a History."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Literal

import polars as pl

from analyzers.events.facts import Gap
from analyzers.features import ledger as ledgers
from analyzers.features.new_addresses import Places
from analyzers.features.sign_ins import SignIns
from analyzers.features.signals import Signs

if TYPE_CHECKING:
    from analyzers.engine.history import History

Role = Literal["buyer", "seller", "any"]
# Views that a detector may name in its ``needs`` beside ``table.column``.
VIEWS = (
    "links",
    "charges",
    "tellings",
    "ledger_pages",
    "placed",
    "covered",
    "statements",
    "places",
    "signs",
    "signins",
    "latest",
    "gaps",
)


class NotNeededError(KeyError):
    """A detector asked for something that its ``needs`` do not name."""


def of_role(events: pl.DataFrame, role: Role) -> pl.DataFrame:
    """The rows of this role; a row that does not say is a buyer's. No copy where all rows are a buyer's."""
    if "role" not in events.columns or role == "any":
        return events
    other = (events["role"] == "seller").fill_null(False)
    if role == "seller":
        return events.filter(other)
    return events.filter(~other) if other.any() else events


class View:
    """The part of a History that a detector named in its ``needs``. Anything else raises ``NotNeededError``."""

    def __init__(self, history: "History", needs: Sequence[str], role: Role, account: str | None) -> None:
        self._history, self._role, self._account = history, role, account
        self._columns: dict[str, list[str]] = {}
        self._views = {need for need in needs if "." not in need}
        for need in needs:
            table, _, column = need.rstrip("?").partition(".")
            if column:
                self._columns.setdefault(table, []).append(column)
        self.owner = history.owner

    def table(self, name: str) -> pl.DataFrame:
        """The needed columns of a table, behind the row number ``row``."""
        if name not in self._columns:
            raise NotNeededError(name)
        rows = self._history.bought[name] if self._role == "buyer" else of_role(self._history.tables[name], self._role)
        if name == "ledger" and self._account:
            rows = rows.filter(pl.col("account") == self._account)
        return rows.select("row", *self._columns[name])

    def _view(self, name: str) -> None:
        if name not in self._views:
            raise NotNeededError(name)

    def links(self, table: str) -> pl.DataFrame:
        """``refunds``, ``ledger`` or ``payments``: the needed columns with ``order_shop``, ``state`` and ``day``."""
        self._view("links")
        links = {
            "refunds": lambda: self._history.refund_links,
            "ledger": lambda: self._history.ledger_links,
            "payments": lambda: self._history.payment_links,
        }[table]()
        return self.table(table).join(links, on="row", how="inner", maintain_order="left")

    def charges(self) -> pl.DataFrame:
        """The orders that refunds name, with what was charged for them."""
        self._view("charges")
        return self._history.charges

    def tellings(self, table: str) -> pl.DataFrame:
        """The needed columns of every telling: one row for each event and source, with ``row`` and ``source``."""
        self._view("tellings")
        told = of_role(self._history.tellings(table), self._role)
        return told.select(list(dict.fromkeys(("row", "source", *self._columns[table])))).unique(
            ["row", "source"], keep="first", maintain_order=True
        )

    def ledger_pages(self) -> ledgers.Ledger:
        """The breaks and open ends of the gift-card ledger."""
        self._view("ledger_pages")
        return self._history.ledger_pages

    def placed(self) -> pl.DataFrame:
        """The buyer's orders, one row each, oldest first."""
        self._view("placed")
        return self._history.placed

    def covered(self) -> pl.DataFrame:
        """The orders of the export that a list taken from the page of orders covers, with whether it has them."""
        self._view("covered")
        return self._history.covered

    def statements(self) -> list[pl.DataFrame]:
        """Of every list of payments the charges of Amazon, with whether an order explains them."""
        self._view("statements")
        return self._history.statements

    def places(self) -> Places:
        """The addresses that are new."""
        self._view("places")
        return self._history.places

    def signins(self) -> SignIns:
        """The good sign-ins as clusters, with how little each is like the others."""
        self._view("signins")
        return self._history.signins

    def signs(self) -> Signs:
        """What is strange at some moment."""
        self._view("signs")
        return self._history.signs

    def latest(self) -> datetime | None:
        """The time of the last event, null where none is dated."""
        self._view("latest")
        return self._history.latest()

    def gaps(self) -> Iterator[Gap]:
        """What the other detectors could not judge."""
        self._view("gaps")
        yield from self._history.gaps
