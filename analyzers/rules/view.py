"""The part of a History that one detector reads."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

from analyzers.events.history import History, of_role
from analyzers.events.marks import Gap
from analyzers.features import order_links
from analyzers.rules.declared import GAPS, RECORDS, Declaration

T = TypeVar("T")


class NotNeededError(KeyError):
    """A detector asked for a table, column or feature that its ``needs`` do not name."""


class View:
    """The part of a History that a detector names in its ``needs``. Anything else raises ``NotNeededError``."""

    def __init__(self, history: History, rule: Declaration, gaps: Sequence[Gap] = ()) -> None:
        self._history, self._rule, self._gaps = history, rule, gaps
        self.owner, self.catalogue = history.owner, history.catalogue

    def table(self, name: str) -> pl.DataFrame:
        """A table with the row number ``row`` and the needed columns, of the detector's role and account."""
        columns, role, account = self._columns(name), self._rule.role, self._rule.account
        rows = self._history.bought[name] if role == "buyer" else of_role(self._history.tables[name], role)
        if name == "ledger" and account:
            rows = rows.filter(pl.col("account") == account)
        return rows.select("row", *columns)

    def of(self, measure: Callable[[History], T]) -> T:
        """The result of a feature: ``history.of(placed_orders.measure)``."""
        self._needed(measure.__module__.rpartition(".")[2])
        return self._history.of(measure)

    def links(self, table: str) -> pl.DataFrame:
        """``refunds``, ``ledger`` or ``payments``: the needed columns with ``order_shop``, ``state`` and ``day``
        (see ``link``)."""
        links: pl.DataFrame = getattr(self.of(order_links.measure), table)
        return self.table(table).join(links, on="row", how="inner", maintain_order="left")

    def records(self, table: str) -> pl.DataFrame:
        """The needed columns of all source records: one row for each event and source, with ``row`` and ``source``."""
        self._needed(RECORDS)
        records = of_role(self._history.records(table), self._rule.role)
        return records.select(list(dict.fromkeys(("row", "source", *self._columns(table))))).unique(
            ["row", "source"], keep="first", maintain_order=True
        )

    def gaps(self) -> Sequence[Gap]:
        """The gaps that the other detectors yielded."""
        self._needed(GAPS)
        return self._gaps

    def _needed(self, name: str) -> None:
        if name not in self._rule.needs:
            raise NotNeededError(name)

    def _columns(self, table: str) -> list[str]:
        columns = self._rule.columns(table)
        if not columns:
            raise NotNeededError(table)
        return columns
