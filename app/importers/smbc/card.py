"""Mitsui Sumitomo Card's statement from Vpass, also of the Amazon Mastercard: rows without a header."""

import re

from app.i18n import N_
from app.importers import Events
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.importers.shared.statements.vpass import card_row, names_card, old_purchase, purchase, statement
from app.reader.table import Block, Head

title = N_("Mitsui Sumitomo Card (Vpass) and Amazon Mastercard: statement")
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"statements": 2}
columns = None
headless = True

_OTHERS = re.compile(r"ゴールドポイント|gold\s*point", re.I)  # the same shape, and a format of its own


def recognises(head: Head) -> bool:
    """Recognised by its shape: the first row names a person, a card number with stars in it, and the card. Where the
    rows are so
    wide that the first one was taken for a title above them, these alone decide."""
    if head.kind not in ("csv", "xlsx"):
        return False
    named = card_row(head)
    if named and _OTHERS.search(named[2]):
        return False
    if names_card(head.header):
        return any(map(_row, head.sample[:5]))
    if not purchase(head.header, 11):
        return False
    return all(purchase(row, 11) or names_card(row) or not row[0].strip() for row in head.sample[:5])


def _row(row: tuple[str, ...]) -> bool:
    return purchase(row, 4) or old_purchase(row)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row of a purchase; a return is negative."""
    return statement(head, block)
