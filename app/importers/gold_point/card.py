"""GOLD POINT CARD+'s statement, in both of its layouts: rows without a header."""

import re

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.statements.vpass import card_row, old_purchase, statement
from app.reader.table import Block, Head

title = N_("GOLD POINT CARD+: statement")
unverified = True
grade, checked = "A", "2026-11-24"
columns = None
headless = True

_NAME = re.compile(r"ゴールドポイント|gold\s*point", re.I)


def recognises(head: Head) -> bool:
    """Recognised by its shape: rows of 13 cells from the first line on, or a row that names a person, a number and this
    card."""
    if head.kind not in ("csv", "xlsx"):
        return False
    if named := card_row(head):
        return _NAME.search(named[2]) is not None
    return old_purchase(head.header) and all(old_purchase(row) for row in head.sample[:5])


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row of a purchase; a return is negative."""
    return statement(head, block)
