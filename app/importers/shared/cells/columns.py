"""The cells of a block by meaning: each column is looked up under all its names, cells are trimmed, and words such as
"Not Available" become null."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers.shared.cells.meant_sentences import EMPTY_MEANT_SENTENCES, MEANT_SENTENCES
from app.reader.table import Block, FileProblem, Head

FEW = 200  # rows, for which looking for a quicker way is the longer one
QUOTED = 80  # characters of a cell that a problem quotes

_ABSENT = (
    "Not Available",
    "Not Applicable",
    "N/A",
    "Data Not Available",
    "Payment Instrument Details Not Available",
)
ABSENT = tuple({form for word in _ABSENT for form in (word, word.lower(), word.upper(), word.capitalize())} | {""})

CELL_SENTENCES = {
    "bad-date": N_(
        "Column “{column}” contains “{cell}”, which is not a date that can be read. The rest of the row is used."
    ),
    "no-date": N_("Column “{column}” contains no date. The rest of the row is used."),
    "bad-amount": N_(
        "Column “{column}” contains “{cell}”, which is not an exact amount of money in the "
        "currency of the row. The rest of the row is used."
    ),
    "rounded-amount": N_(
        "Column “{column}” contains “{cell}”, an amount of money with more decimals than its currency "
        "has. It was rounded, and the row is used."
    ),
    "no-amount": N_("Column “{column}” contains no amount of money. The rest of the row is used."),
    "bad-quantity": N_(
        "Column “{column}” contains “{cell}”, which is not a number of items. The rest of the row is used."
    ),
    "no-quantity": N_("Column “{column}” contains no number of items. The rest of the row is used."),
    "bad-currency": N_(
        "Column “{column}” contains “{cell}”, which is not a currency, so the amount in the row cannot be counted."
    ),
    "no-currency": N_(
        "Nothing says which currency the amount “{cell}” in column “{column}” is in, so it cannot be counted."
    ),
    "no-order-id": N_("Column “{column}” contains “{cell}”, which is not an order number. This row cannot be used."),
    "empty-row": N_("This row is empty. It is not counted."),
    "unknown-payout": N_(
        "Column “{column}” contains “{cell}”, a kind of payout that we do not know. The row is "
        "shown, but its amount is not added up."
    ),
    "unknown-movement": N_(
        "Column “{column}” contains “{cell}”, a kind of transaction that we do not know. The row "
        "is shown, but its amount is not added up."
    ),
    "unknown-row": N_("Column “{column}” contains “{cell}”, a kind of row that we do not know. It is not counted."),
    "dateless-row": N_("Column “{column}” contains no date, as in headings and totals. This row is not counted."),
    "no-movement": N_(
        "This row has a date, but no amount that went out or came in, as where a balance is carried over or "
        "the amount is in another currency. It is not counted."
    ),
    "unreadable-row": N_("This row has no readable date or amount. It is not counted."),
    "bad-address": N_(
        "Column “{column}” contains “{cell}”, which is not an internet address. The rest of the row is used."
    ),
    **MEANT_SENTENCES,
}
# The sentences of codes that empty cells have too.
EMPTY_SENTENCES = {
    "no-order-id": N_("Column “{column}” is empty, so this row has no order number. It cannot be used."),
    **EMPTY_MEANT_SENTENCES,
}
_SHORT = 60  # characters of a name that is worth remembering
_SIGNS = re.compile(r"[\W_]+")


class Fault(NamedTuple):
    """Cells of one column that could not be used: ``where`` is true for each such row."""

    code: str
    key: str
    where: pl.Series


def fold(name: str) -> str:
    """A column name without its case, width, spaces and signs, so that ``Order ID``, ``order id `` and ``OrderID`` are
    equal."""
    return _short(name) if len(name) <= _SHORT else _folded(name)


def _folded(name: str) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(8192)
def _short(name: str) -> str:
    """The names that formats ask for are the same for every table."""
    return _folded(name)


def folded(names: Iterable[str]) -> frozenset[str]:
    """The header set that formats are recognised by."""
    return frozenset(map(fold, names))


@lru_cache(maxsize=4)
def _names(header: tuple[str, ...]) -> frozenset[str]:
    """The names of a header, folded once: every format asks for the same header in turn."""
    return folded(header)


def has(head: Head, names: Iterable[str]) -> bool:
    """Does the table have all these columns, in any order and spelling? The elements of a page have no names."""
    return head.kind != "page" and _names(head.header) >= folded(names)


def wanted(head: Head, columns: Sequence[str] | None) -> list[str] | None:
    """The columns of this table that are in ``columns``, in the table's own spelling; None (all) stays None. The
    columns of a page are in its head already."""
    if head.kind == "page":
        return []
    if columns is None:
        return None
    known = folded(columns)
    return [name for name in dict.fromkeys((*head.header, *head.on_request)) if fold(name) in known]


@dataclass(frozen=True, slots=True)
class Cells:
    """One block by meaning. ``raw`` and ``text`` have a String column for every key; columns that the table lacks are
    null. ``names`` gives, for the keys that the table has, the column's name in the file."""

    raw: pl.DataFrame
    text: pl.DataFrame
    lines: pl.Series
    names: Mapping[str, str]

    def __getitem__(self, key: str) -> pl.Series:
        return self.text[key]

    def blank(self, key: str) -> pl.Series:
        """True where the table has this column and its cell is empty (a word of absence is not empty)."""
        if key not in self.names:
            return pl.repeat(False, self.raw.height, dtype=pl.Boolean, eager=True)
        return self.raw[key].fill_null("") == ""


def some_rows(table: Cells, where: pl.Series) -> Cells:
    """The cells of the rows for which ``where`` is true."""
    return replace(table, raw=table.raw.filter(where), text=table.text.filter(where), lines=table.lines.filter(where))


def with_text(table: Cells, **columns: pl.Series) -> Cells:
    """The same cells with other text under these keys; problems still quote the file."""
    return replace(table, text=table.text.with_columns(**columns))


def cells(block: Block, columns: Mapping[str, Sequence[str]], absent: Sequence[str] = ()) -> Cells:
    """The block's cells under the keys of ``columns``, which lists every name that a key has had in the layouts
    of the file. Cells are trimmed; in ``text`` those that mean "not available" or are one of ``absent`` (what this
    file writes for an empty cell) are null."""
    there: dict[str, str] = {}
    for name in block.frame.columns:
        there.setdefault(fold(name), name)
    names = {}
    for key, candidates in columns.items():
        for candidate in candidates:
            if fold(candidate) in there:
                names[key] = there[fold(candidate)]
                break
    height = block.lines.len()
    present = {key: block.frame[names[key]].alias(key) for key in columns if key in names}
    # A column with the same value in every row is read once; to look for such columns takes longer than a few rows.
    same = {key: column.head(1) for key, column in present.items() if alike(column)} if height > FEW else {}
    several = {key: column for key, column in present.items() if key not in same}
    raw: list[pl.Series] = []
    text: list[pl.Series] = []
    for part, spread in ((pl.DataFrame(several), False), (pl.DataFrame(same), True)):
        trimmed = part.select(pl.all().str.strip_chars())
        meant = trimmed.select(pl.when(~pl.all().is_in((*ABSENT, *absent))).then(pl.all()))
        for frame, whole in ((trimmed, raw), (meant, text)):
            whole += [column.new_from_index(0, height) if spread else column for column in frame.iter_columns()]
    nothing = pl.repeat(None, height, dtype=pl.String, eager=True)
    lacking = [nothing.alias(key) for key in columns if key not in names]
    return Cells(
        _ordered([*raw, *lacking], columns), _ordered([*text, *lacking], columns), block.lines.cast(pl.UInt32), names
    )


def alike(column: pl.Series) -> bool:
    """Whether every row of a text or Boolean column has the same value, or all are null."""
    if not len(column):
        return False
    first = column[0]
    if first is None or column.null_count():
        return column.null_count() == len(column)
    return bool(column[-1] == first and (column == first).all())


def _ordered(columns: Iterable[pl.Series], keys: Iterable[str]) -> pl.DataFrame:
    by_name = {column.name: column for column in columns}
    return pl.DataFrame([by_name[key] for key in keys])


LONGEST_ID = 60  # characters of the number of an order
_AMAZONS = r"^[0-9D][0-9]{2}-[0-9]{7}-[0-9]{7}$"


def by_value(text: pl.Series, function: Callable[[pl.Series], pl.Series]) -> pl.Series:
    """``function`` of every cell, worked out once for each different one where these are few (statuses, shops)."""
    if len(text) <= FEW:
        return function(text).alias(text.name)
    different = text.unique()
    if not 0 < len(different) <= 1_000:
        return function(text)
    meant = function(different)
    return text.replace_strict(different, meant, return_dtype=meant.dtype)


def order_ids(text: pl.Series) -> pl.Series:
    """Order numbers as text, null for other cells: letters, digits and hyphens with at least one digit, in full width
    too.

    Amazon's own look like ``503-1234567-1234567`` and ``D01-…``; owners mask them and partners have other shapes, so
    only what cannot be a number of an order (a date, an amount, a sentence) is refused.
    """
    if text.str.contains(_AMAZONS).all(ignore_nulls=False):
        return text
    plain = pl.col("id").str.replace_all(r"[\u2010-\u2015\u2212]", "-")
    fine = (
        plain.str.len_bytes().is_between(3, LONGEST_ID)
        & ~plain.str.contains(r"[^A-Z0-9-]")
        & plain.str.contains(r"[0-9]")
        & ~plain.str.starts_with("-")
    )
    upper = text.str.strip_chars("'").str.slice(0, LONGEST_ID + 1).str.normalize("NFKC").str.to_uppercase()
    return upper.to_frame("id").select(pl.when(fine).then(plain)).to_series()


def quantities(text: pl.Series) -> pl.Series:
    """Whole numbers of items, 0 to a million (0 is real on cancelled lines)."""
    number = text.str.replace(r"\.0+$", "").str.replace_all(",", "", literal=True)
    whole = number.cast(pl.Int64, strict=False)
    if whole.null_count() > text.null_count():
        whole = number.str.slice(0, LONGEST_ID).str.normalize("NFKC").cast(pl.Int64, strict=False)
    return whole.set(~whole.is_between(0, 1_000_000), None)


def unusable(table: Cells, key: str, readable: pl.Series) -> list[Fault]:
    """The rows that cannot become events because the cell under ``key`` is not ``readable``."""
    where = (~readable).arg_true()
    if not len(where):
        return []
    blank = table.raw[where].select(pl.all_horizontal(pl.all().fill_null("") == "")).to_series()
    empty = pl.repeat(False, len(readable), dtype=pl.Boolean, eager=True).scatter(where, blank)
    return [Fault("empty-row", key, empty), Fault("no-order-id", key, ~readable & ~empty)]


def problems(table: Cells, items: Sequence[Fault | FileProblem]) -> tuple[FileProblem, ...]:
    """One problem for the bad cells of a code in one column, which quotes the first, in file order. Problems among
    ``items`` are passed on."""
    result = [item for item in items if isinstance(item, FileProblem)]
    faults = [item for item in items if isinstance(item, Fault) and item.where.any()]
    for code, key in dict.fromkeys((fault.code, fault.key) for fault in faults):
        hits = [_hits(table, fault) for fault in faults if (fault.code, fault.key) == (code, key)]
        rows = pl.concat(hits).sort("line", maintain_order=True)
        column: dict[str, str | int] = {"column": table.names.get(key, key)}
        if code in EMPTY_SENTENCES:
            if (empty := rows.filter(pl.col("cell") == "")).height:
                result.append(row_problem(code, EMPTY_SENTENCES[code], empty["line"], column))
            rows = rows.filter(pl.col("cell") != "")
        if rows.height:
            values = column | {"cell": rows["cell"][0]}
            result.append(row_problem(code, CELL_SENTENCES[code], rows["line"], values))
    return tuple(sorted(result, key=lambda problem: (problem.line is None, problem.line or 0)))


def row_problem(code: str, message: str, lines: pl.Series, values: dict[str, str | int] | None = None) -> FileProblem:
    """One problem for the rows at ``lines``, of which there is at least one; ``values`` are those of the first."""
    return FileProblem(code, message, dict(values or {}), int(lines[0]), len(lines), lines)


def row_problems(code: str, message: str, table: Cells, where: pl.Series) -> tuple[FileProblem, ...]:
    """The problem of the rows for which ``where`` is true, if there are any."""
    lines = table.lines.filter(where.fill_null(False))
    return (row_problem(code, message, lines),) if len(lines) else ()


def _hits(table: Cells, fault: Fault) -> pl.DataFrame:
    """Line and (cut) cell of the rows of one fault."""
    where = fault.where.fill_null(False).arg_true()
    quoted = table.raw[fault.key][where].fill_null("").str.slice(0, QUOTED)
    return pl.DataFrame({"line": table.lines[where], "cell": quoted})
