"""Statements of banks and card issuers in the OFX and QFX formats."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.ofx._times import times
from app.importers.shared.cells.columns import Cells, Fault, by_value, cells
from app.importers.shared.cells.money import currencies, rounded_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles
from app.importers.shared.statements.statement import amount, purchases
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates import zone_problem
from app.reader.table import Block, Head

title = N_("Bank or card statement (OFX, QFX)")
get = (
    N_("Sign in to your bank or card company and open the list of transactions."),
    N_("Choose the download for programs such as Quicken or Money (OFX or QFX), and hand the file in as it is."),
)
cannot_show = N_(
    "This file does not say from where or with which device a payment was made, or which purchase a refund belongs to."
)
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("DTPOSTED",),
    "amount": ("TRNAMT",),
    "order_id": ("FITID",),
    "name": ("NAME",),
    "payee": ("PAYEE.NAME",),
    "memo": ("MEMO",),
    "kind": ("TRNTYPE",),
    "own": ("CURRENCY.CURSYM",),
    "currency": ("CURDEF",),
    "bank": ("ORG",),
    "account": ("ACCTID",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by its form: the reader gives the transactions of such files, and of no others, as a table of this
    kind."""
    return head.kind == "ofx"


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a transaction, positive where money went out. A record that occurs twice in the file,
    equal in everything and with the same number, counts once; banks use one number for different records, too."""
    table = cells(block, NAMES)
    again = table.text.select((~pl.struct(pl.all()).is_first_distinct()) & pl.col("order_id").is_not_null()).to_series()
    used = ~all_empty(table)
    keep, at = used & ~again, times(table["date"])
    stated = table["own"].fill_null(table["currency"])
    currency = by_value(stated, currencies)
    rounded = rounded_units(table["amount"], currency)
    signed, faults = amount(table, keep & currency.is_not_null() & rounded.is_null(), currency, "amount", point=True)
    signed = rounded.zip_with(rounded.is_not_null(), signed).set(currency.is_null(), None)
    faults += [
        Fault("rounded-amount", "amount", keep & rounded.is_not_null()),
        Fault("bad-currency", "currency", keep & stated.is_not_null() & currency.is_null()),
        Fault("no-currency", "amount", keep & stated.is_null()),
    ]
    merchant = table["payee"].fill_null(table["memo"])
    more = {"merchant": table["name"].fill_null(merchant), "method": _account(table)}
    events = purchases(table, -signed, currency, keep, faults, at, more)
    return Events(events.tables, events.problems + zone_problem(at.filter(keep)) + doubles(table, again))


def _account(table: Cells) -> pl.Series:
    """The bank and the last four digits of the account or card."""
    last = pl.col("account").str.extract(r"([0-9A-Za-z]{1,4})\W*$")
    named = pl.concat_str(
        "bank", pl.when(last.is_not_null()).then(pl.lit("*") + last), separator=" ", ignore_nulls=True
    )
    return table.text.select(account=named.replace("", None))["account"]
