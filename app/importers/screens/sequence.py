"""Several pictures of one list: overlapping ones are told apart by their rows, and a row that two show counts once."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import structs

from app.importers.screens.rows import PicturePage, PictureRow

_LEAST = 2  # rows that two pictures must share; one alone may be a second payment of the same amount
_NAMED = 0.6  # how alike the names of both are at least, where a recogniser knows one of two pictures alone
_MISREAD = 2  # digits of the number of an order that two readings of it differ in at most
_FIELDS = ("date", "time", "amount", "direction", "balance")


def merged(pages: Sequence[PicturePage]) -> list[PicturePage]:
    """The pages in their order, with ``same_as`` in the rows that an earlier one shows as well. A row whose day had
    scrolled away takes that of its twin. A part of a list in which nothing names the app is of the app of the part that
    it overlaps with."""
    result = list[PicturePage]()
    for page in pages:
        best: tuple[int, PicturePage | None, int] = (0, None, 0)
        for earlier in result:
            if not _of_one_list(earlier, page):
                continue
            for count, below in _overlaps(earlier, page):
                if count > best[0]:
                    best = (count, earlier, below)
        count, earlier_page, below = best
        if earlier_page and count:
            page = _joined(earlier_page, page, count, below)
            result = [_named(known, page) if known is earlier_page else known for known in result]
            page = _named(page, earlier_page)
        result.append(page)
    return result


def _of_one_list(page: PicturePage, other: PicturePage) -> bool:
    """Whether two pictures may show one list: one that a recogniser knows may go on in one that names no app."""
    if page.layout and other.layout:
        return page.layout == other.layout and page.kind == other.kind
    unsaid = bool(page.layout or other.layout) and "unknown" in (page.kind, other.kind)
    return page.kind == other.kind or unsaid


def _named(page: PicturePage, other: PicturePage) -> PicturePage:
    """The page as one of the list that the recogniser of the other knows. How its rows were read stays doubtful."""
    if page.layout or not other.layout:
        return page
    return structs.replace(page, kind=other.kind, layout=other.layout, title=other.title, service=other.service)


def _overlaps(earlier: PicturePage, page: PicturePage) -> list[tuple[int, int]]:
    """The ways in which the last rows of one list are the first of the other: how many, and 1; or the other way round
    (a list that was scrolled up), and -1. The same picture twice overlaps wholly."""
    above, below = earlier.rows, page.rows
    alike = _alike if earlier.layout == page.layout else _alike_by_name
    ways = []
    for count in range(min(len(above), len(below)), 0, -1):
        least = count >= _LEAST or (above and above[-1].balance and below and below[0].balance)
        if least and all(map(alike, above[-count:], below[:count])):
            ways.append((count, 1))
        if least and all(map(alike, below[-count:], above[:count])):
            ways.append((count, -1))
    return ways


def _alike(row: PictureRow, other: PictureRow) -> bool:
    """Whether two rows may be one: nothing that both state differs, and the amount is the same."""
    same = row.amount == other.amount and row.currency == other.currency
    both = [(getattr(row, name), getattr(other, name)) for name in _FIELDS]
    return same and bool(row.amount) and all(a == b for a, b in both if a and b) and _same_number(row, other)


def _same_number(row: PictureRow, other: PictureRow) -> bool:
    """Whether two rows may have the same number of an order; single digits may be misread."""
    numbers = [number for number in (row.reference, other.reference) if number]
    return len(numbers) < 2 or sum(a != b for a, b in zip(*numbers, strict=False)) <= _MISREAD


def _alike_by_name(row: PictureRow, other: PictureRow) -> bool:
    return _alike(row, other) and SequenceMatcher(None, row.text, other.text).ratio() > _NAMED


def _joined(earlier: PicturePage, page: PicturePage, count: int, way: int) -> PicturePage:
    """The later page with its twins named. ``way`` is 1 where its first rows are the last of the earlier one."""
    rows = list(page.rows)
    mine = range(count) if way > 0 else range(len(rows) - count, len(rows))
    others = earlier.rows[-count:] if way > 0 else earlier.rows[:count]
    for place, twin in zip(mine, others, strict=True):
        rows[place] = _twin(rows[place], twin)
    if way > 0 and others:
        rows = _dated(rows, count, others[-1])
    return structs.replace(page, rows=rows)


def _twin(row: PictureRow, twin: PictureRow) -> PictureRow:
    doubts = [doubt for doubt in row.doubts if doubt != "no-date" or not twin.date]
    return structs.replace(row, same_as=twin.id, date=row.date or twin.date, doubts=doubts, certain=not doubts)


def _dated(rows: list[PictureRow], count: int, last: PictureRow) -> list[PictureRow]:
    """Rows below the overlap that stand under the same heading, which scrolled away, have the day of the last twin."""
    for place in range(count, len(rows)):
        row = rows[place]
        if row.date or "no-date" not in row.doubts or not last.date:
            break
        doubts = [doubt for doubt in row.doubts if doubt != "no-date"]
        rows[place] = structs.replace(row, date=last.date, doubts=doubts, certain=not doubts)
    return rows
