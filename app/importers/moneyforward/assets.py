"""Money Forward ME's list of what a person owned on each day."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import folded
from app.importers.shared.records.left_out import unexamined
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.table import Block, Head

title = N_("Money Forward ME: total of all accounts")
cannot_show = N_("This file gives only daily totals. It shows no individual payment, so nothing in it can be checked.")
unverified = True
grade, checked = "A", "2026-11-24"
columns: tuple[str, ...] = ("日付",)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return folded(head.header) >= folded(("日付", "合計（円）"))


def read(head: Head, block: Block) -> Events:
    """Totals make no events."""
    return unexamined(block, cannot_show)
