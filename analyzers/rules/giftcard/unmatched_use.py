"""Gift-card balance was used for an order that is not in the account's list of orders."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl

from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import UNREADABLE, display_time, largest_source, refs
from analyzers.rules.view import View
from analyzers.thresholds.giftcard import UnmatchedUse as Limits


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order number. Its first use is the trigger. A reversed use does not count."""
    ledger = history.links("ledger")
    uses = ledger.filter((pl.col("kind") == "applied") & (pl.col("amount_minor") < 0).fill_null(False))
    yield from link_gaps(uses, "ledger", history.catalogue)
    lost = uses.filter(pl.col("state") == "unlinked").sort("at", "row")
    back = ledger.filter((pl.col("amount_minor") > 0) & pl.col("kind").is_in(["applied", "refund"]))
    nameless = set(back.filter(pl.col("order_id").is_null()).select("at", "amount_minor").iter_rows())
    # Several sources may contain the same entries, but not all of them contain its reversal.
    for (order,), rows in lost.with_columns(-pl.col("amount_minor")).group_by("order_id", maintain_order=True):
        kept = [use for use in rows.iter_rows(named=True) if not _reversed(use["at"], use["amount_minor"], nameless)]
        used = rows.filter(pl.col("row").is_in([use["row"] for use in kept]))
        if not kept or _counted_once(back.filter(pl.col("order_id") == order)) >= _counted_once(used):
            continue
        yield Mark(
            triggers=refs("ledger", [kept[0]["row"]]),
            context=refs("ledger", (row for row in rows["row"] if row != kept[0]["row"])),
            values={
                "amount": largest_source(rows) or UNREADABLE,
                "at": display_time(kept[0]["at"], kept[0]["at_basis"]),
                "order": order,
            },
        )


def _counted_once(entries: pl.DataFrame) -> int:
    """The sum of the amounts; each amount counts as often as in the source that has it most often, because two sources
    may have the same entry."""
    times = entries.group_by("source", "amount_minor").len().group_by("amount_minor").agg(pl.col("len").max())
    return int(times.select((pl.col("amount_minor") * pl.col("len")).sum()).item())


def _reversed(at: datetime, amount: int, nameless: set[tuple[datetime | None, int]]) -> bool:
    """Whether a refund of exactly this amount, without an order number, followed at once."""
    return any(
        back == amount and day is not None and at <= day <= at + Limits.REVERSAL_WINDOW for day, back in nameless
    )
