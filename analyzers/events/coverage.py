"""The periods for which the files handed in contain all orders, by provider, shop and kind of order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.events.merge import has_single_value

# A refund may follow its order by this much; an order file says nothing about refunds of orders before its start.
MAX_REFUND_DELAY = timedelta(days=180)
DAY = timedelta(days=1)

Where = Literal["covered", "torn", "before", "after", "other_shop"]
LOOSE_FILES = -1  # number of the export of files outside any zip
Export = tuple[int, str]  # number of the export, provider


class Span(NamedTuple):
    """From the first order of a shop in one export to the latest event of that export. ``provider`` is the first
    part of the format ids."""

    provider: str
    shop: str | None
    currency: str | None
    digital: bool
    start: datetime
    end: datetime


class Position(NamedTuple):
    """Where a time lies relative to the coverage: inside it (``torn`` if rows of the order files could not be read),
    or before or after the time ``edge`` at which it begins or ends."""

    where: Where
    edge: datetime | None = None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The covered periods, and the providers of which an order file has rows without a readable order number
    (``torn``)."""

    spans: tuple[Span, ...] = ()
    torn: frozenset[str] = frozenset()

    def place(
        self,
        at: datetime,
        provider: str,
        shop: str | None,
        currency: str | None,
        lookback: timedelta,
        slack: timedelta,
        digital: bool,
    ) -> Position:
        """Where an order that caused an event at ``at`` lies, if it was placed up to ``lookback`` before.

        An event without a shop may belong to any shop of its currency. Only files of the event's own ``provider`` can
        contain its order. ``slack`` is added on both sides for inexact times.
        """
        mine = [span for span in self.spans if (span.provider, span.digital) == (provider, digital)]
        mine = [span for span in mine if _fits(span, shop, currency)]
        periods = _union([(span.start, span.end) for span in mine])
        if not periods:
            return Position("other_shop")
        first, last = at - max(lookback, slack), at + slack
        if any(start <= first and last <= end for start, end in periods):
            return Position("torn" if provider in self.torn else "covered")
        around = [start for start, end in periods if start <= at <= end and first < start]
        later = [start for start, _ in periods if start > at]
        if around or later:
            return Position("before", min(around or later))
        return Position("after", max(end for _, end in periods))


def _fits(span: Span, shop: str | None, currency: str | None) -> bool:
    """Whether a period may cover orders of a shop. A period without shop and currency covers the orders of one unknown
    site."""
    if shop is not None and (span.shop is not None or span.currency is None):
        return span.shop == shop
    return currency is None or span.currency is None or span.currency == currency


def _union(periods: Sequence[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    joined: list[tuple[datetime, datetime]] = []
    for start, end in sorted(periods):
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _last_by_provider(orders: pl.DataFrame | None) -> dict[str, datetime]:
    """The time of the last of these orders for each provider."""
    last: dict[str, datetime] = {}
    for _, _, source, _, end in _extent(orders, []) if orders is not None else ():
        last[provider_of(source)] = max(last.get(provider_of(source), end), end)
    return last


def coverage(
    orders: pl.DataFrame,
    others: Sequence[pl.DataFrame],
    exports: Mapping[int, int] | None = None,
    beside: pl.DataFrame | None = None,
) -> Coverage:
    """The coverage of the order files. ``others`` are tables of the same exports (refunds, returns).

    ``exports`` maps uploads to the export they came in. Without it a zip is a separate export, and all loose files are
    one export. If the other events of that export continue for longer than a refund takes, the order file is assumed to
    be older and to end with its last order; also if ``beside``, the orders of single pages, holds a later order.
    """
    group = _grouping(exports)
    first: dict[tuple[Export, str | None, str | None, bool], datetime] = {}
    ordered: dict[Export, datetime] = {}
    for upload, path, source, shop, currency, start, end in _extent(orders, ["shop", "currency"]):
        export = group(upload, path), provider_of(source)
        key = (export, shop, currency, "digital" in (source or ""))
        first[key] = min(first.get(key, start), start)
        ordered[export] = max(ordered.get(export, end), end)
    certain, guessed = dict(ordered), dict(ordered)
    for upload, path, source, _, end in (row for other in others for row in _extent(other, [])):
        export = group(upload, path), provider_of(source)
        mine = [candidate for candidate in ordered if candidate[1] == export[1]]
        if exports is None and mine and export not in ordered:  # handed in beside the export, so perhaps a part of it
            export = max(mine, key=lambda candidate: ordered[candidate])
            guessed[export] = max(guessed[export], end)
        elif export in ordered:
            ends_by_export = guessed if exports is None and export[0] == LOOSE_FILES else certain
            ends_by_export[export] = max(ends_by_export[export], end)
    later = _last_by_provider(beside)
    ends = {
        export: last if later.get(export[1], last) > last else _end(last, certain[export], guessed[export])
        for export, last in ordered.items()
    }
    return Coverage(tuple(Span(key[0][1], *key[1:], start, ends[key[0]]) for key, start in first.items()))


def without_partial(orders: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The orders of files that cover a period: a file with only some orders, such as one page of a list, covers
    none."""
    some = orders["source"].is_in(list(catalogue.partial)).fill_null(False)
    return orders.filter(~some) if some.any() else orders


def beside_lists(orders: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """The orders that are known from single pages alone; ``listed`` are those of files that cover a period."""
    if orders.height == listed.height:
        return orders.clear()
    return orders.filter(~pl.col("order_id").is_in(listed["order_id"].unique().implode()))


def provider_of(source: str | None) -> str:
    """The provider of a format id: ``apple`` of ``apple.devices``."""
    return (source or "").partition(".")[0]


def provider() -> pl.Expr:
    """The provider, from the column ``source``."""
    return pl.col("source").str.split(".").list.first()


def _end(last_order: datetime, certain: datetime, guessed: datetime) -> datetime:
    """The end of an export. Events that only probably belong to it extend it by at most the time that a refund
    takes."""
    return max(certain, guessed) if guessed <= last_order + MAX_REFUND_DELAY else certain


def _grouping(exports: Mapping[int, int] | None) -> Callable[[int, str], int]:
    if exports is not None:
        return lambda upload, path: exports.get(upload, upload)
    return lambda upload, path: upload if "!/" in path else LOOSE_FILES


def _extent(table: pl.DataFrame, by: list[str]) -> list[tuple[Any, ...]]:
    """(upload, path, source, *by, first, last) of the dated rows. Columns of one value, as most are, need no groups."""
    if not table.height:
        return []
    names = ["upload", "path", "source", *by]
    fixed = {name: table[name][0] for name in names if has_single_value(table[name])}
    keys = [name for name in names if name not in fixed]
    ends = (pl.col("at").min().alias("first"), pl.col("at").max().alias("last"))
    extents = table.group_by(keys).agg(ends) if keys else table.select(ends)
    extents = extents.with_columns(pl.lit(value, table.schema[name]).alias(name) for name, value in fixed.items())
    extents = extents.filter(pl.col("first").is_not_null())
    return extents.select(*names, "first", "last").rows()
