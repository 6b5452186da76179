"""Mint's list of transactions."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.statement import amount, only, purchases
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates import instants
from app.importers.shared.times.day_month_order import plain_days
from app.reader.table import Block, Head

title = N_("Mint: transactions")
get = (N_("If you saved a list of your transactions in Mint as a CSV file, hand in that file."),)
unverified = True

NAMES = {
    "date": ("Date",),
    "description": ("Description",),
    "original": ("Original Description",),
    "amount": ("Amount",),
    "kind": ("Transaction Type",),
    "method": ("Account Name",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "Category"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row: `debit` went out, `credit` came in. The month comes first in this file."""
    table = cells(block, NAMES)
    keep, currency = ~all_empty(table), only(table, "USD")
    minor, faults = amount(table, keep, currency, "amount")
    kind = table["kind"].str.to_lowercase()
    sign = kind.replace_strict({"debit": 1, "credit": -1}, default=None, return_dtype=pl.Int64)
    faults.append(Fault("unknown-movement", "kind", keep & sign.is_null()))
    more = {"merchant": table["original"].fill_null(table["description"])}
    at = instants(plain_days(table["date"], order="month"))
    return purchases(table, minor * sign, currency, keep, faults, at, more)
