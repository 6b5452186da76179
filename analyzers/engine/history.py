"""One person's history: the event tables of all files as one, and what follows from them, computed once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from analyzers.engine.view import Role, View, of_role
from analyzers.events.coverage import DAY, LOOKBACK, Coverage, coverage, provider_of
from analyzers.events.facts import Gap, Ref
from analyzers.events.links import AMAZON, charges, link
from analyzers.events.merge import Merged, merge, single_file, stack, with_shops
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.features import ledger as ledgers
from analyzers.features.archived import covered
from analyzers.features.new_addresses import Places
from analyzers.features.orders import placed
from analyzers.features.recipients import places
from analyzers.features.sign_ins import SignIns, signins
from analyzers.features.signals import Signs, signs
from analyzers.features.single_purpose_device import apart
from analyzers.features.statements import shop_charges


@dataclass(frozen=True)
class History:
    """``tables`` holds every event table with the row number ``row`` first; ``merged_away`` the other tellings of the
    same events, with the row of the event they tell; ``recognised`` are the events of which the owner says that they
    are their own."""

    tables: Mapping[str, pl.DataFrame]
    merged_away: Mapping[str, pl.DataFrame]
    periods: Coverage
    owner: Owner
    gaps: tuple[Gap, ...] = field(default=())
    recognised: frozenset[Ref] = frozenset()

    @classmethod
    def build(
        cls,
        frames: Mapping[str, Sequence[pl.DataFrame]],
        owner: Owner | None = None,
        exports: Mapping[int, int] | None = None,
        torn: Collection[str] = (),
    ) -> "History":
        """The history of all event frames by table, each in the schema of ``analyzers.events.schemas``.

        ``exports`` maps uploads to the export they came in (uploads handed in at one time share a number); without it
        a zip is an export of its own and loose files are taken for one (see ``analyzers.events.coverage.coverage``).
        ``torn`` are the paths of files of which a row names no order that can be read.
        """
        whole = {table: stack(table, frames.get(table, ())) for table in SCHEMAS}
        newest = _newest(whole)
        whole["orders"] = with_shops(whole["orders"], whole["orders"])
        for table in ("refunds", "returns"):
            whole[table] = with_shops(whole[table], whole["orders"], whole["refunds"], whole["returns"])
        merged = {table: merge(table, frame, newest[table]) for table, frame in whole.items()}
        buyer = {table: of_role(whole[table], "buyer") for table in ("orders", "refunds", "returns")}
        periods = coverage(buyer["orders"], [buyer["refunds"], buyer["returns"]], exports)
        hit = buyer["orders"].filter(pl.col("path").is_in(list(torn)))["source"].unique() if torn else ()
        periods = replace(periods, torn=frozenset(provider_of(source) for source in hit))
        return cls(
            {table: one.events for table, one in merged.items()},
            {table: one.rest for table, one in merged.items()},
            periods,
            owner or Owner(),
        )

    def but_for(self, recognised: frozenset[Ref]) -> "History":
        """The same history, in which these events are no sign of anything."""
        found = replace(self, recognised=recognised)
        shared = {name: view for name, view in vars(self).items() if name in _VIEWED_ONCE}
        vars(found).update(shared)
        return found

    def only(self, needs: Sequence[str], role: Role = "buyer", account: str | None = None) -> "View":
        """What a detector sees: the named columns (``table.column``, with ``?`` where it can do without) and views.

        ``account`` limits the ledger to the entries of one kind of account (``gift_card``, ``points`` …).
        """
        return View(self, needs, role, account)

    def missing(self, needs: Sequence[str], account: str | None = None) -> str | None:
        """The first needed ``table`` or ``table.column`` that no file handed in fills, else null."""
        for need in needs:
            table, _, column = need.partition(".")
            if not column or column.endswith("?"):
                continue
            events = self.tables[table]
            if table == "ledger" and account:
                events = events.filter(pl.col("account") == account)
            if not events.height:
                return table
            if events[column].null_count() == events.height:
                return need
        return None

    def only_digital(self) -> bool:
        """Whether Amazon's orders of digital goods were handed in, and none of its other orders."""
        sources = [one for one in self.bought["orders"]["source"].unique() if provider_of(one) == AMAZON]
        return bool(sources) and all("digital" in one for one in sources)

    def counts(self) -> dict[str, int]:
        """How many events each table holds; empty tables are left out."""
        return {table: events.height for table, events in self.tables.items() if events.height}

    def latest(self) -> datetime | None:
        """The time of the last event, null where none is dated."""
        times = [at for events in self.tables.values() if isinstance(at := events["at"].max(), datetime)]
        return max(times, default=None)

    def coverage(self) -> list[dict[str, Any]]:
        """Per table and shop: first and last dated event and the number of events."""
        found: list[dict[str, Any]] = []
        for table, events in self.tables.items():
            at, number = pl.col("at"), pl.len()
            ends = events.group_by("shop").agg(at.min().alias("from"), at.max().alias("to"), number.alias("events"))
            found += ({"table": table, **row} for row in ends.sort("shop", nulls_last=True).iter_rows(named=True))
        return found

    def shops(self) -> list[str]:
        """Every shop that the events name, in alphabetical order."""
        return sorted({shop for events in self.tables.values() for shop in events["shop"].unique() if shop})

    def tellings(self, table: str) -> pl.DataFrame:
        """Every telling of every event of a table: the kept one of each event before the others."""
        return Merged(self.tables[table], self.merged_away[table]).tellings()

    @cached_property
    def bought(self) -> dict[str, pl.DataFrame]:
        """The tables without the rows of a seller."""
        return {table: of_role(events, "buyer") for table, events in self.tables.items()}

    @cached_property
    def refund_links(self) -> pl.DataFrame:
        """The state of every refund's link to its order (see ``analyzers.events.links.link``)."""
        return link(self.bought["refunds"], self.bought["orders"], self.periods, LOOKBACK)

    @cached_property
    def ledger_links(self) -> pl.DataFrame:
        """The same for the entries of the gift-card ledger, whose order is placed at most a day apart."""
        return link(self.tables["ledger"], self.bought["orders"], self.periods, 0 * DAY)

    @cached_property
    def payment_links(self) -> pl.DataFrame:
        """The same for payments that name an order."""
        named = self.tables["payments"].filter(pl.col("order_id").is_not_null())
        return link(named, self.bought["orders"], self.periods, 0 * DAY)

    @cached_property
    def placed(self) -> pl.DataFrame:
        """The buyer's orders, one row each (see ``analyzers.features.orders.placed``)."""
        return placed(self.bought["orders"])

    @cached_property
    def covered(self) -> pl.DataFrame:
        """The orders that a list taken from the page of orders should have (see ``analyzers.features.archived``)."""
        return covered(of_role(self.tellings("orders"), "buyer"))

    @cached_property
    def statements(self) -> list[pl.DataFrame]:
        """The charges of Amazon on other lists of payments (see ``analyzers.features.statements.shop_charges``)."""
        return shop_charges(self.tables["payments"], self.bought["orders"], self.periods)

    @cached_property
    def places(self) -> Places:
        """The addresses that are new (see ``analyzers.features.recipients.places``)."""
        found = places(self.bought["orders"], self.owner, self.placed, self.latest())
        return apart(found, self.signins, self.placed)

    @cached_property
    def signins(self) -> SignIns:
        """The good sign-ins as clusters (see ``analyzers.features.sign_ins.signins``)."""
        return signins(self.tables["logins"], self.owner)

    @cached_property
    def signs(self) -> Signs:
        """What is strange at some moment (see ``analyzers.features.signals.signs``)."""
        links = {"refunds": self.refund_links, "ledger": self.ledger_links, "payments": self.payment_links}
        return signs(self.bought, self.places, self.placed, links, self.signins, self.recognised)

    @cached_property
    def charges(self) -> pl.DataFrame:
        """The charge of every order that a refund names (see ``analyzers.events.links.charges``)."""
        return charges(self.bought["orders"], [self.bought["refunds"]["order_id"]])

    @cached_property
    def ledger_pages(self) -> ledgers.Ledger:
        """What the pages of the gift-card ledger show together."""
        return ledgers.ledger(self.tellings("ledger").filter(pl.col("account") == "gift_card"))


# What is computed once and does not depend on what the owner recognises.
_VIEWED_ONCE = frozenset(
    name for name, view in vars(History).items() if isinstance(view, cached_property) and view.func.__name__ != "signs"
)


def _newest(whole: Mapping[str, pl.DataFrame]) -> dict[str, dict[tuple[int, str], float]]:
    """For every table, its files (upload, path) ranked: by the latest event of their upload, then the later upload,
    then their own latest event."""
    latest: dict[str, dict[tuple[int, str], float]] = {}
    export: dict[int, float] = {}
    for table, rows in whole.items():
        latest[table] = {}
        if not rows.height:
            continue
        if single_file(rows):
            files = rows.head(1).select("upload", "path").with_columns(at=pl.lit(rows["at"].max()))
        else:
            files = rows.group_by("upload", "path").agg(pl.col("at").max())
        for upload, path, at in files.rows():
            latest[table][upload, path] = at.timestamp() if at else 0.0
            export[upload] = max(export.get(upload, 0.0), latest[table][upload, path])
    ranked = {}
    for table, files_ in latest.items():
        order = sorted(files_, key=lambda file: (export[file[0]], file[0], files_[file], file[1]))
        ranked[table] = {file: float(place) for place, file in enumerate(order)}
    return ranked
