"""Amazon's list of cards from the export of all data, `PaymentOptions.PaymentInstruments.csv`."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import ALL_DATA_SENTENCES
from app.importers.amazon._common.get import takes as takes
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.records.accounts import changes
from app.reader.table import Block, Head

title = N_("Amazon: payment cards")
get = ALL_DATA_SENTENCES
speed = "days"
cannot_show = N_("This file shows when a card was added, not who added it or what was paid with it.")
unverified = True
grade, checked = "C", "2026-11-24"
wanted_for = {"changes": 3}

NAMES = {"date": ("RegistrationDate",), "digits": ("LastDigits",)}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, columns)


def read(head: Head, block: Block) -> Events:
    """One ``changes`` event a card: it was added. `N/A` as its date is an answer and no damage."""
    table = cells(block, NAMES)
    what = table.text.select(pl.when(pl.col("digits").is_not_null()).then("****" + pl.col("digits"))).to_series()
    events = changes(table, "amazon", "card", what)
    absent = set(table.lines.filter(table["date"].is_null() & ~table.blank("date")))
    kept = tuple(problem for problem in events.problems if not (problem.code == "no-date" and problem.line in absent))
    return Events(events.tables, kept)
