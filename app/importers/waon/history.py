"""WAON's list of uses of the card."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Fault, cells, folded
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.statements.balances import entries, movements, row_problems
from app.importers.shared.statements.statement import amount, days, only
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("WAON: usage history")
cannot_show = N_(
    "This file gives days without a time of day, and no balance after each use, so a missing row cannot be noticed."
)
unverified = True
grade, checked = "A", "2026-11-24"

NAMES = {
    "date": ("取引年月日",),
    "place": ("利用店舗",),
    "amount": ("利用金額（税込）",),
    "kind": ("利用区分",),
    "charge": ("チャージ区分",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

# Moving to a new card changes nothing in sum.
_KINDS = {
    "支払": (-1, "applied"),
    "お買い物": (-1, "applied"),  # in lists of another program
    "支払取消": (1, "refund"),
    "チャージ": (1, "reload"),
    "オートチャージ": (1, "reload"),
    "ポイントダウンロード": (1, "added"),
    "WAON移行（アップロード）": (-1, "unknown"),
    "WAON移行（ダウンロード）": (1, "unknown"),
}


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(columns)


def read(head: Head, block: Block) -> Events:
    """One ``ledger`` event a row, and a ``refunds`` event where a payment was taken back. A word that is not known
    stays `unknown`, without an amount, because its direction is unknown."""
    table = cells(block, NAMES, ("-",))
    keep, at = ~all_empty(table), days(table)
    minor, faults = amount(table, keep, only(table), "amount")
    ways = movements(table["kind"].str.replace("(", "（", literal=True).str.replace(")", "）", literal=True), _KINDS)
    faults.append(Fault("unknown-movement", "kind", keep & ways["sign"].is_null()))
    ledger = entries(table, at, minor * ways["sign"], ways["kind"], "e_money")
    back = at.with_columns(line=table.lines, amount_minor=minor, currency=pl.lit("JPY"), reason=table["place"])
    back = back.with_columns(status=pl.lit("completed"), role=pl.lit("buyer"))
    tables = {"ledger": ledger.filter(keep), "refunds": back.filter(keep & (ways["kind"] == "refund"))}
    return Events(tables, row_problems(table, keep, at, faults))
