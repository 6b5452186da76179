"""Pages that list sign-ins, pasted as text: where each entry begins, and its cells."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from app.importers.shared.cells.network import V4, V6

# A day with a time, the year first: what Japanese pages write. The seconds may be missing.
_DAY = r"\d{4}(?:[-/.]\d{1,2}[-/.]\d{1,2}|年 ?\d{1,2}月 ?\d{1,2}日)"
MOMENT = re.compile(rf"{_DAY}(?: ?\([^)\d]{{1,3}}\))? ?T?\d{{1,2}}(?::\d\d(?::\d\d)?|時\d{{1,2}}分(?:\d{{1,2}}秒)?)")
_ADDRESS = re.compile(rf"(?<![\w.:])(?:{V4}|{V6})(?![\w.:])")
_LONGEST = 2_000  # characters of a line that are looked at


class PastedSignIn(NamedTuple):
    """One sign-in of a page: its line, its time as text, and the cells after the time."""

    line: int
    date: str
    cells: tuple[str, ...]


def entries(lines: Iterable[tuple[int, str]]) -> Iterator[PastedSignIn]:
    """The entries of a page, each from its time to the next one, whether it takes one line or several."""
    line, date, cells = 0, "", []  # type: int, str, list[str]
    for number, text in lines:
        for cell in text[:_LONGEST].split("\t"):
            match = MOMENT.search(cell)
            if match:
                if date:
                    yield PastedSignIn(line, date, tuple(cells))
                line, date, cells = number, match.group(), []
                cell = cell[match.end() :]
            if date:
                cells += _parts(cell)
    if date:
        yield PastedSignIn(line, date, tuple(cells))


def _parts(cell: str) -> Iterator[str]:
    """The parts of a cell: where the cell was copied without its borders, the words before and after its address are
    cells too."""
    match = _ADDRESS.search(cell)
    if match:
        yield from cell[: match.start()].split()
        yield match.group()
        cell = cell[match.end() :]
    if cell.strip():
        yield cell.strip()


def address(text: str) -> str | None:
    """The first internet address in a text."""
    match = _ADDRESS.search(text[:_LONGEST])
    return match.group() if match else None


def plain_moments(text: pl.Series) -> pl.Series:
    """Times as ``entries`` finds them, in a form that ``instants`` reads: `2026/9/1 8:05`, without the day of the
    week."""
    plain = text.str.normalize("NFKC").str.replace_all(r" ?\([^)\d]{1,3}\) ?", " ")
    plain = plain.str.replace(r"^(\d{4})[年.](?: ?)(\d{1,2})[月.](?: ?)(\d{1,2})日? ?", "$1/$2/$3 ")
    plain = plain.str.replace(r"(\d{1,2})時(\d{1,2})分(\d{1,2})秒", "$1:$2:$3").str.replace(
        r"(\d{1,2})時(\d{1,2})分", "$1:$2"
    )
    return plain.str.replace("T", " ", literal=True)
