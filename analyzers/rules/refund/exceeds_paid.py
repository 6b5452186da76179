"""More was refunded for an order than was charged for it."""

from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import EXCESS_SENTENCE
from analyzers.events.links import link_gaps
from analyzers.events.marks import Gap, Mark, Money, Sentence
from analyzers.events.values import NOTHING, note, refs
from analyzers.features import order_charges, refund_conflicts
from analyzers.features.overpaid import overpaid
from analyzers.rules.view import View
from analyzers.thresholds.refund import ExceedsPaid as Limits

title = N_("More was refunded than you paid")
message = N_(
    "For order {order} you paid {paid}, but {refunded} was refunded: {excess} too much. Refunds "
    "like this can come from somebody who requests refunds in your name."
)
innocent = N_(
    "This may be harmless: shops sometimes add the cost of returning an item, or an amount by way "
    "of apology, to a refund. {note}"
)
sentence = N_("For order {order} {refunded} was refunded, although {paid} had been paid.")
GOODWILL_SENTENCE = N_("The shop marks one of these refunds as such an adjustment.")
ADDED_SENTENCE = N_("The shop gives no amounts in this file, so somebody added them.")
SILENT_SENTENCE = N_("This list of refunds gives no reasons, so one of them may be such an adjustment.")
severity = "high"
kind = "proof"
tags = ("statement", "refund", "shop")
needs = (
    "refunds.order_id",
    "refunds.at?",
    "refunds.shop?",
    "refunds.source?",
    "refunds.amount_minor",
    "refunds.currency?",
    "refunds.status",
    "refunds.reason?",
    "orders.order_id",
    "orders.total_minor",
    "order_links",
    "order_charges",
    "refund_conflicts",
    "records",
)
references = ("Beancount, balance assertions", "counting-blessings.com (adjustments by the seller)")
reasons = {
    "unknown_charge": N_(
        "Some refunds cannot be compared with what was paid, because their orders were cancelled, "
        "cost nothing, or have an amount or a currency that does not match (refunds: {count})."
    ),
    "source_conflict": N_(
        "Some refunds cannot be compared with what was paid, because the files contradict each other about refunds of "
        "their orders (refunds: {count})."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each order. The trigger is the refund with which the sum of one source exceeds the charge."""
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
        yield _fact(order.filter(pl.col("source") == order["source"][0]))


def _fact(rows: pl.DataFrame) -> Mark:
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
        return note(GOODWILL_SENTENCE if adjusted else ADDED_SENTENCE)
    return note(SILENT_SENTENCE) if silent else NOTHING
