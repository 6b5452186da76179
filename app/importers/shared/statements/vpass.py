"""Card statements without a header: rows that name the card, rows of purchases in two layouts, and a total."""

import re
from collections.abc import Sequence

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import cells
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.statement import amount, headless, only, purchases
from app.reader.table import Block, Head

_DAY = r"^\d{4}[/-]\d{1,2}[/-]\d{1,2}$"  # A workbook holds days as dates, which are written with hyphens.
_CARD = r"^[\d*Xx -]*[*Xx]{3,}[\d*Xx -]*$"  # 4980-****-****-1234
_AMOUNT = re.compile(r"^-?[\d,]+$")


def names_card(row: Sequence[str]) -> bool:
    """Whether a row is `氏名 様,4980-****-****-1234,カード名` and nothing else."""
    cells = [cell.strip() for cell in row]
    return len(cells) >= 3 and all(cells[:3]) and not any(cells[3:]) and re.search(_CARD, cells[1]) is not None


def card_row(head: Head) -> Sequence[str] | None:
    """The row at the top of the file that names a card: the first of the table, or in wide tables one above it."""
    return next((row for row in (head.header, *(row for _, row in head.above)) if names_card(row)), None)


def purchase(row: Sequence[str], width: int) -> bool:
    """Whether a row of at least ``width`` cells is `2026/06/01,店名,1200,１,１,1200,…`, the newer layout."""
    cells = [cell.strip() for cell in row]
    if len(cells) < width or not re.search(_DAY, cells[0]) or not cells[1]:
        return False
    return bool(_AMOUNT.search(cells[2])) and 0 < len(cells[3]) <= 6


def old_purchase(row: Sequence[str]) -> bool:
    """Whether a row is `2018/7/4,店名,ご本人,1回払い,,18/8,3456,3456,…`, the older layout."""
    cells = [cell.strip() for cell in row]
    if len(cells) < 8 or not re.search(_DAY, cells[0]):
        return False
    return bool(cells[2]) and re.search(r"^\d{2}/\d{1,2}$", cells[5]) is not None and bool(_AMOUNT.search(cells[6]))


def statement(head: Head, block: Block) -> Events:
    """One ``payments`` event a row of a purchase; a return is negative. The rows that name a card (in wide tables the
    first is above the header) give the ``method`` of those below them; they and the totals make no events."""
    rows = headless(block, head)
    spent = pl.col("2")
    if len(rows.frame.columns) > 6:  # the older layout has a person where the newer one has the amount
        older = pl.col("0").str.contains(_DAY) & ~pl.col("2").str.contains(r"\d")
        spent = pl.when(older).then("6").otherwise("2")
    frame = rows.frame.with_columns(spent.alias("spent"))
    names = {"date": ("0",), "merchant": ("1",), "last": ("2",), "amount": ("spent",), "billed": ("5",)}
    table = cells(Block(frame, rows.lines), names)
    named = (table["merchant"].str.contains(_CARD) & ~table["date"].str.contains(_DAY)).fill_null(False)
    card = pl.when(named).then(pl.concat_str("last", "merchant", separator=" ", ignore_nulls=True))
    first = card_row(head)
    above_all = pl.lit(f"{first[2].strip()} {first[1].strip()}" if first else None, pl.String)
    method = table.text.select(card.forward_fill().fill_null(above_all))["last"]
    note = table["date"].is_null() & table["amount"].is_null()  # a total of its own, or a sentence
    keep, currency = table["merchant"].is_not_null() & ~named & ~note, only(table)
    paid, faults = amount(table, keep, currency, "amount")
    events = purchases(table, paid, currency, keep, faults, more={"method": method})
    return Events(events.tables, events.problems, frozenset(table.lines.filter(~keep)) | above(head))
