"""A layout proposed for a table that none fits: its columns by what they hold, and its signs where a balance proves
them."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import pairwise, permutations
from typing import NamedTuple

import polars as pl
from msgspec import structs

from app.importers.cell_kinds import is_amount, is_day, is_record, parts_of_date
from app.importers.layouts.balances import Chain, follows
from app.importers.layouts.headers import header_of, places_of
from app.importers.layouts.layout import Layout
from app.importers.layouts.read import Proof, Reading, proofs, read_rows
from app.importers.layouts.table import ABSENT
from app.importers.layouts.write import layout_of_map
from app.importers.mapping import CURRENCIES, DATE_PARTS, MEANINGS, ColumnMap, suggest_columns
from app.importers.shared.cells.columns import cells
from app.importers.shared.cells.directions import direction_column, usual_meanings
from app.importers.shared.cells.money import named_currencies
from app.importers.shared.times.day_month_order import order_of
from app.reader.columns import fit, unique
from app.reader.table import Block, Head

_MOST = 0.8  # the share of the filled cells of a column that are days or amounts, where it is a column of them
_WIDEST = 6  # columns of amounts that are tried with one another
_SAMPLE = 200  # rows


@dataclass(frozen=True)
class Proposal:
    """A layout for a table, and what is ``open``: codes of what nothing in the table decides (`sign`, `order`,
    `currency`); ``proven``: the balances prove the amounts and their signs. ``lacking``: why there is no layout, `date`
    or `amount`."""

    layout: Layout | None = None
    proven: bool = False
    open: tuple[str, ...] = field(default=())
    lacking: tuple[str, ...] = field(default=())


def propose(
    header: Sequence[str], rows: Sequence[Sequence[str]], name: str, day: str, balances: Sequence[int] = ()
) -> Proposal:
    """A proposal for a table with this header; ``name`` is the id of the format, ``day`` today; ``balances`` are the
    columns that may be the balance, by default all columns of amounts."""
    rows, columns, days, amounts = _held(header, rows)
    lacking = [key for key, places in (("date", days or parts_of_date(header)), ("amount", amounts)) if not places]
    if lacking:
        return Proposal(lacking=tuple(lacking))
    base = _named(header, rows, columns, days, amounts)
    tried = [place for place in balances if place in amounts] if balances else amounts
    proven = next(_proven(base, header, rows, amounts, tried, name, day), None)
    chosen = proven or layout_of_map(base, header, rows, name, day)
    open_ = tuple(_open(base, columns, days, amounts, proven is not None))
    chosen = structs.replace(chosen, sign="") if "sign" in open_ else chosen
    return Proposal(chosen, proven is not None, open_)


def likely_columns(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """The columns of a list of payments by their keys, as ``ColumnMap`` has them, for a person to look at; none where
    no column holds days, or none amounts."""
    rows, columns, days, amounts = _held(header, rows)
    return _fitting(header, rows, columns, days, amounts) if amounts and (days or parts_of_date(header)) else {}


def _held(
    header: Sequence[str], rows: Sequence[Sequence[str]]
) -> tuple[list[list[str]], list[list[str]], list[int], list[int]]:
    """The first rows of a table, their cells by columns, and the places of the columns of days and of amounts."""
    first = [fit(list(row), len(header))[0] for row in rows[:_SAMPLE]]
    every = [list(header), *first] if is_record(header) else first
    columns = [[row[place].strip() for row in every] for place in range(len(header))]
    days = [place for place, cells in enumerate(columns) if _mostly(is_day, cells)]
    amounts = [place for place, cells in enumerate(columns) if place not in days and _mostly(is_amount, cells)]
    return first, columns, days, amounts


def _mostly(fits: Callable[[str], bool], cells: Sequence[str], every: bool = False) -> bool:
    filled = [cell for cell in cells if cell or every]
    return bool(filled) and sum(map(fits, filled)) >= _MOST * len(filled)


def _fitting(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    days: Sequence[int],
    amounts: Sequence[int],
) -> dict[str, int]:
    """The columns by their usual names where what they hold fits these, else by what they hold."""
    direction = direction_column(rows, amounts[0])
    usual = suggest_columns("payments", header, direction)
    codes = [place for place, cells in enumerate(columns) if _mostly(CURRENCIES.__contains__, cells, every=True)]
    fitting = {"date": days, "amount": amounts, "amount_in": amounts, "currency": codes}
    chosen = {key: place for key, place in usual.items() if place in fitting.get(key, [place])}
    parts = None if days else parts_of_date(header)
    chosen |= dict(zip(DATE_PARTS, parts, strict=True)) if parts else {"date": chosen.get("date", days[0])}
    if codes and all(columns[place] == columns[codes[0]] for place in codes):
        chosen.setdefault("currency", codes[0])
    if "amount" not in chosen:
        chosen["amount"] = next((place for place in amounts if place not in chosen.values()), amounts[0])
    texts = [n for n in range(len(header)) if n not in (*days, *amounts, *chosen.values()) and any(columns[n])]
    if "merchant" not in chosen and texts:
        chosen["merchant"] = max(texts, key=lambda place: sum(map(len, columns[place])))
    return chosen


def _named(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    columns: Sequence[Sequence[str]],
    days: Sequence[int],
    amounts: Sequence[int],
) -> ColumnMap:
    """The likely columns with what their values mean, and what they say of the order of numbers and of the currency."""
    chosen = _fitting(header, rows, columns, days, amounts)
    meanings = {key: usual_meanings(key, dict.fromkeys(columns[chosen[key]])) for key in MEANINGS if key in chosen}
    chosen = {key: place for key, place in chosen.items() if key not in MEANINGS or meanings[key]}
    order = order_of(*(pl.Series(columns[place]) for place in days)) or ""
    codes = [code for code in re.findall(r"\b[A-Z]{3}\b", header[chosen["amount"]]) if code in CURRENCIES]
    currency = codes[0] if codes and "currency" not in chosen else ""
    return ColumnMap(
        "payments",
        chosen,
        order=order,
        currency=currency,
        meanings={key: words for key, words in meanings.items() if words},
    )


def _proven(
    base: ColumnMap,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    amounts: Sequence[int],
    balances: Sequence[int],
    name: str,
    day: str,
) -> Iterator[Layout]:
    """Layouts whose balances prove every row: any of the columns ``balances``, one or two other columns of ``amounts``
    as what moved, in either direction. What moved is the same whichever column is the balance, so it is read once."""
    others = {key: place for key, place in base.columns.items() if key not in ("amount", "amount_in")}
    columns = list(dict.fromkeys([*balances, *amounts[:_WIDEST]]))

    @cache
    def read_with(sides: tuple[int, ...], sign: str) -> _Trial:
        moved = dict(zip(("amount", "amount_in"), sides, strict=False))
        tried = replace(base, columns={**others, **moved}, sign=sign)
        return _trial(layout_of_map(tried, header, rows, name, day), header, rows)

    broken = set[tuple[int, frozenset[int]]]()
    for balance, *sides in (*permutations(columns, 2), *permutations(columns, 3)):
        if balance not in balances or (len(sides) == 2 and "direction" in others):
            continue
        for sign in ("in", "out") if len(sides) == 1 else ("out",):
            if (balance, frozenset(sides)) in broken:  # read before with what went out and came in swapped
                break
            trial = read_with(tuple(sides), sign)
            column = f"#{balance + 1}" if trial.layout.cells else unique(header)[balance]
            written = _written(trial, column)
            tests = proofs(trial.layout, trial.reading, written) if written is not None else {}
            if all(proof.checked.breaks and proof.opposite.breaks for proof in tests.values()):
                broken.add((balance, frozenset(sides)))
            days = trial.reading.moves["at"].drop_nulls()
            for key in (key for key, proof in tests.items() if _is_sure(proof, days)):
                if key == "balance" and _leaves_out(trial, written, tests[key].checked):
                    continue
                yield structs.replace(trial.layout, columns={**trial.layout.columns, key: column})


class _Trial(NamedTuple):
    """What a table gives in a layout without a balance."""

    layout: Layout
    head: Head
    reading: Reading


def _trial(layout: Layout, header: Sequence[str], rows: Sequence[Sequence[str]]) -> _Trial:
    known = layout.currency or "currency" in layout.columns
    assumed = layout if known else structs.replace(layout, currency="EUR")  # whatever it is, a balance proves the same
    head = Head("", "csv", None, "", None, tuple(header), tuple(map(tuple, rows)), 1)
    frame = pl.DataFrame(rows, schema=dict.fromkeys(unique(header), pl.String), orient="row")
    block = Block(frame, pl.int_range(2, frame.height + 2, dtype=pl.UInt32, eager=True))
    return _Trial(layout, head, read_rows(assumed, head, block))


def _written(trial: _Trial, column: str) -> pl.Series | None:
    """The cells of a column, one a row; None where a layout cannot name it."""
    layout, head, reading = trial
    names = places_of(structs.replace(layout, columns={"balance": column}), header_of(layout, head)).names["balance"]
    return cells(reading.block, {"balance": names}, ABSENT)["balance"] if names else None


def _leaves_out(trial: _Trial, written: pl.Series | None, checked: Chain) -> bool:
    """Whether a row that moves nothing, read in this way, has another balance than the row before it: then its amount
    stands in a column that was not looked at."""
    problems = trial.reading.events.problems
    still = {line for problem in problems if problem.code == "no-movement" for line in problem.lines}
    rows = [] if written is None else list(zip(trial.reading.block.lines, written, strict=True))
    pairs = pairwise(rows if checked.rising is not False else rows[::-1])
    return any(line in still and before and balance and before != balance for (_, before), (line, balance) in pairs)


def _is_sure(proof: Proof, days: pl.Series) -> bool:
    """Whether the balances fit all rows in one direction only, over more than a day."""
    checked, opposite, _ = proof
    if checked.breaks or checked.steps < 2 or not opposite.breaks:
        return False
    return len(days) > 1 and days[0] != days[-1] and follows(checked, days)


def _open(
    base: ColumnMap, columns: Sequence[Sequence[str]], days: Sequence[int], amounts: Sequence[int], proven: bool
) -> Iterator[str]:
    """What the table does not decide."""
    both = {"direction", "amount_in"} & base.columns.keys()
    if not proven and not both:
        yield "sign"
    numbers = pl.Series([cell for place in days for cell in columns[place]], dtype=pl.String)
    if not base.order and numbers.str.contains(r"^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}").any():
        yield "order"
    cells = pl.Series([cell for place in amounts for cell in columns[place]], dtype=pl.String)
    nowhere = pl.repeat(None, len(cells), dtype=pl.String, eager=True)
    stated = base.currency or "currency" in base.columns or named_currencies(cells, nowhere).is_not_null().any()
    if not stated:
        yield "currency"
