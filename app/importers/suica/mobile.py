"""Mobile Suica's table of uses, copied from the member page into a file."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded, problems
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.balances import entries
from app.importers.shared.statements.statement import only
from app.importers.shared.times.dates_without_year import no_dates, year_problem
from app.reader.table import Block, Head

title = N_("Mobile Suica: usage history")
get = (
    N_("Sign in to the member page of Mobile Suica and show the usage history."),
    N_(
        "Copy the table into an empty spreadsheet, save it as a CSV file and hand it in. "
        "The PDF that the page offers cannot be read."
    ),
)
takes = N_("You have the file at once.")
cannot_show = N_(
    "This list has no years in its dates and no times of day, so its entries have their order, but no date."
)
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("月日",),
    "kind": ("種別",),
    "balance": ("残高", "残額"),
    "amount": ("入金・利用額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_BALANCE = folded(NAMES["balance"])
_RELOADS = ("現金", "ｵｰﾄ", "オート", "VIEW", "ＶＩＥＷ", "ｶｰﾄﾞ", "カード")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    names = folded(head.header)
    return names >= folded(("月日", "種別", "入金・利用額", "利用場所")) and not names.isdisjoint(_BALANCE)


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a row, with the balance after it. The balance carried over has no amount."""
    table = cells(block, NAMES)
    keep, currency = ~all_empty(table), only(table)
    minor, balance = minor_units(table["amount"], currency), minor_units(table["balance"], currency)
    kind = pl.when(table["kind"].is_in(_RELOADS)).then(pl.lit("reload")).when(minor < 0).then(pl.lit("applied"))
    kinds = pl.select(kind.otherwise(pl.lit("unknown"))).to_series()
    faults = [
        Fault("empty-row", "date", ~keep),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("bad-amount", "amount", keep & table["amount"].is_not_null() & minor.is_null()),
        Fault("bad-amount", "balance", keep & table["balance"].is_not_null() & balance.is_null()),
        Fault("no-amount", "balance", keep & table["balance"].is_null()),
    ]
    newest = pl.repeat(True, len(keep), dtype=pl.Boolean, eager=True)
    ledger = entries(
        table, no_dates(table["date"]), minor, kinds, "e_money", balance_minor=balance, newest_first=newest
    )
    return Events({"ledger": ledger.filter(keep)}, problems(table, faults) + year_problem(table["date"].filter(keep)))
