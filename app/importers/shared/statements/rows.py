"""The rows of a statement as events: which of them are records, what they moved, and what is wrong with the others.

Layouts and the mappings of persons are read by this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, order_ids, problems, with_text
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.left_out import doubles, moved_rows
from app.importers.shared.statements.amounts import Paid, paid_amounts
from app.importers.shared.statements.meanings import UNCOUNTED, Meanings, meaning_of
from app.importers.shared.statements.statement import records


class Days(NamedTuple):
    """``at`` and ``at_basis`` of every row, and where day and month are in doubt."""

    at: pl.DataFrame
    doubt: pl.Series

    @property
    def none(self) -> pl.Series:
        """Where a row has no day, and there is no doubt about it."""
        return self.at["at"].is_null() & ~self.doubt


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for all rows of a statement.

    * ``sides``: the keys of its amount, or of what went out and what came in;
    * ``sign``: what an amount without a minus sign is, `out` or `in`; ``signed``: it has a sign beside a direction;
    * ``minus``: whether amounts of a side have a minus sign, by its key: `always`, `never`, `either` (it says nothing);
    * ``decimal``: the decimal mark, where it is known;
    * ``meanings``: of the values of ``direction`` and ``status``;
    * ``undated``: what a row without a date is: a `heading` or total, which is a problem, a `note` to be passed over in
      silence, or a `row` like the others;
    * ``bare``: a row without any amount is a record, too; ``refunds``: a negative payment is a refund;
    * ``corrections``: values of ``correction`` that make an amount one that came in;
    * ``whole_ids``: the number of a payment is kept as it is written;
    * ``unclear``: what an amount without a minus sign is, is still open, so no amount counts.
    """

    sides: tuple[str, ...] = ("amount",)
    sign: str = "out"
    signed: bool = False
    minus: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    meanings: Meanings = field(default_factory=dict)
    undated: str = "heading"
    bare: bool = False
    refunds: bool = False
    corrections: tuple[str, ...] = ()
    whole_ids: bool = False
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Rows of a statement that are known to be something else: ``beside`` the records, ``own`` transfers between a
    person's accounts, ``again`` what another row holds; and the ``status`` of sections of the list. Rows
    that are ``unread`` hold something, but in no column that is read."""

    beside: pl.Series
    own: pl.Series
    again: pl.Series
    status: pl.Series
    unread: pl.Series

    @classmethod
    def none(cls, height: int) -> "Marks":
        """No such row."""
        never = pl.repeat(False, height, dtype=pl.Boolean, eager=True)
        return cls(never, never, never, pl.repeat(None, height, dtype=pl.String, eager=True), never)


def placed(table: Cells, days: Days, rules: Rules, marks: Marks) -> tuple[pl.Series, list[Fault], pl.Series]:
    """Which rows are records, the faults of the other rows and of all dates, and the rows that are notes."""
    stated, empty = table["date"].is_not_null(), all_empty(table) & ~marks.unread
    notes = pl.repeat(False, len(empty), dtype=pl.Boolean, eager=True)
    if rules.undated == "row":
        keep, faults = ~empty & ~marks.unread, [Fault("empty-row", "date", empty)]
        faults.append(Fault("dateless-row", "date", marks.unread))
    elif rules.undated == "note":
        keep, faults, notes = stated, [Fault("empty-row", "date", empty)], ~stated & ~empty
    else:
        keep, faults = records(table, empty=empty)
    if "date" not in table.names:
        return keep, faults, notes
    dated = [Fault("bad-date", "date", keep & stated & days.none), Fault("no-date", "date", keep & ~stated)]
    return keep, [*faults, *dated], notes


def payments(table: Cells, days: Days, currency: pl.Series, rules: Rules, marks: Marks, **columns: pl.Series) -> Events:
    """One ``payments`` event a record, positive where money went out; ``columns`` are further ones of the event."""
    keep, faults, notes = placed(table, days, rules, marks)
    status, keep, faults = _stated(table, keep, faults, rules, marks)
    keep, faults = _moving(table, keep, faults, rules)
    left_out = marks.beside | marks.own | marks.again
    keep, faults = keep & ~left_out, [fault._replace(where=fault.where & ~left_out) for fault in faults]
    keep, faults, still = _with_amounts(table, days, keep, faults, rules)
    paid = paid_amounts(table, keep, currency, rules)
    amount = _counted(paid, status, table, rules)
    rows = days.at.with_columns(line=table.lines, amount_minor=amount, currency=currency)
    table = with_text(table, merchant=_other_side(table, amount))
    names = [name for name in ("merchant", "method", "title") if name in table.text.columns]
    ids = table["order_id"] if rules.whole_ids else order_ids(table["order_id"])
    rows = rows.with_columns(*(table[name] for name in names), order_id=ids, status=status.alias("status"))
    tables = _tables(rows.with_columns(**columns), keep, amount, rules)
    row_problems = problems(table, [*faults, *still, *paid.faults])
    row_problems += moved_rows(table, marks.own & ~marks.beside) + doubles(table, marks.again & ~marks.beside)
    return Events(tables, row_problems, frozenset(table.lines.filter(notes | marks.beside)))


def _other_side(table: Cells, amount: pl.Series) -> pl.Series:
    """The other side: where it is in a column for what went out and one for what came in, that of the amount."""
    sides = [name for name in ("merchant_out", "merchant_in") if name in table.names]
    if not sides:
        return table["merchant"]
    rows = table.text.select("merchant", *sides).with_columns(amount=amount)
    went = {"merchant_out": pl.col("amount") >= 0, "merchant_in": pl.col("amount") < 0}
    ways = [pl.when(went[name]).then(name) for name in sides]
    return rows.select(merchant=pl.coalesce(*ways, "merchant"))["merchant"]


def _counted(paid: Paid, status: pl.Series, table: Cells, rules: Rules) -> pl.Series:
    """The amounts without those of a status that nothing explains, and without all that are unclear."""
    no_status = "status" in table.names and "status" in rules.meanings
    open_ = status.is_null() if no_status else pl.repeat(False, len(status), dtype=pl.Boolean, eager=True)
    return paid.amount.set(open_ | rules.unclear, None)


def _tables(rows: pl.DataFrame, keep: pl.Series, amount: pl.Series, rules: Rules) -> dict[str, pl.DataFrame]:
    if not rules.refunds:
        return {"payments": rows.filter(keep)}
    back = (amount < 0).fill_null(False)
    refunds = rows.select(
        "line", "at", "at_basis", "currency", amount_minor=-pl.col("amount_minor"), reason="merchant",
        status=pl.lit("completed"), destination=pl.lit("card"), role=pl.lit("buyer"),
    )  # fmt: skip
    return {"payments": rows.filter(keep & ~back), "refunds": refunds.filter(keep & back)}


def _stated(
    table: Cells, keep: pl.Series, faults: Sequence[Fault], rules: Rules, marks: Marks
) -> tuple[pl.Series, pl.Series, list[Fault]]:
    """The status of each row; the rows to keep, including rows that have a status instead of a date; and the faults."""
    status = meaning_of(table, "status", rules.meanings)
    if status is None:
        return marks.status, keep, list(faults)
    dateless = status.is_in(UNCOUNTED).fill_null(False) & ~table["date"].str.contains(r"\d").fill_null(False)
    dateless &= ~all_empty(table)
    faults = [fault._replace(where=fault.where & ~dateless) for fault in faults]
    keep = keep | dateless
    unknown = keep & status.is_null() if "status" in rules.meanings else keep & False
    return status, keep, [*faults, Fault("unknown-status", "status", unknown)]


def _moving(table: Cells, keep: pl.Series, faults: Sequence[Fault], rules: Rules) -> tuple[pl.Series, list[Fault]]:
    """Which of the rows ``keep`` move money, and the faults of these rows only."""
    meaning = meaning_of(table, "direction", rules.meanings)
    if meaning is None:
        return keep, list(faults)
    still = (meaning == "neither").fill_null(False)
    return keep & ~still, [
        *(fault._replace(where=fault.where & ~still) for fault in faults),
        Fault("no-direction", "direction", still & ~all_empty(table)),
    ]


def _with_amounts(
    table: Cells, days: Days, keep: pl.Series, faults: list[Fault], rules: Rules
) -> tuple[pl.Series, list[Fault], list[Fault]]:
    """The records that have an amount; rows without one carry a balance over."""
    if rules.bare or rules.undated != "heading":
        return keep, faults, []
    none = table.text.select(pl.all_horizontal(pl.col(key).is_null() for key in rules.sides)).to_series()
    still = [
        Fault("unreadable-row", "date", keep & none & days.at["at"].is_null()),
        Fault("no-movement", "date", keep & none & days.at["at"].is_not_null()),
    ]
    return keep & ~none, [fault._replace(where=fault.where & ~(none & keep)) for fault in faults], still
