"""Several pictures of one list: overlapping ones are told apart by their rows, and a row that two show counts once."""

from collections.abc import Sequence

from msgspec import structs

from app.importers.screens.rows import PicturePage, PictureRow

_LEAST = 2  # rows that two pictures must share; one alone may be a second payment of the same amount
_FIELDS = ("date", "time", "amount", "direction", "balance")


def merged(pages: Sequence[PicturePage]) -> list[PicturePage]:
    """The pages in their order, with ``same_as`` in the rows that an earlier one shows as well. A row whose day had
    scrolled away takes that of its twin, and twins that were read differently are doubtful."""
    result = list[PicturePage]()
    for page in pages:
        best: tuple[int, PicturePage | None, int] = (0, None, 0)
        for earlier in result:
            if (earlier.kind, earlier.layout) != (page.kind, page.layout):
                continue
            for count, below in _overlaps(earlier.rows, page.rows):
                if count > best[0]:
                    best = (count, earlier, below)
        count, earlier_page, below = best
        result.append(_joined(earlier_page, page, count, below) if earlier_page and count else page)
    return result


def _overlaps(above: Sequence[PictureRow], below: Sequence[PictureRow]) -> list[tuple[int, int]]:
    """The ways in which the last rows of one list are the first of the other: how many, and 1; or the other way round
    (a list that was scrolled up), and -1. The same picture twice overlaps wholly."""
    ways = []
    for count in range(min(len(above), len(below)), 0, -1):
        least = count >= _LEAST or (above and above[-1].balance and below and below[0].balance)
        if least and all(map(_alike, above[-count:], below[:count])):
            ways.append((count, 1))
        if least and all(map(_alike, below[-count:], above[:count])):
            ways.append((count, -1))
    return ways


def _alike(row: PictureRow, other: PictureRow) -> bool:
    """Whether two rows may be one: nothing that both state differs, and the amount is the same."""
    same = row.amount == other.amount and row.currency == other.currency
    both = [(getattr(row, name), getattr(other, name)) for name in _FIELDS]
    return same and bool(row.amount) and all(a == b for a, b in both if a and b)


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
