"""SFCard Viewer's list of what a Suica or PASMO card holds: a line with the card's id, then the table."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.balances import entries, row_problems
from app.importers.shared.statements.statement import amount, below, days, header_of, only
from app.reader.table import Block, Head

title = N_("Suica or PASMO: history read with SFCard Viewer")
get = (
    N_(
        "Read the card with a card reader and the program SFCard Viewer, save the history as a CSV file and hand it in."
    ),
)
takes = N_("You have the file at once.")
cannot_show = N_("A card stores only its latest uses, and gives days without a time of day.")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "date": ("利用年月日",),
    "amount": ("利用額(円)",),
    "balance": ("残額(円)",),
    "memo": ("メモ",),
}
_CORE = folded((*(name for names in NAMES.values() for name in names), "入場駅/事業者名", "出場駅/降車場所"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, in whichever row the header is."""
    return header_of(head, _CORE) is not None


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a row, with the balance after it. What was used is positive in this file."""
    rows, above = below(block, head, header_of(head, _CORE) or head.header)
    table = cells(rows, NAMES)
    keep, currency, at = ~all_empty(table), only(table), days(table)
    used, faults = amount(table, keep, currency, "amount")
    balance = minor_units(table["balance"], currency)
    faults.append(Fault("bad-amount", "balance", keep & table["balance"].is_not_null() & balance.is_null()))
    kind = pl.when(used < 0).then(pl.lit("reload")).when(used > 0).then(pl.lit("applied")).otherwise(pl.lit("unknown"))
    newest = pl.repeat(True, len(keep), dtype=pl.Boolean, eager=True)
    ledger = entries(
        table, at, -used, pl.select(kind).to_series(), "e_money", balance_minor=balance, newest_first=newest
    )
    return Events({"ledger": ledger.filter(keep)}, row_problems(table, keep, at, faults), above)
