"""One person's history: the event tables of all files, merged, and the features measured on them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, TypeVar, cast

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.coverage import Coverage, beside_lists, coverage, provider_of, without_partial
from analyzers.events.mails import without_mails
from analyzers.events.merge import Merged, merge, single_file, stack, with_shops
from analyzers.events.owner import Owner
from analyzers.events.schemas import SCHEMAS
from analyzers.events.zones import common_zone, zone_of

Role = Literal["buyer", "seller", "any"]
T = TypeVar("T")


def of_role(events: pl.DataFrame, role: Role) -> pl.DataFrame:
    """The rows of a role. A row without a role is a buyer's."""
    if "role" not in events.columns or role == "any":
        return events
    other = (events["role"] == "seller").fill_null(False)
    if role == "seller":
        return events.filter(other)
    return events.filter(~other) if other.any() else events


class Extent(NamedTuple):
    """The first and last dated event and the number of events of one table and shop, of sign-ins and changes also of
    one ``service``."""

    table: str
    shop: str | None
    start: datetime | None
    end: datetime | None
    events: int
    service: str | None = None


@dataclass(frozen=True)
class History:
    """``tables`` maps every event table to its rows with the row number ``row`` first. ``merged_away`` holds the
    other records of the same events, with the row of their event."""

    tables: Mapping[str, pl.DataFrame]
    merged_away: Mapping[str, pl.DataFrame]
    periods: Coverage
    owner: Owner
    catalogue: Catalogue = field(default_factory=Catalogue)
    # By name of the feature's module.
    measured: dict[str, object] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def build(
        cls,
        frames: Mapping[str, Sequence[pl.DataFrame]],
        owner: Owner | None = None,
        exports: Mapping[int, int] | None = None,
        torn: Collection[str] = (),
        catalogue: Catalogue | None = None,
    ) -> "History":
        """The history of all event frames by table, each in the schema of ``analyzers.events.schemas``.

        ``exports`` maps uploads to the export they came in (uploads handed in at one time share a number); without it
        a zip is an export of its own and all loose files are one export (see ``analyzers.events.coverage.coverage``).
        ``torn`` are the paths of files of which a row names no order that can be read; ``catalogue`` is what is known
        of their formats.
        """
        known = catalogue or Catalogue()
        whole = {table: stack(table, frames.get(table, ())) for table in SCHEMAS}
        files = {table: without_mails(frame) for table, frame in whole.items()}
        newest = _newest(files)
        whole["orders"] = with_shops(whole["orders"], files["orders"])
        for table in ("refunds", "returns"):
            whole[table] = with_shops(whole[table], without_mails(whole["orders"]), files["refunds"], files["returns"])
        merged = {table: merge(table, frame, newest[table], known) for table, frame in whole.items()}
        buyer = {table: of_role(without_mails(whole[table]), "buyer") for table in ("orders", "refunds", "returns")}
        listed = {table: without_partial(rows, known) for table, rows in buyer.items()}
        beside = beside_lists(buyer["orders"], listed["orders"])
        periods = coverage(listed["orders"], [listed["refunds"], listed["returns"]], exports, beside)
        hit = buyer["orders"].filter(pl.col("path").is_in(list(torn)))["source"].unique() if torn else ()
        periods = replace(periods, torn=frozenset(provider_of(source) for source in hit))
        return cls(
            {table: result.events for table, result in merged.items()},
            {table: result.merged_away for table, result in merged.items()},
            periods,
            owner or Owner(),
            known,
        )

    def of(self, measure: Callable[["History"], T]) -> T:
        """The result of a feature (see ``analyzers.features``), measured on first use."""
        name = measure.__module__
        if name not in self.measured:
            self.measured[name] = measure(self)
        return cast(T, self.measured[name])

    @cached_property
    def confirmed(self) -> "History":
        """The history as if no mail had been handed in, by which proofs are judged. Row numbers stay the same."""
        tables = {table: without_mails(events) for table, events in self.tables.items()}
        if all(tables[table] is events for table, events in self.tables.items()):
            return self
        merged_away = {table: without_mails(records) for table, records in self.merged_away.items()}
        return replace(self, tables=tables, merged_away=merged_away, measured={})

    def missing(self, required: Iterable[tuple[str, str]], account: str | None = None) -> str | None:
        """The first ``table`` or ``table.column`` of the required (table, column) that no file handed in fills, else
        null. ``account`` limits the ledger to one kind of account (``gift_card``, ``points``)."""
        for table, column in required:
            events = self.tables[table]
            if table == "ledger" and account:
                events = events.filter(pl.col("account") == account)
            if not events.height:
                return table
            if events[column].null_count() == events.height:
                return f"{table}.{column}"
        return None

    @cached_property
    def only_digital(self) -> bool:
        """Whether, of the providers that always give order lists, only files of digital orders were handed in."""
        known = self.catalogue
        sources = [
            source for source in self.bought["orders"]["source"].unique() if provider_of(source) in known.with_orders
        ]
        return bool(sources) and all(provider in known.digital for provider in sources)

    def counts(self) -> dict[str, int]:
        """The number of events by table, without empty tables."""
        return {table: events.height for table, events in self.tables.items() if events.height}

    def coverage(self) -> list[Extent]:
        """The extent of every table, shop and service, without what only mails or pictures show (``uncovered``)."""
        return _extents(self.confirmed.tables)

    def uncovered(self) -> list[Extent]:
        """The extent of the events that only mails or pictures show, which cover no period."""
        return _extents({table: events.filter(pl.col("mail").is_not_null()) for table, events in self.tables.items()})

    def shops(self) -> list[str]:
        """All shops that the events name, in alphabetical order."""
        return sorted({shop for events in self.tables.values() for shop in events["shop"].unique() if shop})

    @cached_property
    def zone(self) -> str | None:
        """The time zone for events whose shop has none: the owner's zone, else the one that all shops and sources
        share."""
        sources = {source for events in self.tables.values() for source in events["source"].unique()}
        return self.owner.zone or common_zone(self.shops(), {provider_of(source) for source in sources}, self.catalogue)

    def zone_of(self, shop: str | None) -> str:
        """The zone of the events of a shop; UTC where nothing says which."""
        return zone_of(shop, self.catalogue) or self.zone or "UTC"

    def records(self, table: str) -> pl.DataFrame:
        """All source records of each event of a table, the canonical one first."""
        return Merged(self.tables[table], self.merged_away[table]).records()

    @cached_property
    def bought(self) -> dict[str, pl.DataFrame]:
        """The tables without a seller's rows."""
        return {table: of_role(events, "buyer") for table, events in self.tables.items()}


def _extents(tables: Mapping[str, pl.DataFrame]) -> list[Extent]:
    """The extent of every table, shop and service."""
    extents: list[Extent] = []
    for table, events in tables.items():
        at, number = pl.col("at"), pl.len()
        service = pl.col("service") if "service" in events.columns else pl.lit(None, pl.String).alias("service")
        ends = events.group_by("shop", service).agg(
            at.min().alias("start"), at.max().alias("end"), number.alias("events")
        )
        ends = ends.select("shop", "start", "end", "events", "service").sort("shop", "service", nulls_last=True)
        extents += (Extent(table, *row) for row in ends.iter_rows())
    return extents


def _newest(whole: Mapping[str, pl.DataFrame]) -> dict[str, dict[tuple[int, str], float]]:
    """For every table, the rank of its files (upload, path): by the latest event of their upload, then the later
    upload, then their own latest event."""
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
