"""Gift-card movements as amazon-order-history-csv-download-mcp writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon.tools._tools import region_shops
from app.importers.shared.cells.columns import Fault, by_value, cells, has, order_ids, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.order_rows import money_faults
from app.importers.shared.times.resaved_dates import dates
from app.reader.table import Block, Head

title = N_("Amazon: gift card, from a download program")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_(
    "This file gives days without a time of day and names no order for refunds. Where an amount or a balance is "
    "nothing, the tool leaves the cell empty."
)
unverified = True
grade, checked = "C", "2026-11-24"

NAMES = {
    "date": ("Date",),
    "description": ("Description",),
    "kind": ("Type",),
    "amount": ("Amount",),
    "balance": ("Closing Balance",),
    "order_id": ("Order ID",),
    "serial": ("Serial Number",),
    "currency": ("Currency",),
    "region": ("Region",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("Date", "Description", "Type", "Amount", "Closing Balance", "Claim Code", "Serial Number", "Region")
_KINDS = ("applied", "refund", "added", "reload", "promotional")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a row, in the order of the page. The history may go on before and after the file."""
    table = cells(block, NAMES)
    keep = ~all_empty(table)
    when, date_problems = dates(table, ("date",), keep)
    currency = by_value(table["currency"], currencies)
    money = {key: minor_units(table[key], currency) for key in ("amount", "balance")}
    kind = table["kind"].str.to_lowercase()
    faults = [
        Fault("empty-row", "date", ~keep),
        Fault("bad-date", "date", keep & when["date"].unread),
        *date_problems,
        Fault("no-date", "date", keep & table["date"].is_null()),
        *money_faults(table, keep, "amount", currency, money["amount"]),
        *money_faults(table, keep, "balance", currency, money["balance"])[1:],
    ]
    ledger = when["date"].at.with_columns(
        line=table.lines,
        shop=region_shops(table["region"]),
        kind=pl.DataFrame({"kind": kind}).select(
            pl.when(pl.col("kind").is_in(_KINDS)).then("kind").otherwise(pl.lit("unknown"))
        )["kind"],
        account=pl.lit("gift_card"),
        order_id=order_ids(table["order_id"]),
        serial=table["serial"],
        currency=currency,
        title=titles(table["description"]),
        amount_minor=money["amount"],
        balance_minor=money["balance"],
    )
    ledger = ledger.filter(keep).with_row_index("position")
    edge = (pl.col("position") == 0) | (pl.col("position") == ledger.height - 1)
    return Events({"ledger": ledger.with_columns(page_edge=edge)}, problems(table, faults))
