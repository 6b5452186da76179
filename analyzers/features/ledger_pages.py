"""Checks the gift-card ledger: every balance must follow from the one before.

Only rows of one saved page are compared. Pages are joined end to end by their balances, never by their names. A page
that does not connect to another one is a gap, because a whole page may lie between them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Any, Literal, NamedTuple

import polars as pl

from analyzers.events.history import History
from analyzers.thresholds.giftcard import LedgerPages as Limits


class PageRow(NamedTuple):
    """One row of one page. ``row`` is its event; one event may be on two pages."""

    row: int
    at: datetime | None
    amount: int | None
    balance: int | None
    edge: bool
    excerpt: bool = False  # rows around it may have been left out


@dataclass(frozen=True, slots=True)
class Break:
    """The balance after ``row`` is ``stated``, but ``expected`` follows from the entry ``before`` it.

    ``after`` is the next entry if its balance fits again, so that only this balance was changed; else null.
    """

    row: int
    before: int
    after: int | None
    expected: int
    stated: int
    currency: str | None
    readable: bool = True  # false: an amount or a balance in between could not be read


@dataclass(frozen=True, slots=True)
class OpenEnd:
    """An end of a page that no other page continues. ``beyond``: the list may continue before ``day`` or after
    ``until``. ``between``: the page between ``day`` and ``until`` was not handed in."""

    row: int
    side: Literal["beyond", "between"]
    day: date
    until: date


class Page(NamedTuple):
    """The entries of one page in one currency, oldest first. ``number`` is shared by all currencies of a page.
    ``ends`` says whether the first and the last entry are at an edge where the page says that it goes on."""

    entries: tuple[PageRow, ...]
    currency: str | None
    number: int = 0
    ends: tuple[bool, bool] = (False, False)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The breaks and open ends of all pages together."""

    breaks: tuple[Break, ...] = ()
    unread: tuple[int, ...] = ()  # rows whose balance cannot be checked, because a number is unreadable
    opens: tuple[OpenEnd, ...] = ()


def measure(history: History) -> Ledger:
    """The breaks and open ends of the gift-card history (see ``ledger``)."""
    return ledger(history.records("ledger").filter(pl.col("account") == "gift_card"))


def ledger(records: pl.DataFrame) -> Ledger:
    """``records``: the ledger rows of every page (``row`` is the event), gift-card account only."""
    pages = list(_pages(records))
    breaks: dict[int, Break] = {}
    consistent: set[int] = set()
    unread: list[int] = []
    for page in pages:
        page_breaks = _breaks(page)
        broken = {item.row for item in page_breaks}
        within = (entry.row for place, entry in enumerate(page.entries) if place and not _boundary(page.entries, place))
        consistent |= set(within) - broken
        breaks |= {item.row: item for item in page_breaks if item.readable}
        unread += [item.row for item in page_breaks if not item.readable]
    # If the same entry follows on one page, a break on another page is only a row missing there.
    proved = tuple(item for row, item in breaks.items() if row not in consistent)
    return Ledger(proved, tuple(dict.fromkeys(unread)), tuple(_open_ends(pages)))


def _pages(records: pl.DataFrame) -> Iterator[Page]:
    rows = records.filter(pl.col("balance_minor").is_not_null() | pl.col("position").is_not_null())
    place = pl.coalesce(pl.col("position"), pl.col("line")).cast(pl.Int64)
    rows = rows.with_columns(place=place).sort("upload", "path", "place", "line", "row")
    # Two tables of one file both begin at position 0.
    rows = rows.with_columns(part=pl.int_range(pl.len()).over("upload", "path", "place"))
    columns = ("row", "at", "amount_minor", "balance_minor", "page_edge", "excerpt")
    for number, (_, part) in enumerate(rows.group_by("upload", "path", "part", maintain_order=True)):
        newest_first = _newest_first(part)
        numbers = part["row"].reverse() if newest_first else part["row"]
        only = part["currency"].drop_nulls().unique()
        filled = part.with_columns(pl.col("currency").fill_null(only[0])) if len(only) == 1 else part
        for (currency,), chain in filled.group_by("currency", maintain_order=True):
            entries = [PageRow(a, b, c, d, bool(e), bool(f)) for a, b, c, d, e, f in chain.select(columns).iter_rows()]
            entries = entries[::-1] if newest_first else entries
            first, last = (entries[end].edge and entries[end].row == numbers[end] for end in (0, -1))
            yield _ordered(Page(tuple(entries), _text(currency), number, (first, last)))


def _newest_first(part: pl.DataFrame) -> bool:
    dated = part["at"].drop_nulls()
    if dated.len() > 1 and dated[0] != dated[-1]:
        return bool(dated[0] > dated[-1])
    stated = part["newest_first"].drop_nulls()
    return bool(stated[0]) if stated.len() else True


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def _ordered(page: Page) -> Page:
    """The page in an order in which its balances follow: as given, reversed within one day, or with the entries of
    one day rearranged. If no order helps, the given one stays."""
    if not _breaks(page):
        return page
    if len({entry.at for entry in page.entries}) == 1:
        other = page._replace(entries=page.entries[::-1])
        if len(_breaks(other)) < len(_breaks(page)):
            page = other
    entries: list[PageRow] = []
    for _, same_day in groupby(page.entries, key=lambda entry: entry.at):
        day = list(same_day)
        entries += _follow(entries[-1].balance if entries else None, day) or day
    other = page._replace(entries=tuple(entries))
    return other if len(_breaks(other)) < len(_breaks(page)) else page


def _follow(start: int | None, day: list[PageRow]) -> list[PageRow] | None:
    """The entries of one day in an order in which each balance follows; null if there is none."""
    if not 1 < len(day) <= Limits.MAX_ENTRIES_ORDERED or any(
        entry.amount is None or entry.balance is None for entry in day
    ):
        return None
    starts = [start] if start is not None else [(e.balance or 0) - (e.amount or 0) for e in day]
    for first in starts:
        steps = [Limits.MAX_ORDERING_STEPS]
        if (path := _walk(first, day, steps)) is not None:
            return path
    return None


def _walk(balance: int, left: list[PageRow], steps: list[int]) -> list[PageRow] | None:
    if not left:
        return []
    for place, entry in enumerate(left):
        steps[0] -= 1
        if steps[0] < 0:
            return None
        if entry.balance is not None and entry.amount is not None and entry.balance - entry.amount == balance:
            path = _walk(entry.balance, left[:place] + left[place + 1 :], steps)
            if path is not None:
                return [entry, *path]
    return None


def _breaks(page: Page) -> list[Break]:
    """Every entry whose balance does not follow from the last known one. Two breaks that cancel each other are one."""
    breaks: list[tuple[int, Break, int | None]] = []  # place, break, difference
    known, last, total, readable = None, 0, 0, True
    for place, entry in enumerate(page.entries):
        boundary = place > 0 and _boundary(page.entries, place)
        if boundary or known is None:
            total, readable = 0, True
        else:
            total, readable = total + (entry.amount or 0), readable and entry.amount is not None
        if entry.balance is None:
            continue
        if known is not None and not boundary:
            gap = entry.balance - known - total
            if gap or not readable:
                item = Break(entry.row, last, None, known + total, entry.balance, page.currency, readable)
                breaks.append((place, item, gap if readable else None))
        known, last, total, readable = entry.balance, entry.row, 0, True
    return list(_cancelled(breaks))


def _cancelled(breaks: Sequence[tuple[int, Break, int | None]]) -> Iterator[Break]:
    skip = -1
    for number, (_, item, gap) in enumerate(breaks):
        if number == skip:
            continue
        following = breaks[number + 1] if number + 1 < len(breaks) else None
        if following and gap and following[1].before == item.row and following[2] == -gap:
            skip = number + 1
            yield replace(item, after=following[1].row)
        else:
            yield item


def _boundary(entries: Sequence[PageRow], place: int) -> bool:
    """Whether a text of several pages changes page between this entry and the one before, or is an excerpt, in which
    any rows may be missing."""
    if entries[place].excerpt:
        return True
    return (place - 1 > 0 and entries[place - 1].edge) or (place < len(entries) - 1 and entries[place].edge)


def _open_ends(pages: Sequence[Page]) -> Iterator[OpenEnd]:
    """The ends of pages that no page continues. A page continues an end if it shares an entry and goes on beyond it,
    or if its nearest end has the balance that follows."""
    distinct = list(_distinct(pages))
    # A page goes on where any of its currencies does: the next entry of another one may be many pages away.
    continued = {
        (page.number, older)
        for page in pages
        for older in (True, False)
        if any(_continues(page, other, older) for other in pages if page.currency == other.currency)
    }
    for currency in dict.fromkeys(page.currency for page in distinct):
        mine = [page for page in distinct if page.currency == currency]
        beyond: list[tuple[date, int]] = []
        for page, older in ((page, older) for page in mine for older in (True, False)):
            end = page.entries[0 if older else -1]
            others = [other for other in mine if other is not page]
            if end.at is None or any(_continues(page, other, older) for other in others):
                continue
            if older and (before := _before(others, end.at)):
                yield OpenEnd(end.row, "between", before.date(), end.at.date())
            elif page.ends[0 if older else 1] and (page.number, older) not in continued:
                beyond += [(end.at.date(), end.row)] if older or not _after(others, end.at) else []
        if beyond:
            days = [entry.at.date() for page in mine for entry in page.entries if entry.at is not None]
            yield OpenEnd(min(beyond)[1], "beyond", min(days), max(days))


def _after(pages: Sequence[Page], at: datetime) -> bool:
    """Whether any of these pages ends later."""
    return any(last is not None and last > at for last in (page.entries[-1].at for page in pages))


def _before(pages: Sequence[Page], at: datetime) -> datetime | None:
    """The latest end of those pages that begin and end before ``at``. A page of that day alone may also come after
    it."""
    ends = [(page.entries[0].at, page.entries[-1].at) for page in pages]
    return max((last for first, last in ends if first and last and last <= at and first < at), default=None)


def _distinct(pages: Sequence[Page]) -> Iterator[Page]:
    """The pages without those whose rows are all on another page."""
    kept: list[set[int]] = []
    for page in sorted(pages, key=lambda page: -len(page.entries)):
        rows = {entry.row for entry in page.entries}
        if not any(rows <= other for other in kept):
            kept.append(rows)
            yield page


def _continues(page: Page, other: Page, older: bool) -> bool:
    end = page.entries[0] if older else page.entries[-1]
    theirs = [entry.row for entry in other.entries]
    if end.row in theirs:
        place, mine = theirs.index(end.row), {entry.row for entry in page.entries}
        return any(row not in mine for row in (theirs[:place] if older else theirs[place + 1 :]))
    first, second = (other.entries[-1], end) if older else (end, other.entries[0])
    if first.balance is None or second.balance is None or second.amount is None:
        return False
    in_time = first.at is None or second.at is None or first.at <= second.at
    return in_time and first.balance == second.balance - second.amount
