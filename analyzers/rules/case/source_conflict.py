"""Two files that give different amounts for one refund."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.schemas import Row
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, refs, truncation_notice
from analyzers.features import refund_conflicts
from analyzers.rules.declared import sentences
from analyzers.rules.view import View

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order. Its first refund with several amounts is the trigger, later ones are context."""
    claims = history.of(refund_conflicts.measure)
    refunds = history.table("refunds").select("row", "order_id", "at")
    claims = claims.join(refunds, on="row", maintain_order="left").sort("at", "row", nulls_last=True)
    orders = claims.partition_by("order_id", maintain_order=True) if claims.height else []
    yield from truncation_notice(len(orders))
    for order in orders[-MAX_FINDINGS:]:
        rows = order["row"].unique(maintain_order=True)
        first, other = order.filter(pl.col("row") == rows[0]).head(2).iter_rows(named=True)
        yield Mark(
            triggers=refs("refunds", rows[:1]),
            context=refs("refunds", rows[1:], MAX_CONTEXT),
            values={
                "order": first["order_id"],
                **_claim(first),
                **{f"other_{name}": value for name, value in _claim(other).items()},
                "more": say("more", count=len(rows) - 1) if len(rows) > 1 else NOTHING,
            },
        )


def _claim(record: Row) -> dict[str, Money | str]:
    return {
        "amount": Money(record["amount_minor"], record["currency"] or ""),
        "path": record["path"],
        "line": str(record["line"]),
    }
