"""Chooses the dialect of a delimited text from its first lines alone."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from app.reader.delimited.careful import trial
from app.reader.delimited.dialect import NONE, Dialect
from app.reader.detect.column_profile import is_number

_LIKELY = {",": 1.0, ";": 1.0, "\t": 1.0, "|": 1.0, ", ": 1.0, " ": 0.7}
_RARE = {"^": 0.6, "~": 0.6, "\x01": 0.6, "\x1f": 0.6}  # They count only where every row has the same number of them.
_FAINT = (", ", " ")  # Both occur inside cells so often that agreement means little.
_MOST = 0.8  # The share of rows that a delimiter of spaces must agree in, and of the numbers of a column.
_TRIED = 64 << 10  # Characters of the sample that every possible dialect is tried on.


def choose(sample: str, stated: str = "") -> Dialect:
    """The dialect whose rows agree best with each other; its delimiter is the ``stated`` one, if any.

    A dialect that gives every row the same number of cells wins. Otherwise many rows of one width count most, and wide
    rows more than narrow ones (a space or comma inside the cells makes rows of one width too, but of few cells); then
    the number of cells in quotes, and few quotes without a partner. A character that only separates the words of a text
    is not a delimiter.
    """
    whole_lines = Dialect(stated or ("," if "," not in sample else NONE), width=1)
    if len(sample) > _TRIED:  # A row that was cut off would be of another width.
        sample = sample[: sample.rfind("\n", 0, _TRIED) + 1 or _TRIED]
    best, best_score, best_rows = whole_lines, (False, 0.0, 0, 0), [[""]]
    for dialect in _possible(sample, stated):
        if best_score[0] and dialect.delimiter in _FAINT:
            continue  # It could not be perfect.
        tried = trial(sample, dialect)
        widths = Counter(map(len, tried.rows))
        if not widths:
            continue
        width = max(widths, key=lambda width: (widths[width] * (width - 1) / width, width))
        share = widths[width] / len(tried.rows)
        separates = width > 1 and _separates_columns(dialect.delimiter, tried.rows, tried.quoted, width, share)
        if not stated and not separates:
            continue
        perfect = share == 1 and dialect.delimiter not in _FAINT
        likely = round(share * (width - 1) / width * (_LIKELY | _RARE).get(dialect.delimiter, 1.0), 3)
        # Apostrophes are quotes only where they explain more, or enclose nearly every cell.
        bare = dialect.quote == "'" and tried.quoted < 0.95 * sum(map(len, tried.rows))
        score = (perfect, likely, 0 if bare else tried.quoted, -tried.strays)
        if width > 1 and score > best_score:
            best, best_score, best_rows = replace(dialect, width=width), score, tried.rows
    if best.delimiter != "," or best.width < 2 or stated:
        return best
    spaced = all(cell.startswith(" ") for row in best_rows for cell in row[1:])
    # A space behind the quote that begins a cell belongs to that cell, and the comma is alone.
    other = replace(best, delimiter=", ")
    same = spaced and list(map(len, trial(sample, other).rows)) == list(map(len, best_rows))
    return other if same else best


def _possible(sample: str, stated: str) -> Iterator[Dialect]:
    for delimiter in [stated] if stated else [*_LIKELY, *_RARE]:
        if delimiter in sample:
            yield Dialect(delimiter)
            if '\\"' in sample:
                yield Dialect(delimiter, escape="\\")
            edge = re.escape(delimiter)
            if (
                "'" in sample
                and len(re.findall(rf"(?:^|{edge})'[^'\r\n]*'(?={edge}|[\r\n]|\Z)", sample, re.MULTILINE)) > 1
            ):
                yield Dialect(delimiter, "'")


def _separates_columns(delimiter: str, rows: list[list[str]], quoted: int, width: int, share: float) -> bool:
    """Whether the delimiter separates columns, and not just the words of a text in one column."""
    body = [row for row in rows[1:] if len(row) == width]
    columns = list(zip(*body, strict=True))
    if delimiter in _RARE:
        return share == 1 and len(rows) > 1
    if delimiter == " ":
        if len(rows[0]) != width:
            return False
        # A date and its time, or two words, are no columns: there must be more, and one of them of numbers.
        numbers = [sum(map(is_number, column)) >= _MOST * len(column) for column in columns]
        more = width > 2 or (numbers == [True] * width and not any(":" in cell for row in body for cell in row))
        return quoted >= len(body) > 0 or (more and share >= _MOST and any(numbers))
    if len(rows[0]) > 1 or quoted or len(rows) < 2:
        return True
    # Below a single name: two rows of one width must be neighbours, and not look like words behind a comma.
    together = any(len(row) == len(other) > 1 for row, other in pairwise(rows))
    spaced = delimiter == ", " or all(cell.startswith(" ") for row in body for cell in row[1:])
    prose = spaced and all(cell.lstrip()[:1].isalpha() for row in body for cell in row[1:])
    return together and not prose
