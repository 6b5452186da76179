"""Zaim's list of everything recorded."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, by_value, cells, folded
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import moved_rows
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import purchases
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Zaim: household ledger")
cannot_show = N_(
    "This file gives days without a time of day, and no number by which a payment could be found "
    "in another list. It does not say where a payment was made from."
)
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("日付",),
    "kind": ("方法",),
    "source": ("支払元",),
    "target": ("入金先",),
    "item": ("品目", "品名"),
    "shop": ("お店",),
    "currency": ("通貨",),
    "income": ("収入",),
    "spent": ("支出",),
    "before": ("通貨変換前の金額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = folded(("日付", "方法", "支払元", "入金先", "お店", "収入", "支出", "振替", "残高調整"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; older files stop before the last two columns."""
    return folded(head.header) >= _CORE


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event for money spent and, with a negative amount, for money earned. Transfers and corrections
    of a balance are left out; one problem gives their count."""
    table = cells(block, NAMES, ("-",))
    used = ~all_empty(table)
    kind = table["kind"].str.to_lowercase().fill_null("")
    moved = kind.is_in(["transfer", "balance"])
    keep, earned = used & ~moved, kind == "income"
    # A converted amount is in the currency of the account, which the file does not name.
    converted = (table["before"].fill_null("0") != "0") & (table["currency"].fill_null("JPY") != "JPY")
    currency = by_value(table["currency"].fill_null("JPY"), currencies).set(converted, None)
    cell = table.text.select(pl.when(earned).then("income").otherwise("spent"))["income"]
    minor = minor_units(cell, currency)
    faults = [
        Fault("no-currency", "spent", keep & currency.is_null()),
        Fault("bad-amount", "income", keep & earned & cell.is_not_null() & currency.is_not_null() & minor.is_null()),
        Fault("bad-amount", "spent", keep & ~earned & cell.is_not_null() & currency.is_not_null() & minor.is_null()),
        Fault("no-amount", "spent", keep & cell.is_null()),
    ]
    paid = minor.to_frame("minor").select(pl.when(earned).then(-pl.col("minor")).otherwise("minor")).to_series()
    more = table.text.select(
        merchant=pl.coalesce("shop", "item"), title="item", method=pl.when(earned).then("target").otherwise("source")
    )
    events = purchases(table, paid, currency, keep, faults, more=more.to_dict())
    return Events(events.tables, events.problems + moved_rows(table, moved))
