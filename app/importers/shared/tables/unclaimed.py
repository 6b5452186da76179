"""Tables that no format claims, or more than one: offers to the person, and problems."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TypedDict

from app.i18n import N_, nN_
from app.importers.accounting import BESIDE, BESIDE_SENTENCE
from app.importers.cell_kinds import column_names, is_amount, is_day, is_record, parts_of_date
from app.importers.mapping import MAX_COLUMNS, SHOWN_CHARACTERS, SHOWN_ROWS, header_id
from app.importers.shared.tables.different_values import DifferentValues
from app.reader.table import Head, Problem

GENERIC = "generic.csv"
WHOLE = "table-not-recognised"  # the code of a problem of a whole table
UNUSED = (WHOLE, BESIDE)  # codes of what is only said of a file that was used
ABOVE_MOST = 30  # rows above a table that an offer keeps
OFFERED_MOST = 10  # tables of one file that a person can name the columns of
REGULAR_ROWS, REGULAR_COLUMNS = 50, 3
NAMED = 3  # cells of its header that name a table without a name
_TEXTS = (".txt", ".md")
_SHAPE = ("no-records", "short-row", "long-row")  # codes of problems that only a table can have
_DAY = re.compile(
    r"\d{1,4}[-/.年] ?\d{1,2}[-/.月] ?\d{1,4}|\d{1,2}\.? [A-Z][a-z]{2}\w*,? \d{4}|[A-Z][a-z]{2}\w* \d{1,2},? \d{4}"
)
MAPPABLE_SENTENCE = N_(
    "We do not know this kind of file, but it can be used once you say what the columns of a table in it are: "
    "{tables}. If that is no list of orders, payments, refunds or sign-ins, keep the file as evidence and hand in the "
    "export of the service; “How to get your files” says which to ask for."
)
UNKNOWN_SENTENCE = N_(
    "We do not know this kind of file, so nothing in it was judged. If it shows a history, open it, copy its text and "
    "paste it here, and keep the file as evidence. Better is the export of the service; “How to get your files” says "
    "which to ask for."
)
NO_DATES_SENTENCE = N_(
    "We do not know this kind of file. Its tables have a column of amounts but none of dates, and without one no row "
    "can be used, so nothing in it was judged. Hand in the export of the service; “How to get your files” says which "
    "to ask for."
)
NEITHER_SENTENCE = N_(
    "We do not know this kind of file. Its tables have neither a column of dates nor one of amounts, so nothing in it "
    "was judged. Hand in the export of the service; “How to get your files” says which to ask for."
)
PROSE_SENTENCE = N_(
    "This is running text in which no history was found, so nothing in it was judged. If it comes from a page of a "
    "shop, select the whole page, copy it and paste it again. Without a file, the questions about what happened lead "
    "on."
)
_NOT_PROVED_SENTENCE = nN_(
    "This PDF has a table ({rows} row) whose balances or printed total do not prove that it was read rightly, so it "
    "was not used. You can say what its columns are.",
    "This PDF has a table ({rows} rows) whose balances or printed total do not prove that it was read rightly, so it "
    "was not used. You can say what its columns are.",
)


class Offer(TypedDict):
    """A table whose columns the person may name: the id of its header, the header and the first rows; the different
    ``values`` of each column, if they are few; and the cells ``above`` the header."""

    id: str
    header: list[str]
    rows: list[list[str]]
    values: list[list[str]]
    above: list[str]


def offers(
    free: Sequence[Head],
    format_id: str | None,
    mapped: Collection[str],
    values: Mapping[str, DifferentValues] = MappingProxyType({}),
) -> list[Offer]:
    """The tables whose columns a person may name, beginning with those already named (``mapped``). Layout tables of a
    page whose history was read are left out. ``values`` are the values of their columns, by the id of the header."""
    named = {header_id(head.header): head for head in free if header_id(head.header) in mapped}
    others = [head for head in free if header_id(head.header) not in named and not is_preamble(head)]
    others = [head for head in others if (head.sample or is_record(head.header)) and not is_prose(head)]
    others = [head for head in others if format_id in (None, GENERIC) or passed_over(head, len(head.sample))]
    others.sort(key=lambda head: head.kind == "html" and not _holds_records(head))
    offered = [head for head in (*named.values(), *others) if len(head.header) <= MAX_COLUMNS][:OFFERED_MOST]
    return [_offer(head, values.get(header_id(head.header))) for head in offered]


def _holds_records(head: Head) -> bool:
    """Does a table of a page look like a list of dated things? Most tables of pages are only their layout."""
    wide = sum(bool(cell.strip()) for cell in head.header) > 1
    cells = [cell[:SHOWN_CHARACTERS] for row in (head.header, *head.sample[:SHOWN_ROWS]) for cell in row]
    return wide and (parts_of_date(head.header) is not None or any(_DAY.search(cell) or is_day(cell) for cell in cells))


def _offer(head: Head, values: DifferentValues | None) -> Offer:
    """The header and the first rows of a table, for a person to name its columns."""
    rows = [[cell[:SHOWN_CHARACTERS] for cell in row] for row in (head.header, *head.sample[:SHOWN_ROWS])]
    above = [cell[:SHOWN_CHARACTERS] for _, row in head.above[:ABOVE_MOST] for cell in row if cell.strip()]
    return {
        "id": header_id(head.header),
        "header": rows[0],
        "rows": rows[1:],
        "values": values.lists if values else [],
        "above": above,
    }


def is_regular(head: Head, rows: int, problems: Sequence[Problem]) -> bool:
    """Is this a table of commas or semicolons with nothing odd in many rows? What copying a page leaves is never like
    that, so its lines need not be looked at one by one."""
    many = rows >= REGULAR_ROWS and len(head.header) >= REGULAR_COLUMNS
    return many and head.kind == "csv" and head.delimiter in (",", ";") and not head.above and not problems


def is_preamble(head: Head) -> bool:
    """Whether these lines are names with a colon and a value, as they stand above a table; such lines are not a
    table."""
    rows = [[cell.strip() for cell in row] for row in (head.header, *head.sample)]
    pairs = all(1 <= len(list(filter(None, row))) <= 2 and row[0].endswith((":", "：")) for row in rows)
    return head.kind in ("csv", "xlsx") and pairs


def is_prose(head: Head) -> bool:
    """Whether this is running text that only its commas make look like a table: a text without tabs whose first rows
    hold no day, and no cell with an amount."""
    if not head.path.lower().endswith(_TEXTS) or head.delimiter == "\t" or parts_of_date(head.header) is not None:
        return False
    cells = [cell[:SHOWN_CHARACTERS] for row in (head.header, *head.sample[:SHOWN_ROWS]) for cell in row]
    return not any(_DAY.search(cell) or is_day(cell) or is_amount(cell) for cell in cells)


def two_formats(head: Head, rows: int, claimed: Iterable[str]) -> Problem:
    """The problem of a table that two formats claim."""
    return Problem(
        "two-formats",
        "This table fits two kinds of file ({formats}), so it was not read. Please report this.",
        {"formats": ", ".join(claimed)},
        head.line,
        max(rows, 1),
    )


def passed_over(head: Head, rows: int) -> Problem | None:
    """The problem of a table that was not used although other tables of its file were. None for a note, for an empty
    table and for the layout of a page, which is made of tables too. A table of a PDF has another problem: nothing
    proves that it was read correctly."""
    if head.kind == "html" or len(head.header) < 2 or not rows:
        return None
    if is_preamble(head):
        return Problem(BESIDE, BESIDE_SENTENCE, {}, head.line, rows + 1)
    if head.kind == "pdf":
        return Problem("not-proved", _NOT_PROVED_SENTENCE, {"rows": rows}, head.line, rows)
    name = head.sheet or _name(head)
    return Problem(
        WHOLE,
        nN_(
            "The table “{table}” ({rows} row) is of a kind that we do not know, so it was not used.",
            "The table “{table}” ({rows} rows) is of a kind that we do not know, so it was not used.",
        ),
        {"table": name, "rows": rows},
        head.line,
        rows,
    )


def not_recognised(free: Sequence[Head]) -> Problem:
    """The problem of a file that no format claims: what can be done with it. Tables with dates may be of use."""
    dated = [head for head in free if _holds_records(head) and not is_preamble(head)]
    named = [_name(head) for head in dated if len(head.header) <= MAX_COLUMNS]
    if named:
        return Problem("not-recognised", MAPPABLE_SENTENCE, {"tables": "; ".join(dict.fromkeys(named[:OFFERED_MOST]))})
    if free and all(map(is_prose, free)):
        return Problem("not-recognised", PROSE_SENTENCE)
    tables = [head for head in free if head.sample and len(head.header) > 1 and head.kind in ("csv", "xlsx")]
    if not tables:
        return Problem("not-recognised", UNKNOWN_SENTENCE)
    priced = any(map(_holds_amounts, tables))
    return Problem("not-recognised", NO_DATES_SENTENCE if priced else NEITHER_SENTENCE)


def _holds_amounts(head: Head) -> bool:
    """Whether every filled cell of a column is an amount in the first rows."""
    columns = zip(*(row for row in head.sample[:SHOWN_ROWS] if len(row) == len(head.header)), strict=True)
    filled = ([cell for cell in column if cell.strip()] for column in columns)
    return any(cells and all(map(is_amount, cells)) for cells in filled)


def _name(head: Head) -> str:
    """What names a table: its sheet, or the first cells of its header."""
    named = head.sheet if head.kind in ("xlsx", "json") else None
    return named or ", ".join([cell.strip()[:40] for cell in column_names(head.header) if cell.strip()][:NAMED])


def relevant_problems(head: Head, odd: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of a table that no format claims. In a text that was never a table, such as a note beside an export,
    a missing row is not a problem, and in running text neither is a row with more or fewer commas."""
    words = len(head.header) == 1 or (head.path.lower().endswith(_TEXTS) and head.delimiter != "\t")
    dropped = _SHAPE if words and is_prose(head) else _SHAPE[:1] if words else ()
    return (problem for problem in odd if problem.code not in dropped)
