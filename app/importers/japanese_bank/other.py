"""Lists of movements of any other Japanese bank, whose columns are known by their words and proven by the balance."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.japanese_bank._columns import columns_of
from app.importers.shared.cells.columns import Cells, cells, row_problem, some_rows
from app.importers.shared.statements.bank import NOTHING, account_movements, balance_breaks, moved_and_left
from app.importers.shared.statements.statement import below, records
from app.importers.shared.statements.statement import cannot_show as cannot_show
from app.importers.shared.statements.statement import get as get
from app.importers.shared.statements.statement import takes as takes
from app.reader.columns import unique
from app.reader.table import Block, Head

title = N_("Other Japanese bank: transactions")
unverified = True
columns = None
fallback = True
_HEADER_WITHIN = 30  # rows, among which the header of a file with lines above it is looked for
_BREAK = N_(
    "The balance in this row does not follow from the row next to it, so rows may be missing. The amount in it is used."
)


def recognises(head: Head) -> bool:
    """Recognised by the words for the day, what went out, what came in and the balance; and only where every row's
    balance is that
    of its neighbour plus what the row moved, and where every day can be read."""
    place = None if head.kind in ("page", "text") else _place((head.header, *head.sample[:_HEADER_WITHIN]))
    if place is None:
        return False
    rows = (head.header, *head.sample)
    frame = pl.DataFrame(rows[place + 1 :], schema=dict.fromkeys(unique(rows[place]), pl.String), orient="row")
    table = _table(Block(frame, pl.int_range(frame.height, dtype=pl.UInt32, eager=True)), rows[place])
    undated = any(problem.code == "bad-date" for problem in account_movements(table, ()).problems)
    return not undated and balance_breaks(*moved_and_left(_proving(table))) == []


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out."""
    rows = (head.header, *head.sample)
    header = rows[_place(rows) or 0]
    block, above = below(block, head, header)
    table = _table(block, header)
    events = account_movements(table, [key for key in table.names if key.startswith("merchant")])
    kept = _proving(table)
    breaks = balance_breaks(*moved_and_left(kept)) or []
    odd = (row_problem("balance-break", _BREAK, kept.lines[breaks]),) if breaks else ()
    return replace(events, problems=events.problems + odd, explained=above)


def _place(rows: Sequence[Sequence[str]]) -> int | None:
    return next((number for number, row in enumerate(rows[:_HEADER_WITHIN]) if columns_of(row)), None)


def _proving(table: Cells) -> Cells:
    """The records that prove their neighbours: without those that moved nothing and state no balance, such as the first
    row after an account was changed."""
    kept = some_rows(table, records(table)[0])
    moved, _ = moved_and_left(kept)
    return some_rows(kept, (moved != 0) | kept["balance"].is_not_null())


def _table(block: Block, header: Sequence[str]) -> Cells:
    """The cells under ``date``, ``out``, ``in``, ``balance`` and ``merchant0``, ``merchant1`` …, likeliest first."""
    names = columns_of(header) or {}
    texts = {f"merchant{number}": (name,) for number, name in enumerate(names.pop("merchant", ()))}
    return cells(block, {**names, **texts}, NOTHING)
