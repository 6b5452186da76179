"""JA Bank's list of movements, whose days have no year."""

from app.i18n import N_
from app.importers import Events
from app.importers.shared.accounts import all_empty
from app.importers.shared.columns import Fault, cells, folded, problems
from app.importers.shared.dates_without_year import no_dates, year_problem
from app.importers.shared.statement import amount, only, payment_rows
from app.importers.shared.statement import get as get
from app.importers.shared.statement import takes as takes
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


def recognises(head: Head) -> bool:
    """By header set."""
    return folded(head.header) >= folded((*columns, "明細区分", "起算日"))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    table = cells(block, NAMES)
    keep, currency = ~all_empty(table), only(table)
    paid, faults = amount(table, keep, currency, "out", "in")
    payments = payment_rows(table, no_dates(table["date"]), paid, currency)
    payments = payments.with_columns(merchant=table["merchant"].fill_null(table["kind"])).filter(keep)
    found = problems(table, [Fault("empty-row", "date", ~keep), *faults])
    return Events({"payments": payments}, found + year_problem(table["date"].filter(keep)))
