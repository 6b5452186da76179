"""Amazon's list of gift-card transactions from the export of all data, `Retail.GiftCertificates.Transaction.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import Fault, by_value, cells, has, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.order_rows import money_faults
from app.importers.shared.times.resaved_dates import dates
from app.reader.table import Block, Head

title = N_("Amazon: gift-card transactions")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_(
    "This file does not say whether money came in or went out, names no orders and shows no balance. The gift-card "
    "page shows these."
)
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "serial": ("serialNumber",),
    "date": ("transactionDate",),
    "kind": ("transactionType",),
    "amount": ("transactionAmount",),
    "currency": ("currencyCode",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; the order of the columns is not known and does not matter."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a row. The amounts have no sign and the words for the kinds of transaction are not
    explained anywhere, so the amount of the event, which has a sign, is null and its kind is unknown."""
    table = cells(block, NAMES)
    keep = ~all_empty(table)
    when, date_problems = dates(table, ("date",), keep)
    currency = by_value(table["currency"], currencies)
    faults = [
        Fault("empty-row", "serial", ~keep),
        Fault("bad-date", "date", keep & when["date"].unread),
        *date_problems,
        Fault("no-date", "date", keep & table["date"].is_null()),
        *money_faults(table, keep, "amount", currency, minor_units(table["amount"], currency, point=True)),
    ]
    ledger = when["date"].at.with_columns(
        line=table.lines,
        serial=table["serial"],
        currency=currency,
        kind=pl.lit("unknown"),
        account=pl.lit("gift_card"),
    )
    return Events({"ledger": ledger.filter(keep)}, problems(table, faults))
