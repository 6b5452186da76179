"""Splits one row of delimited text into cells, by the rules of RFC 4180, and tolerates text that breaks them."""

from dataclasses import dataclass

from app.reader.delimited.dialect import Dialect

_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class Row:
    """``open_at`` is the place of a quote that is still open at the end (-1 if none); ``quoted`` counts the cells in
    quotes, ``strays`` the quotes inside them that neither end the cell nor are doubled."""

    cells: list[str]
    open_at: int = -1
    quoted: int = 0
    strays: int = 0


def split(text: str, dialect: Dialect, literal: set[int] | frozenset[int] = _NONE) -> Row:
    """The cells of one row. Quotes at the places in ``literal`` are plain characters."""
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    if quote not in text:
        return Row(text.split(delimiter))
    row = Row([])
    place = 0
    while True:
        if text.startswith(quote, place) and place not in literal:
            close = _close(text, place + 1, dialect, literal, row)
            if close < 0:
                row.open_at = place
                return row
            end = text.find(delimiter, close)
            end = len(text) if end < 0 else end
            cell = _unescaped(text, place + 1, close, dialect, literal)
            row.cells.append(cell + text[close + 1 : end])
            row.quoted += 1
        else:
            end = text.find(delimiter, place)
            end = len(text) if end < 0 else end
            cell = text[place:end]
            row.cells.append(cell.replace(escape + quote, quote) if escape else cell)
        if end >= len(text):
            return row
        place = end + len(delimiter)


def _close(text: str, place: int, dialect: Dialect, literal: set[int] | frozenset[int], row: Row) -> int:
    """The end of the quoted cell that began before ``place``, or -1. Spaces may follow its closing quote, and tabs, by
    which banks keep programs from changing a number."""
    delimiter, quote, escape = dialect.delimiter, dialect.quote, dialect.escape
    blanks = " \t".replace(delimiter, "")
    while True:
        place = text.find(quote, place)
        if place < 0:
            return place
        if place in literal or (escape and _escaped(text, place, escape)):
            place += 1
            continue
        after = place + 1
        if after == len(text) or text.startswith(delimiter, after):
            return place
        if text[after] == quote and after not in literal:
            place += 2
            continue
        if text[after] in blanks:
            following = text[after : after + 40].lstrip(blanks)
            if following.startswith(delimiter) or (not following and after + 40 > len(text)):
                return place
        row.strays += 1
        place += 1


def _escaped(text: str, place: int, escape: str) -> bool:
    count = 0
    while count < place and text[place - count - 1] == escape:
        count += 1
    return count % 2 == 1


def _unescaped(text: str, begin: int, end: int, dialect: Dialect, literal: set[int] | frozenset[int]) -> str:
    """The text of a quoted cell; doubled quotes become one, except those that are treated as plain characters."""
    quote, escape = dialect.quote, dialect.escape
    cuts = sorted(place for place in literal if begin <= place < end)
    parts = []
    for left, right in zip([begin, *(cut + 1 for cut in cuts)], [*cuts, end], strict=True):
        part = text[left:right].replace(quote + quote, quote)
        parts.append(part.replace(escape + quote, quote) if escape else part)
    return quote.join(parts)
