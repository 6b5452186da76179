"""Movements of a bank account printed in a PDF, where every balance follows from the one before."""

from collections.abc import Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.pdf._balances import in_order
from app.importers.pdf._columns import bank_places
from app.importers.pdf._get import cannot_show as cannot_show
from app.importers.pdf._get import get as get
from app.importers.pdf._get import takes as takes
from app.importers.pdf._rows import Rows, amounts, dated, events, words
from app.importers.shared.statements.printed import currency_of, is_gift_card_page
from app.reader.table import Block, Head

title = N_("Statement as PDF, with a balance in its rows")
unverified = True
printed = True
columns = None


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns, and only where the balances prove all amounts."""
    return _proved(head, head.sample) is not None and not is_gift_card_page(head)


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a movement, positive where money went out."""
    rows, currency = _proved(head, block.frame.rows()), currency_of(head)
    return Events() if rows is None or currency is None else events(rows, block.lines, currency)


def _proved(head: Head, rows: Rows) -> pl.DataFrame | None:
    """``paid``, ``at``, ``at_basis`` and ``merchant`` of the rows; None unless everything is proved."""
    columns, currency = bank_places(head.header), currency_of(head)
    sides = _sides(columns)
    if not rows or currency is None or sides is None or not columns["date"] or len(columns["balance"]) != 1:
        return None
    moved = _moved(rows, sides, currency)
    balance = amounts(rows, columns["balance"][0], currency, credit=1)
    if moved is None or balance is None:
        return None
    at = dated(rows, columns["date"][0], head, currency)
    if not in_order(moved, balance, at["at"]):
        return None
    beside = [place for listed in columns.values() for place in listed]
    return at.with_columns((-moved).alias("paid"), words(rows, beside))


def _sides(columns: dict[str, list[int]]) -> Sequence[int] | None:
    """The columns of what came in and went out, or the one column of both."""
    if len(columns["in"]) == len(columns["out"]) == 1:
        return columns["in"][0], columns["out"][0]
    amount = columns["amount"]
    return amount if len(amount) == 1 and not columns["in"] and not columns["out"] else None


def _moved(rows: Rows, sides: Sequence[int], currency: str) -> pl.Series | None:
    """What each row moved, positive for what came in."""
    read = [amounts(rows, place, currency, credit=1 if len(sides) == 1 else 0) for place in sides]
    sums = [amount.fill_null(0) for amount in read if amount is not None]
    if len(sums) < len(sides):
        return None
    return sums[0] - sums[1] if len(sums) == 2 else sums[0]
