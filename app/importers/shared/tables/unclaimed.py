"""Tables that no format claims, or more than one: offers to the person, and problems."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import zip_longest
from types import MappingProxyType
from typing import TypedDict

from app.i18n import N_, nN_
from app.importers.accounting import BESIDE, BESIDE_SENTENCE
from app.importers.cell_kinds import column_names, is_amount, is_day, is_record, parts_of_date
from app.importers.mapping import MAX_COLUMNS, SHOWN_CHARACTERS, SHOWN_ROWS, header_id
from app.importers.shared.tables.different_values import DifferentValues
from app.importers.shared.tables.sent import plain
from app.reader.member import Member
from app.reader.table import FileProblem, Head
from app.sandbox.frames import Header

GENERIC = "generic.csv"
WHOLE = "table-not-recognised"  # the code of a problem of a whole table
UNUSED = (WHOLE, BESIDE)  # codes of what is only said of a file that was used
ABOVE_MOST = 30  # rows above a table that an offer keeps
OFFERED_MOST = 10  # tables of one file that a person can name the columns of
REGULAR_ROWS, REGULAR_COLUMNS = 50, 3
NAMED = 3  # cells of its header that name a table
_LEAST_DAYS = 2  # in a column of a table of a page, whose layout is made of tables too
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
    "We do not know this kind of file. Its tables have a column of amounts, but none in which we can read dates, and "
    "without one no row can be used, so nothing in it was judged. Hand in the export of the service; “How to get your "
    "files” says which to ask for."
)
NEITHER_SENTENCE = N_(
    "We do not know this kind of file. In its tables we can read neither a column of dates nor one of amounts, so "
    "nothing in it was judged. Hand in the export of the service; “How to get your files” says which to ask for."
)
PAGE_SENTENCE = N_(
    "We do not know this kind of page, so nothing in it was judged. Its text was looked at as well, so pasting that "
    "would give no more. If it is a mail, save the mail itself in your mail program as an .eml file and hand that in. "
    "Otherwise hand in the export of the service; “How to get your files” says which to ask for."
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
    others = [head for head in _mappable(free) if header_id(head.header) not in named]
    others = [head for head in others if format_id in (None, GENERIC) or passed_over(head, len(head.sample))]
    offered = [*named.values(), *others][:OFFERED_MOST]
    return [_offer(head, values.get(header_id(head.header))) for head in offered]


def _mappable(free: Iterable[Head]) -> list[Head]:
    """The tables of which a person can say what the columns are: those that look like a list of dated things. The
    others are refused."""
    kept = [head for head in free if len(head.header) <= MAX_COLUMNS and not is_preamble(head) and not is_prose(head)]
    return [head for head in kept if (head.sample or is_record(head.header)) and _holds_records(head)]


def _holds_records(head: Head) -> bool:
    """Whether the first rows hold days; in a table of a page, one column must have several."""
    wide = sum(bool(cell.strip()) for cell in head.header) > 1
    rows = [[cell[:SHOWN_CHARACTERS] for cell in row] for row in (head.header, *head.sample[:SHOWN_ROWS])]
    days = [[bool(_DAY.search(cell) or is_day(cell)) for cell in row] for row in rows]
    if head.kind == "html":
        return wide and any(sum(column) >= _LEAST_DAYS for column in zip_longest(*days, fillvalue=False))
    return wide and (parts_of_date(head.header) is not None or any(map(any, days)))


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


def is_regular(head: Head, rows: int, problems: Sequence[FileProblem]) -> bool:
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


def two_formats(head: Head, rows: int, claimed: Iterable[str]) -> FileProblem:
    """The problem of a table that two formats claim."""
    return FileProblem(
        "two-formats",
        "This table fits two kinds of file ({formats}), so it was not read. Please report this.",
        {"formats": ", ".join(claimed)},
        head.line,
        max(rows, 1),
    )


def passed_over(head: Head, rows: int) -> FileProblem | None:
    """The problem of a table that was not used although other tables of its file were. None for a note, for an empty
    table and for the layout of a page, which is made of tables too. A table of a PDF has another problem: nothing
    proves that it was read correctly."""
    if head.kind == "html" or len(head.header) < 2 or not rows:
        return None
    if is_preamble(head):
        return FileProblem(BESIDE, BESIDE_SENTENCE, {}, head.line, rows + 1)
    if head.kind == "pdf":
        return FileProblem("not-proved", _NOT_PROVED_SENTENCE, {"rows": rows}, head.line, rows)
    name = head.sheet or _name(head)
    return FileProblem(
        WHOLE,
        nN_(
            "The table “{table}” ({rows} row) is of a kind that we do not know, so it was not used.",
            "The table “{table}” ({rows} rows) is of a kind that we do not know, so it was not used.",
        ),
        {"table": name, "rows": rows},
        head.line,
        rows,
    )


def not_recognised(free: Sequence[Head]) -> FileProblem:
    """The problem of a file that no format claims: what can be done with it. It is offered, or refused, never both."""
    named = [_name(head) for head in _mappable(free)]
    if named:
        return FileProblem(
            "not-recognised", MAPPABLE_SENTENCE, {"tables": "; ".join(dict.fromkeys(named[:OFFERED_MOST]))}
        )
    if free and all(map(is_prose, free)):
        return FileProblem("not-recognised", PROSE_SENTENCE)
    tables = [head for head in free if head.sample and len(head.header) > 1 and head.kind in ("csv", "xlsx")]
    if not tables:
        page = any(head.kind == "html" for head in free)
        return FileProblem("not-recognised", PAGE_SENTENCE if page else UNKNOWN_SENTENCE)
    priced = any(map(_holds_amounts, tables))
    return FileProblem("not-recognised", NO_DATES_SENTENCE if priced else NEITHER_SENTENCE)


def _holds_amounts(head: Head) -> bool:
    """Whether every filled cell of a column is an amount in the first rows."""
    columns = zip(*(row for row in head.sample[:SHOWN_ROWS] if len(row) == len(head.header)), strict=True)
    filled = ([cell for cell in column if cell.strip()] for column in columns)
    return any(cells and all(map(is_amount, cells)) for cells in filled)


def _name(head: Head) -> str:
    """What a person knows a table by: its sheet, and the names of the columns of the day, the amount and the text."""
    sheet = f"{head.sheet}: " if head.sheet and head.kind in ("xlsx", "json") else ""
    names = column_names(head.header)
    rows = [row for row in (head.header, *head.sample[:SHOWN_ROWS]) if len(row) == len(names)]
    columns = [
        [cell.strip()[:SHOWN_CHARACTERS] for cell in column if cell.strip()] for column in zip(*rows, strict=True)
    ]
    days = [place for place, cells in enumerate(columns) if any(map(is_day, cells))]
    amounts = [place for place, cells in enumerate(columns) if place not in days and any(map(is_amount, cells[1:]))]
    texts = [place for place in range(len(names)) if place not in (*days, *amounts)]
    texts.sort(key=lambda place: -sum(map(len, set(columns[place]))))  # The longest different texts say most.
    telling = [place for places in (days, amounts, texts) for place in places[:1] if names[place].strip()]
    others = [place for place in range(len(names)) if names[place].strip() and place not in telling]
    chosen = sorted([*telling, *others][:NAMED])
    return sheet + ", ".join(names[place].strip()[:40] for place in chosen)


def relevant_problems(head: Head, odd: Iterable[FileProblem]) -> Iterator[FileProblem]:
    """The problems of a table that no format claims. In a text that was never a table, such as a note beside an export,
    a missing row is not a problem, and in running text neither is a row with more or fewer commas."""
    words = len(head.header) == 1 or (head.path.lower().endswith(_TEXTS) and head.delimiter != "\t")
    dropped = _SHAPE if words and is_prose(head) else _SHAPE[:1] if words else ()
    return (problem for problem in odd if problem.code not in dropped)


def last_problems(
    free: list[Head],
    odd: list[FileProblem],
    over: list[FileProblem],
    format_id: str | None,
    rows: int,
    has_tables: bool,
) -> list[FileProblem]:
    """The problems of the tables that no format claims. ``over`` are those of rows that were not used."""
    unknown = not format_id and has_tables and all(problem.code in UNUSED for problem in over)
    if unknown and (rows or not odd):
        odd = [not_recognised(free), *odd]
    return odd + [problem for problem in over if format_id or problem.code not in UNUSED]


def collected_values(values: dict[str, DifferentValues], head: Head) -> DifferentValues | None:
    """Where the values of the columns of a table are collected; tables with the same header share them. None where the
    table cannot be offered."""
    wide = 1 < len(head.header) <= MAX_COLUMNS and head.kind not in ("html", "page", "text")
    return values.setdefault(header_id(head.header), DifferentValues(head)) if wide else None


def send_unclaimed(
    member: Member,
    job: Header,
    free: Sequence[Head],
    format_id: str | None,
    odd: Sequence[FileProblem],
    send_frame: Callable[..., None],
    values: Mapping[str, DifferentValues],
) -> None:
    """Sends the problems of what no format claims, and what a person needs to name the columns of its tables."""
    if odd:
        send_frame("problems", path=member.path, problems=[plain(problem) for problem in odd])
    if free and member.refused is None:
        seen = [head for head in free if not is_prose(head)][:3]
        headers = [[cell[:60] for cell in column_names(head.header)[:12]] for head in seen]
        send_frame("header", path=member.path, header=headers, offered=offers(free, format_id, job["mappings"], values))
