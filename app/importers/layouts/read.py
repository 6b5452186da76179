"""A table in a layout becomes events."""

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.layouts.balances import Chain, chain
from app.importers.layouts.days import days_of
from app.importers.layouts.headers import header_of, is_account, places_of
from app.importers.layouts.layout import Layout
from app.importers.layouts.patterns import part
from app.importers.layouts.shifted import mended_rows
from app.importers.layouts.table import counted, currency_of, laid_out, marks_of, meanings_of, with_card
from app.importers.shared.cells.columns import Cells, row_problem
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.accounts import above
from app.importers.shared.statements.amounts import plain_thousands
from app.importers.shared.statements.rows import Rules, payments
from app.importers.shared.statements.statement import below, headless
from app.reader.columns import unique
from app.reader.table import Block, FileProblem, Head

BREAK_SENTENCE = N_(
    "The balance in this row does not follow from the row next to it, so rows may be missing. The amount in it is used."
)
UNPROVEN_SENTENCE = N_(
    "The balance in this row does not follow from the row next to it, and nothing else proves that this kind of file "
    "is read correctly. So the row is shown, but its amount is not added up."
)
PROVEN_SENTENCE = N_(
    "This kind of file is known only from programs that read it. It was read because the balance after each row proves "
    "its amount."
)
COUNT_SENTENCE = N_("This list states {stated} transactions, but {rows} were found, so it may be incomplete.")
ACCOUNT_SENTENCE = N_(
    "This row belongs to a table about the account or the bill, beside the list of transactions. It is not counted."
)
BALANCES = ("balance", "before")  # the columns with the balance after each row, or before it
_ONE_BLOCK = 5_000  # rows; a longer list may go on in another block
_ENDLESS = 10  # digits; so many are no number of rows


class Reading(NamedTuple):
    """The ``events`` of a ``block`` of rows below the header, its cells by their meaning, and all ``moves``, the
    payments together with transfers between own accounts, which change the balance, too."""

    events: Events
    table: Cells
    block: Block
    moves: pl.DataFrame


class Proof(NamedTuple):
    """The chain of balances of the rows that became payments and count (``checked``); the same if what went out had
    come in (``opposite``); and the ``lines`` of these rows."""

    checked: Chain
    opposite: Chain
    lines: pl.Series


def read(layout: Layout, head: Head, block: Block) -> Events:
    """One ``payments`` event a row, positive where money went out; its problems, also where the running balance of the
    table does not follow from its rows."""
    if is_account(layout, head):
        lines = block.lines
        return Events(problems=(row_problem("account-row", ACCOUNT_SENTENCE, lines),) if len(lines) else ())
    reading = _kept(layout, head, block) or read_rows(layout, head, block)
    events = _balanced(layout, reading) if has_balance(reading.table) else reading.events
    return replace(events, problems=events.problems + _missing(layout, head, reading.block, events))


class _Beginning(NamedTuple):
    """The rows at the beginning of a table, as they were read to see whether a layout fits."""

    layout: Layout
    head: Head
    block: Block
    reading: Reading


_last: list[_Beginning] = []  # at most one


def read_beginning(layout: Layout, head: Head, rows: Sequence[Sequence[str]]) -> Reading:
    """``read_rows`` of the first ``rows`` of a table. It is kept until another table begins, because a short table has
    no further rows and is read next."""
    frame = pl.DataFrame(rows, schema=dict.fromkeys(unique(head.header), pl.String), orient="row")
    first = (head.line or 1) + 1
    block = Block(frame, pl.int_range(first, first + frame.height, dtype=pl.UInt32, eager=True))
    reading = read_rows(layout, head, block)
    _last[:] = [_Beginning(layout, head, block, reading)]
    return reading


def _kept(layout: Layout, head: Head, block: Block) -> Reading | None:
    """The reading of exactly these rows, where they were the last beginning of a table; it is given once."""
    same = [kept for kept in _last if kept.layout is layout and kept.head is head]
    _last.clear()
    if not same or not (block.lines.equals(same[0].block.lines) and block.frame.equals(same[0].block.frame)):
        return None
    return same[0].reading


def read_rows(layout: Layout, head: Head, block: Block) -> Reading:
    """The events of the rows without what their balance says."""
    header = header_of(layout, head)
    rows, over = (headless(block, head), above(head)) if layout.cells else below(block, head, header)
    rows = replace(rows, frame=mended_rows(layout, rows.frame))
    places = places_of(layout, header)
    table = with_card(layout, head, laid_out(layout, rows, places))
    marks = marks_of(layout, table, rows)
    keep = table["date"].str.contains(r"\d").fill_null(False) & ~marks.beside
    days, date_problems = days_of(layout, head, rows, table, keep)
    currency = currency_of(layout, table, places)
    shop = pl.repeat(layout.shop or None, table.raw.height, dtype=pl.String, eager=True)
    events = payments(table, days, currency, rules_of(layout), marks, shop=shop)
    more = tuple(problem for problem in date_problems if isinstance(problem, FileProblem))
    moves = events.tables["payments"]
    if marks.own.any() and has_balance(table):
        all_rows = replace(marks, own=marks.own & False)
        moves = payments(table, days, currency, rules_of(layout), all_rows, shop=shop).tables["payments"]
    events = replace(events, problems=events.problems + more, explained=events.explained | over)
    return Reading(events, table, rows, moves)


def has_balance(table: Cells) -> bool:
    """Whether the table has a column with the balance after or before each row."""
    return any(key in table.names for key in BALANCES)


def rules_of(layout: Layout) -> Rules:
    """What holds for all rows of a table in this layout."""
    return Rules(
        sides=layout.sides,
        sign=layout.sign or "out",
        signed=layout.signed,
        minus=layout.minus,
        decimal=layout.decimal,
        meanings=meanings_of(layout),
        undated=layout.undated,
        refunds=layout.refunds,
        corrections=tuple(layout.correction),
        whole_ids=True,
    )


def proof(layout: Layout, reading: Reading) -> Proof:
    """What the column proves that the layout names as the balance after or before each row."""
    key = next(key for key in BALANCES if key in reading.table.names)
    return proofs(layout, reading, reading.table[key], (key,))[key]


def proofs(layout: Layout, reading: Reading, written: pl.Series, keys: Sequence[str] = BALANCES) -> dict[str, Proof]:
    """What the cells ``written``, one a row of the table, prove as each of these keys of ``BALANCES``."""
    rows = reading.moves.select("line", "amount_minor", "currency", "status")
    frame = reading.block.frame
    named = {name: frame[name] for name in frame.columns if name.strip() in layout.group}
    cells = pl.DataFrame({"line": reading.table.lines, "text": written, **named})
    rows = rows.join(cells, on="line", how="left", maintain_order="left").filter(counted(rows["status"]))
    text = plain_thousands(rows["text"], layout.decimal)
    stated = minor_units(text, rows["currency"], point=layout.decimal == "point")
    groups, chains = rows.select("currency", *named), dict[str, Proof]()
    for key in keys:
        ways = [
            chain(moved, stated if key == "balance" else stated + moved, groups)
            for moved in (-rows["amount_minor"], rows["amount_minor"])
        ]
        chains[key] = Proof(ways[0], ways[1], rows["line"])
    return chains


def _balanced(layout: Layout, reading: Reading) -> Events:
    """The events with the problems of rows whose balance does not follow."""
    checked, _, lines = proof(layout, reading)
    events, odd = reading.events, lines.gather(checked.breaks)
    if not layout.proven:
        more = (row_problem("balance-break", BREAK_SENTENCE, odd),) if len(odd) else ()
        return replace(events, problems=events.problems + more)
    amounts = pl.when(~pl.col("line").is_in(odd.implode())).then("amount_minor").alias("amount_minor")
    tables = {name: frame.with_columns(amounts) for name, frame in events.tables.items()}
    more = (row_problem("balance-break", UNPROVEN_SENTENCE, odd),) if len(odd) else ()
    return replace(events, tables=tables, problems=(*events.problems, *more, FileProblem("proven", PROVEN_SENTENCE)))


def _missing(layout: Layout, head: Head, block: Block, events: Events) -> tuple[FileProblem, ...]:
    """The problem of a list with fewer or more rows than it states."""
    if not layout.count:
        return ()
    rows = events.tables["payments"].height
    over = [*(row for _, row in head.above), head.header, *head.sample[:20]]
    texts = (unicodedata.normalize("NFKC", " ".join(row[:3])) for row in over)
    number = part(layout.count, texts)
    stated = int(number) if number.isdecimal() and len(number) < _ENDLESS else rows
    if stated == rows or block.frame.height > _ONE_BLOCK:
        return ()
    return (FileProblem("row-count", COUNT_SENTENCE, {"stated": stated, "rows": rows}),)
