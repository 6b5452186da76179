"""Rows of a picture as events. Their ``mail`` says so, and whether a person corrected or added them: no proof rests on
them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from analyzers.events.mails import ADDED, CORRECTED, PICTURE
from analyzers.events.schemas import INSTANT, SCHEMAS, conform
from app.importers.screens.rows import FIELDS, PicturePage, PictureRow
from app.importers.shared.cells.item_kinds import kinds

SOURCE = "picture.screen"
_JAPAN = ZoneInfo("Asia/Tokyo")
NO_DECIMALS = ("JPY", "POINT", "KRW")
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_TITLE = 120
READ = "{} (read)"  # the name of the cell that holds what was read where a person corrected it
_ADDED = {"points": "promotional", "gift_card": "added"}  # what comes into such an account
Values = dict[str, list[str | int | bool | datetime | None]]


def counted(page: PicturePage, every_certain: bool = False) -> list[PictureRow]:
    """The rows of a picture that count without a person: those that a chain of balances proves, and, if so wished, all
    of which nothing is doubtful. A row that an overlapping picture shows as well counts once."""
    rows = [row for row in page.rows if not row.same_as]
    return [row for row in rows if row.proven or (every_certain and row.certain)]


def events(page: PicturePage, rows: Sequence[PictureRow], path: str, upload: int) -> Mapping[str, pl.DataFrame]:
    """The events of some rows by table, in full schema. Rows without a day or an amount, and cancelled ones, are
    left out; the line of an event is the number of its row. In a list of orders, what came in is a refund."""
    by_table: dict[str, list[PictureRow]] = {}
    for row in rows:
        table = _table(page, row)
        if _is_usable(row, table):
            by_table.setdefault(table, []).append(row)
    return {table: _frame(page, table, usable, path, upload) for table, usable in by_table.items()}


def _frame(page: PicturePage, table: str, usable: Sequence[PictureRow], path: str, upload: int) -> pl.DataFrame:
    common: Values = {
        "at": [_moment(page, row) for row in usable],
        "at_basis": ["assumed" if _has_clock(page, row) else "date_only" for row in usable],
        "line": [row.number for row in usable],
        "mail": [*_bases(page, usable)],
        **_COLUMNS[table](_Of(page, usable)),
    }
    schema = SCHEMAS[table]
    frame = pl.DataFrame(
        {name: pl.Series(name, values, INSTANT if name == "at" else schema[name]) for name, values in common.items()}
    )
    where = {"source": SOURCE, "upload": upload, "path": path}
    known = {**where, **({"shop": page.service} if page.service and table not in ("logins", "changes") else {})}
    return conform(table, frame.with_columns(pl.lit(value).alias(name) for name, value in known.items()))


def cells_of(page: PicturePage, row: PictureRow) -> dict[str, str | None]:
    """The fields of a row that counts, as they are printed in the picture; where a person corrected one, what counts,
    and beside it what was read."""
    before = next((other for other in page.rows if other.id == row.id), row)
    changed = _changed(before, row)
    cells: dict[str, str | None] = {}
    for name in FIELDS:
        printed = before.printed.get(name) or getattr(before, name)
        cells[name] = getattr(row, name) if name in changed else getattr(row, name) and printed
        cells[READ.format(name)] = printed if name in changed else None
    return {name: cell for name, cell in cells.items() if cell}


def _changed(before: PictureRow, after: PictureRow) -> list[str]:
    """The fields in which two versions of a row differ; blanks and what is cut off do not count."""

    def plain(row: PictureRow, name: str) -> str:
        return " ".join(getattr(row, name).split())[:_TITLE]

    return [name for name in FIELDS if plain(before, name) != plain(after, name)]


def _bases(page: PicturePage, rows: Sequence[PictureRow]) -> list[str]:
    """What the column ``mail`` says of rows that count."""
    before = {row.id: row for row in page.rows}
    return [ADDED if row.id not in before else CORRECTED if _changed(before[row.id], row) else PICTURE for row in rows]


class _Of(NamedTuple):
    page: PicturePage
    rows: Sequence[PictureRow]


def _table(page: PicturePage, row: PictureRow) -> str:
    """The table of a row. Orders are orders only where a recogniser says so and names the shop: other lists of
    purchases are payments."""
    if page.kind == "orders":
        return ("refunds" if row.direction == "in" else "orders") if page.layout else "payments"
    return _TABLES.get(page.kind, "payments")


def _is_usable(row: PictureRow, table: str) -> bool:
    amount = table in ("logins", "changes") or (row.amount and row.currency and row.direction)
    return bool(row.date and amount) and row.status != "cancelled"


def _has_clock(page: PicturePage, row: PictureRow) -> bool:
    """Whether the time of a row can be placed: only where the zone follows from the currency."""
    return bool(row.time) and (row.currency in ("JPY", "POINT") or page.service.endswith(".jp"))


def _moment(page: PicturePage, row: PictureRow) -> datetime:
    day = datetime.fromisoformat(row.date)
    if not _has_clock(page, row):
        return day.replace(tzinfo=UTC)
    return datetime.combine(day.date(), time.fromisoformat(row.time), _JAPAN).astimezone(UTC)


def minor(amount: str, currency: str) -> int:
    """An amount of a row in minor units. ``ArithmeticError`` for a text that is no number."""
    return int((Decimal(amount) * (1 if currency in NO_DECIMALS else 100)).to_integral_value())


def _money(of: _Of) -> Values:
    return {"currency": [row.currency if row.currency != "POINT" else None for row in of.rows]}


def _payments(of: _Of) -> Values:
    paid = [minor(row.amount, row.currency) * (-1 if row.direction == "in" else 1) for row in of.rows]
    names = [row.text[:_TITLE] or None for row in of.rows]
    goods = of.page.kind == "orders"  # the name of what was bought is that of no payee
    return {
        **_money(of),
        "amount_minor": [*paid],
        "merchant": [None if goods else name for name in names],
        "title": [name if goods else None for name in names],
        "status": [row.status or None for row in of.rows],
    }


def _of_order(of: _Of) -> Values:
    return {
        **_money(of),
        "order_id": [row.reference or None for row in of.rows],
        "title": [row.text[:_TITLE] or None for row in of.rows],
        "role": ["buyer" for _ in of.rows],
    }


def _orders(of: _Of) -> Values:
    named = _of_order(of)
    return {
        **named,
        "kind": kinds(pl.Series(named["title"], dtype=pl.String)).to_list(),
        "total_minor": [minor(row.amount, row.currency) for row in of.rows],
        "status": ["pending" if row.status == "pending" else None for row in of.rows],
    }


def _refunds(of: _Of) -> Values:
    return {
        **_of_order(of),
        "amount_minor": [minor(row.amount, row.currency) for row in of.rows],
        "status": [row.status or None for row in of.rows],
    }


def _ledger(of: _Of) -> Values:
    moved = [minor(row.amount, row.currency) * (1 if row.direction == "in" else -1) for row in of.rows]
    left = [minor(row.balance, row.currency) if row.balance else None for row in of.rows]
    days = [row.date for row in of.rows]
    return {
        **_money(of),
        "account": [of.page.kind for _ in of.rows],
        "kind": ["applied" if row.direction == "out" else _ADDED[of.page.kind] for row in of.rows],
        "title": [row.text[:_TITLE] or None for row in of.rows],
        "order_id": [row.reference or None for row in of.rows],
        "amount_minor": [*moved],
        "balance_minor": [*left],
        "position": [row.number - 1 for row in of.rows],
        "newest_first": [days[0] >= days[-1] for _ in of.rows],
        "excerpt": [True for _ in of.rows],
    }


def _logins(of: _Of) -> Values:
    addresses = [match[0] if (match := _ADDRESS.search(row.text)) else None for row in of.rows]
    return {
        "service": [of.page.service or None for _ in of.rows],
        "ip": [*addresses],
        "agent": [row.text[:_TITLE] or None for row in of.rows],
    }


def _devices(of: _Of) -> Values:
    return {
        "service": [of.page.service or None for _ in of.rows],
        "kind": ["device" for _ in of.rows],
        "what": [row.text[:_TITLE] or None for row in of.rows],
    }


_TABLES = {"points": "ledger", "gift_card": "ledger", "sign_ins": "logins", "devices": "changes"}  # by kind of list
_COLUMNS: dict[str, Callable[[_Of], Values]] = {
    "payments": _payments, "orders": _orders, "refunds": _refunds, "ledger": _ledger, "logins": _logins,
    "changes": _devices,
}  # fmt: skip
