"""What a person says of a table that no format fits: what its rows are, and which column holds what."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# What the rows of such a table may be, and what its columns may hold. The first ones must be there.
KEYS: Mapping[str, tuple[str, ...]] = {
    "orders": (
        "order_id", "date", "clock", "total", "currency", "item_id", "quantity", "status", "payment", "address", "shop",
    ),
    "refunds": ("order_id", "amount", "currency", "date", "clock", "status", "reason", "shop"),
    "payments": ("date", "clock", "amount", "amount_in", "currency", "merchant", "order_id", "method", "shop"),
    "ledger": ("date", "clock", "amount", "balance", "currency", "order_id", "serial", "shop"),
    "logins": ("date", "clock", "ip", "agent", "country_stated", "city", "activity", "result", "account"),
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "orders": ("order_id", "date"),
    "refunds": ("order_id", "amount"),
    "payments": ("date", "amount"),
    "ledger": ("date", "amount"),
    "logins": ("date",),
}
ORDERS = ("day", "month", "unknown")
SIGNS = ("out", "in")  # what an amount without a minus is: money that went out, or that came in
ACCOUNTS = ("gift_card", "points", "e_money", "wallet", "balance")
UNKNOWN = "unknown"
ZONES = (
    "Asia/Tokyo", "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "Asia/Seoul", "Asia/Shanghai", "Asia/Taipei", "Asia/Singapore", "Asia/Kolkata",
    "Australia/Sydney",
)  # fmt: skip
CURRENCIES = (
    "JPY", "USD", "EUR", "GBP", "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "HKD", "HUF", "IDR", "ILS",
    "INR", "KRW", "KWD", "MXN", "MYR", "NOK", "NZD", "PHP", "PLN", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "VND",
    "ZAR",
)  # fmt: skip
COLUMNS_MOST = 200  # of a table that is offered to the person


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """``columns`` gives the place (from 0) of the column for a key of ``KEYS[rows]``.

    ``order``, ``zone`` and ``currency`` are asked for where the table does not decide; ``unknown`` says that the person
    does not know either. Empty texts were not answered.
    """

    rows: str
    columns: Mapping[str, int] = field(default_factory=dict)
    headless: bool = False  # the first row is a record too
    order: str = ""
    zone: str = ""
    currency: str = ""
    sign: str = ""
    account: str = ""
    service: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON knows it; the inverse of ``column_map``."""
        return {name: getattr(self, name) for name in self.__slots__} | {"columns": dict(self.columns)}


def column_map(given: Mapping[str, Any]) -> ColumnMap:
    """The map that ``plain`` gave. ``KeyError`` or ``TypeError`` where it is none."""
    return ColumnMap(**{name: given[name] for name in ColumnMap.__slots__})


def header_id(header: Sequence[str]) -> str:
    """What the map of a table is remembered by: a hash over its header, cell by cell."""
    return hashlib.sha256("\0".join(cell.strip() for cell in header).encode("utf-8", "replace")).hexdigest()[:32]
