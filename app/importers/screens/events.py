"""Rows of a picture as events. All say so: their ``mail`` is ``picture``, so that no proof rests on them."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from analyzers.events.schemas import INSTANT, SCHEMAS, conform
from app.importers.screens.rows import FIELDS, PicturePage, PictureRow
from app.importers.shared.cells.item_kinds import kinds

SOURCE = "picture.screen"
ONLY_A_PICTURE = "picture"  # in the column ``mail``
_JAPAN = ZoneInfo("Asia/Tokyo")
_NO_DECIMALS = ("JPY", "POINT", "KRW")
_ADDRESS = re.compile(r"(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])")
_TITLE = 120
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
        **_COLUMNS[table](_Of(page, usable)),
    }
    schema = SCHEMAS[table]
    frame = pl.DataFrame(
        {name: pl.Series(name, values, INSTANT if name == "at" else schema[name]) for name, values in common.items()}
    )
    where = {"source": SOURCE, "upload": upload, "path": path, "mail": ONLY_A_PICTURE}
    known = {**where, **({"shop": page.service} if page.service and table not in ("logins", "changes") else {})}
    return conform(table, frame.with_columns(pl.lit(value).alias(name) for name, value in known.items()))


def cells_of(rows: Sequence[PictureRow], line: int) -> dict[str, str | None]:
    """The fields of the row with a number, as they are printed in the picture."""
    for row in rows:
        if row.number == line:
            return {name: row.printed.get(name) or getattr(row, name) for name in FIELDS if getattr(row, name)}
    return {}


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
    return int((Decimal(amount) * (1 if currency in _NO_DECIMALS else 100)).to_integral_value())


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
