"""A text that no format knows, as a table for mapping: copied lines, some of which begin with a day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from app.importers.cell_kinds import is_amount, is_day
from app.reader.documents.text_lines import InMemoryTable
from app.reader.table import Head, Table

HEADER = ("Date 日付", "Description 内容", "Amount 金額", "Balance 残高")  # in both languages, as no file names columns
_LEAST = 2  # records; a single day beside an amount stands in every letter
_MOST_LINES = 12  # of one record
_SHARE = 0.8  # of the days that have an amount; in prose most have none
_DAY_WORDS, _AMOUNT_WORDS = 5, 3
_WORD = re.compile(r"\S+")
# What an amount has that other numbers lack: a currency, decimals, a sign in front, or groups of digits.
_MARKED = re.compile(r"[^\w\s.,'’+()-]|[A-Z]{3}|[.,]\d{2}\)?-?$|^[-+−(△▲]|\d[.,'’ ]\d{3}|円")


class _Part(NamedTuple):
    """One record: the line it begins in, its day, its words and its amounts."""

    line: int
    day: str
    words: list[str]
    amounts: list[str]


def offers_no_table(free: Sequence[Head]) -> bool:
    """Whether none of the tables that no format claims has columns: words with spaces between them have none."""
    return not any(len(head.header) > 2 and head.delimiter != " " for head in free)


def dated_lines(text: Table) -> InMemoryTable | None:
    """The records of a text, each from a day to the next one; None where it is no list of them. Of two amounts the
    second is a balance; what more there are stay words. Lines above the first day are left out."""
    [block, *_] = text.blocks()
    records = list(_records(zip(block.lines, block.frame["text"], strict=True)))
    complete = sum(bool(record.amounts) for record in records)
    if complete < _LEAST or complete < _SHARE * len(records):
        return None
    rows = [_cells(record) for record in records]
    head = replace(text.head, kind="csv", header=HEADER, sample=tuple(map(tuple, rows)), line=None)
    return InMemoryTable(head, list(HEADER), rows, [record.line for record in records])


def _cells(record: _Part) -> list[str]:
    amount, balance, *_ = [*record.amounts[:2], "", ""]
    words = [*record.words, *record.amounts[2:]]
    return [record.day, " ".join(words), amount, balance]


def _records(lines: Iterator[tuple[int, str]]) -> Iterator[_Part]:
    record: _Part | None = None
    size = 0
    for number, line in lines:
        cells = [cell.strip() for cell in re.split(r"\t| {2,}", line[:400].strip()) if cell.strip()]
        day, remaining = _day(cells)
        if day:
            if record:
                yield record
            record, size = _Part(number, day, [], []), 0
        if record is None or (size := size + 1) > _MOST_LINES:
            continue
        for cell in remaining:
            words, amounts = _amounts(cell)
            record.words.extend(words)
            record.amounts.extend(amounts)
    if record:
        yield record


def _day(cells: Sequence[str]) -> tuple[str, list[str]]:
    """The day at the beginning of a line, the longest that there is, and what follows it."""
    if not cells:
        return "", []
    words = [match.end() for match in _WORD.finditer(cells[0])][:_DAY_WORDS]
    for end in reversed(words):
        if is_day(cells[0][:end]):
            after = cells[0][end:].strip()
            return cells[0][:end], [*([after] if after else []), *cells[1:]]
    return "", list(cells)


def _amounts(cell: str) -> tuple[list[str], list[str]]:
    """The words of a cell and the amounts at its end, in their order."""
    amounts: list[str] = []
    while cell:
        starts = [match.start() for match in _WORD.finditer(cell)][-_AMOUNT_WORDS:]
        start = next((place for place in starts if _is_money(cell[place:])), None)
        if start is None:
            break
        amounts.insert(0, cell[start:].strip())
        cell = cell[:start].strip()
    return [cell] if cell else [], amounts


def _is_money(text: str) -> bool:
    return is_amount(text) and bool(_MARKED.search(text)) and len(re.findall(r"\d[\d.,'’]*", text)) <= 2
