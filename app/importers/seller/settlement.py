"""Seller Central's settlement report, flat file V2: what was paid out, and what was given back to buyers."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.seller._get import REPORT_SENTENCES, REPORT_TAKES_SENTENCE
from app.importers.shared.cells.columns import (
    Cells,
    Fault,
    by_value,
    cells,
    fold,
    has,
    order_ids,
    problems,
    row_problems,
)
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.statuses import shops
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import parts_of
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Seller Central: settlements")
get = REPORT_SENTENCES
takes = REPORT_TAKES_SENTENCE
speed = "days"
cannot_show = N_("This report shows what Amazon settled with the seller, not how a buyer paid.")
unverified = True
grade, checked = "B", "2026-11-24"

NAMES = {
    "settlement": ("settlement-id",),
    "deposited": ("deposit-date",),
    "paid": ("total-amount",),
    "currency": ("currency",),
    "kind": ("transaction-type",),
    "order_id": ("order-id",),
    "adjustment": ("adjustment-id",),
    "shop": ("marketplace-name",),
    "part": ("amount-type",),
    "amount": ("amount",),
    "posted": ("posted-date-time",),
    "day": ("posted-date",),
    "item_id": ("sku",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("settlement-id", "deposit-date", "total-amount", "transaction-type", "amount-type", "amount-description")
_GIVEN_BACK = ("itemprice", "promotion")  # what a buyer gets back; the rest is between Amazon and the seller
OTHER_SENTENCE = N_("This row is about a sale, a fee or another amount that is no refund. It is not counted.")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event for the summary row: what was paid out to the seller, so its amount is below zero. One
    ``refunds`` event for each refund of an order, the sum of what the buyer got back; only the summary row names the
    currency of the report."""
    table = cells(block, NAMES)
    summary = table["paid"].is_not_null() & table["kind"].is_null()
    currency = _currency(head, table)
    order_id = order_ids(table["order_id"])
    paid, amount = (minor_units(table[key], currency) for key in ("paid", "amount"))
    deposited, posted = instants(table["deposited"]), instants(_first(table, "posted", "day"))
    payments = deposited.with_columns(
        line=table.lines,
        shop=pl.lit(None, pl.String),
        currency=currency,
        amount_minor=-paid,
        method=table["settlement"],
    ).filter(summary)
    back = (table["kind"].str.to_lowercase() == "refund").fill_null(False)
    refunds = posted.with_columns(
        line=table.lines,
        shop=shops(table["shop"]),
        order_id=order_id,
        item_id=table["item_id"],
        adjustment=table["adjustment"],
        currency=currency,
        amount_minor=amount,
        buyer=table["part"].str.to_lowercase().str.replace_all("[^a-z]", "").is_in(_GIVEN_BACK),
    ).filter(back & order_id.is_not_null())
    faults = [
        Fault("bad-date", "deposited", summary & table["deposited"].is_not_null() & deposited["at"].is_null()),
        Fault("bad-amount", "paid", summary & paid.is_null()),
        Fault("no-order-id", "order_id", back & order_id.is_null()),
        Fault("bad-date", "posted", back & posted["at"].is_null()),
        Fault("no-currency", "amount", back & table["amount"].is_not_null() & currency.is_null()),
        Fault("bad-amount", "amount", back & table["amount"].is_not_null() & currency.is_not_null() & amount.is_null()),
    ]
    whole = _summed(refunds)
    empty = all_empty(table)
    faults.append(Fault("empty-row", "kind", empty))
    left = parts_of(table, back & order_id.is_not_null(), whole)
    left += row_problems("other-entries", OTHER_SENTENCE, table, ~empty & ~summary & ~back)
    return Events({"payments": payments, "refunds": whole}, problems(table, faults) + left)


def _summed(refunds: pl.DataFrame) -> pl.DataFrame:
    own = pl.col("amount_minor").filter(pl.col("buyer").fill_null(False))
    keys = ("order_id", "adjustment", "item_id", "at")
    whole = refunds.group_by(keys, maintain_order=True).agg(
        pl.exclude("amount_minor", "buyer", *keys).first(),
        amount_minor=pl.when(own.is_not_null().all() & (own.len() > 0)).then(-own.sum()),
    )
    return whole.drop("adjustment").with_columns(role=pl.lit("seller"), status=pl.lit("completed"))


def _currency(head: Head, table: Cells) -> pl.Series:
    """The currency that the report's first row names, for all rows without one."""
    place = [fold(name) for name in head.header].index("currency")
    first = head.sample[0][place].strip() if head.sample and place < len(head.sample[0]) else ""
    return by_value(table["currency"].forward_fill().fill_null(first), currencies)


def _first(table: Cells, *keys: str) -> pl.Series:
    return table.text.select(pl.coalesce(*keys)).to_series()
