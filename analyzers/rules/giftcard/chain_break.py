"""A gift-card balance that does not follow from the one before it."""

from collections.abc import Iterator
from datetime import date, datetime

import polars as pl

from analyzers.events.arithmetic import BALANCE_SENTENCE
from analyzers.events.marks import Gap, Mark, Money, Sentence
from analyzers.events.values import display_time, note, refs
from analyzers.features import ledger_pages, placed_orders
from analyzers.features.ledger_pages import Break, OpenEnd
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.giftcard import ChainBreak as Limits

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each balance that does not follow. The entries around it are context."""
    pages = history.of(ledger_pages.measure)
    ledger = history.table("ledger")
    times: dict[int, tuple[datetime | None, str | None]] = {
        row: (at, basis) for row, at, basis in ledger.select("row", "at", "at_basis").iter_rows()
    }
    amounts = dict(ledger.select("row", "amount_minor").iter_rows())
    for item in pages.breaks:
        at, since = _shown_time(*times[item.row]), _shown_time(*times[item.before])
        around = [item.before] if item.after is None else [item.before, item.after]
        currency = item.currency or ""
        difference = Money(item.stated - item.expected, currency)
        order = _named(history, item, difference, times[item.before][0], times[item.row][0])
        yield Mark(
            triggers=refs("ledger", [item.row]),
            context=refs("ledger", around),
            values={
                "at": at,
                "expected": Money(item.expected, currency),
                "shown": Money(item.stated, currency),
                "difference": difference,
                "reason": _reason(item, difference, since, at, order),
            },
            arithmetic=_arithmetic(item, amounts.get(item.row)),
            otherwise=say("entry", difference=difference) if item.after is None else say("balance_only"),
        )
    if pages.unread:
        yield Gap("unread", "", refs("ledger", pages.unread), {"count": len(pages.unread)})
    page = history.catalogue.best("ledger")
    yield from (_gap(end, page) for end in pages.opens)


def _arithmetic(item: Break, entry: int | None) -> tuple[Sentence, ...]:
    if entry is None:
        return ()
    minor = {"before": item.expected - entry, "amount": entry, "expected": item.expected, "shown": item.stated}
    return (note(BALANCE_SENTENCE, **{name: Money(amount, item.currency or "") for name, amount in minor.items()}),)


def _shown_time(at: datetime | None, basis: str | None) -> datetime | date | str:
    return display_time(at, basis) if at else ""


def _reason(
    item: Break, difference: Money, since: datetime | date | str, at: datetime | date | str, order: str | None
) -> Sentence:
    """The simplest explanation: one changed number, or one missing entry."""
    if item.after is not None:
        return say("changed")
    if not since or not at:
        return say("first", difference=difference)
    if order:
        return say("named_order", difference=difference, since=since, at=at, order=order)
    return say("lost", difference=difference, since=since, at=at)


def _named(history: View, item: Break, missing: Money, since: datetime | None, at: datetime | None) -> str | None:
    """The only order of that amount (or refund, if money came in) between the two entries that no ledger entry
    names; null if there is none or more than one."""
    if since is None or at is None:
        return None
    if missing.minor > 0:
        some = history.table("refunds").select("order_id", "at", "currency", minor="amount_minor")
    else:
        some = history.of(placed_orders.measure).select("order_id", "at", "currency", minor=-pl.col("total_minor"))
    near = pl.col("at").is_between(since - Limits.LINK_TOLERANCE, at + Limits.LINK_TOLERANCE)
    named = history.table("ledger").filter(pl.col("amount_minor") == missing.minor)["order_id"].drop_nulls()
    matching = some.filter(near, pl.col("minor") == missing.minor, pl.col("currency") == missing.currency)
    orders = matching.filter(~pl.col("order_id").is_in(named.implode()))["order_id"].drop_nulls().unique()
    return str(orders[0]) if len(orders) == 1 else None


def _gap(end: OpenEnd, page: str) -> Gap:
    missing = f"{page} {end.side} {end.day} {end.until}"
    return Gap(end.side, missing, refs("ledger", [end.row]), {"day": end.day, "until": end.until})
