"""The rows of printed statements: their amounts, days and words, and the events that they become."""

import re
from collections.abc import Collection, Sequence

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.money import minor_units
from app.importers.shared.statements.printed import days, plain
from app.reader.table import FileProblem, Head

_NOTHING = frozenset(("", "-", "--", "*", "**", "―", "ー"))
_GAPS = re.compile(r"(?<!\d) | (?!\d)")  # A space between digits parts groups of them, or two numbers.
_MINUS = ("OD", "DR", "DB")
_SIDE = re.compile(r"\d ?[SH]$")  # Soll and Haben
PARTS_SENTENCE = N_(
    "The amount of this payment is not the one that was billed this time, as when it is paid in parts. The printed "
    "total does not prove it, so it is not counted."
)
Rows = Sequence[Sequence[str]]


def texts(rows: Rows, place: int) -> list[str]:
    """One column in usual characters."""
    return [plain(row[place]) for row in rows]


def amounts(rows: Rows, place: int, currency: str, *, credit: int) -> pl.Series | None:
    """One column in minor units, null where it is empty; None where a cell is not an amount.

    ``credit`` is the sign of amounts marked ``CR``. ``OD``, ``DR`` and ``DB`` mark the other side, where the column has
    any marks.
    """
    signs, bare = [], []
    for text in texts(rows, place):
        upper = text.upper().removesuffix(".")
        mark = upper[-2:] if upper[-2:] in ("CR", *_MINUS) else upper[-1:] if _SIDE.search(upper) else ""
        signs.append(credit if mark in ("CR", "H") else -credit if mark else 1)
        cell = upper.removesuffix(mark).strip()
        bare.append(None if cell in _NOTHING else _GAPS.sub("", cell))
    cells = pl.Series("amount", bare, dtype=pl.String)
    minor = minor_units(cells, pl.repeat(currency, len(bare), dtype=pl.String, eager=True))
    if (minor.is_null() & cells.is_not_null()).any():
        return None
    return minor * pl.Series(signs, dtype=pl.Int64)


def dated(rows: Rows, place: int, head: Head, currency: str) -> pl.DataFrame:
    """``at`` and ``at_basis``; where a day is printed once for several rows, they all have it."""
    cells = pl.Series("date", texts(rows, place), dtype=pl.String)
    filled = cells.set(cells == "", None).fill_null(strategy="forward").fill_null(strategy="backward")
    return days(filled.to_list(), head, currency)


def words(rows: Rows, beside: Collection[int], first: Sequence[int] = ()) -> pl.Series:
    """What the rows say: the cells of the columns ``first``, else of all columns of text but those ``beside``."""
    texts = [place for place in range(len(rows[0])) if not all(row[place].strip().isdecimal() for row in rows)]
    chosen = list(first) or [place for place in texts if place not in beside]
    whole = [" ".join(filter(None, (row[place].strip() for place in chosen))) or None for row in rows]
    return pl.Series("merchant", whole, dtype=pl.String)


def events(rows: pl.DataFrame, lines: pl.Series, currency: str, odd: pl.Series | None = None) -> Events:
    """A ``payments`` event for each row with an amount (``paid``, positive where money went out); the others carry a
    balance over. The rows ``odd`` are problems instead."""
    rows = rows.with_columns(line=lines.cast(pl.UInt32), currency=pl.lit(currency))
    odd = pl.repeat(False, rows.height, dtype=pl.Boolean, eager=True) if odd is None else odd
    moved = rows["paid"].fill_null(0) != 0
    payments = rows.filter(moved & ~odd).rename({"paid": "amount_minor"})
    parts = lines.filter(moved & odd)
    problem = [FileProblem("paid-in-parts", PARTS_SENTENCE, {}, int(parts[0]), len(parts), parts)] if len(parts) else []
    return Events({"payments": payments}, tuple(problem), frozenset(lines.filter(~moved).to_list()))
