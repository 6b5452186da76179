"""JA Bank's list of movements, whose days have no year in most files."""

from dataclasses import replace

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.bank import NOTHING, account_movements
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.times.dates_without_year import year_problem
from app.reader.table import Block, Head

title = N_("JA Bank: transactions")
cannot_show = N_("This file has no years in its dates and no times of day, so its payments have no date.")
unverified = True

NAMES = {
    "date": ("取扱日付",),
    "merchant": ("摘要",),
    "kind": ("取引区分",),
    "out": ("お支払金額",),
    "in": ("お預り金額",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)
_DAY = r"^\s*\d{1,2} ?[月/.-] ?\d{1,2} ?日?\s*$"


def recognises(head: Head) -> bool:
    """By header set."""
    return has(head, (*columns, "明細区分", "起算日"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    table = cells(block, NAMES, NOTHING)
    undated = table["date"].str.contains(_DAY).fill_null(False)
    events = account_movements(table, ("merchant", "kind"), undated)
    return replace(
        events, problems=events.problems + year_problem(table["date"].filter(undated)), explained=above(head)
    )
