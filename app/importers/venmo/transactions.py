"""Venmo's list of transactions."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, folded, problems
from app.importers.shared.cells.titles import titles
from app.importers.shared.statements.statement import amount, dated, only
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Venmo: transactions")
get = (N_("Sign in to Venmo, open the statements, choose a period and download the CSV file. Hand it in as it is."),)
takes = N_("You have the file at once.")
cannot_show = N_("This file shows no sign-ins and no devices, and its times do not state their time zone.")
unverified = True

NAMES = {
    "id": ("ID",),
    "date": ("Datetime",),
    "kind": ("Type",),
    "status": ("Status",),
    "note": ("Note",),
    "from": ("From",),
    "to": ("To",),
    "amount": ("Amount (total)",),
    "source": ("Funding Source",),
    "target": ("Destination",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_STATUS = {"complete": "completed", "issued": "completed", "pending": "pending", "cancelled": "declined"}


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded(name for name in columns if name != "Note")


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row with a number, positive where money went out; rows without one are notes and totals
    of the statement, also those of coins. Times are assumed to be UTC."""
    table = cells(block, NAMES)
    keep = table["id"].str.contains(r"\d").fill_null(False)
    currency, at = only(table, "USD"), instants(table["date"])
    signed, faults = amount(table, keep, currency, "amount")
    status = table["status"].str.to_lowercase().replace_strict(_STATUS, default=None, return_dtype=pl.String)
    other = table.text.select(pl.when(signed < 0).then("to").otherwise("from")).to_series()
    rows = at.with_columns(
        line=table.lines,
        shop=pl.lit("venmo.com"),
        order_id=table["id"],
        amount_minor=-signed,
        currency=currency,
        merchant=other,
        title=titles(table["note"]),
        method=table["source"].fill_null(table["target"]),
        status=status,
    )
    row_problems = problems(table, [*dated(table, keep, at), *faults])
    explained = frozenset(table.lines.filter(~keep))
    return Events({"payments": rows.filter(keep)}, row_problems + zone_problem(at.filter(keep)), explained)
