"""More was refunded for an order than was charged for it."""

from collections.abc import Iterator

import polars as pl

from analyzers.events.arithmetic import EXCESS_SENTENCE
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money, Sentence
from analyzers.events.values import NOTHING, note, refs
from analyzers.features import order_charges, refund_conflicts
from analyzers.features.overpaid import overpaid
from analyzers.rules.declared import sentences
from analyzers.rules.view import View
from analyzers.thresholds.refund import ExceedsPaid as Limits

say = sentences(__file__)


def find(history: View) -> Iterator[Mark | Gap]:
    """One mark for each order. The trigger is the refund with which the sum of one source exceeds the charge."""
    refunds = history.links("refunds").filter((pl.col("status") == "completed").fill_null(False))
    yield from link_gaps(refunds, "refunds", history.catalogue)
    links = refunds.filter(pl.col("state") == "linked").select("row", "order_shop")
    records = history.records("refunds").filter(pl.col("status") == "completed").join(links, on="row")
    paid = history.of(order_charges.measure)
    records = records.join(
        paid.select("order_id", "charge_minor", "lines", "first", order_shop="shop", paid_in="currency"),
        on=["order_id", "order_shop"], how="left", nulls_equal=True,
    ).filter((pl.col("amount_minor") > 0).fill_null(True)).sort("at", "row", nulls_last=True)  # fmt: skip
    contradicted = records.filter(pl.col("row").is_in(history.of(refund_conflicts.measure)["row"].implode()))
    unsure = records.join(contradicted, on=["order_id", "order_shop"], how="semi", nulls_equal=True)
    if unsure.height:
        rows = unsure["row"].unique(maintain_order=True)
        yield Gap("source_conflict", "", refs("refunds", rows), {"count": len(rows)})
    records = records.join(contradicted, on=["order_id", "order_shop"], how="anti", nulls_equal=True)
    known = (pl.col("charge_minor").is_not_null() & (pl.col("currency") == pl.col("paid_in"))).fill_null(False)
    unknown = records.filter(~known).unique("row", keep="first", maintain_order=True)
    if unknown.height:
        yield Gap(
            "unknown_charge",
            history.catalogue.best("charges"),
            refs("refunds", unknown["row"]),
            {"count": unknown.height},
        )
    beyond = overpaid(records, known, history.catalogue)
    for _, order in beyond.group_by("order_id", "order_shop", maintain_order=True):
        yield _mark(order.filter(pl.col("source") == order["source"][0]))


def _mark(rows: pl.DataFrame) -> Mark:
    crossing = rows.filter(pl.col("sum") > pl.col("allowed"))["row"][0]
    first, refunded = rows.row(0, named=True), int(rows["sum"].max())  # type: ignore[arg-type]
    adjusted = rows.filter("goodwill")["amount_minor"].sum()
    excess = refunded - first["charge_minor"]
    silent = first["silent"] and excess < first["charge_minor"]  # no shop adds as much as was paid
    small = refunded - adjusted <= first["allowed"] or (
        silent and excess < Limits.MAX_ADJUSTMENT_SHARE * first["charge_minor"]
    )
    return Mark(
        triggers=refs("refunds", [crossing]),
        context=(*refs("refunds", (row for row in rows["row"] if row != crossing)), *refs("orders", [first["first"]])),
        values={
            "order": first["order_id"],
            "paid": Money(first["charge_minor"], first["currency"]),
            "refunded": Money(refunded, first["currency"]),
            "excess": Money(excess, first["currency"]),
            "note": _note(bool(adjusted), first["added"], silent),
        },
        arithmetic=(
            note(
                EXCESS_SENTENCE,
                refunded=Money(refunded, first["currency"]),
                paid=Money(first["charge_minor"], first["currency"]),
                excess=Money(excess, first["currency"]),
            ),
        ),
        severity="info" if small else "low" if silent or first["added"] else None,
    )


def _note(adjusted: bool, added: bool, silent: bool) -> Sentence | str:
    if adjusted or added:
        return say("goodwill" if adjusted else "added")
    return say("silent") if silent else NOTHING
