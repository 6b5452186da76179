"""The mapping of a table that no format recognises: what its rows are and which column holds what, as a person says."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from app.importers.cell_kinds import parts_of_date

# What the rows of such a table may be, and what its columns may hold.
_WHEN = ("date", "month", "day", "clock")
KEYS: Mapping[str, tuple[str, ...]] = {
    "orders": (
        "order_id", *_WHEN, "total", "currency", "item_id", "quantity", "status", "payment", "address", "shop", "title",
    ),
    "refunds": ("order_id", "amount", "currency", *_WHEN, "status", "reason", "shop"),
    "payments": (
        *_WHEN, "amount", "amount_in", "direction", "status", "currency", "merchant", "order_id", "method", "shop",
    ),
    "ledger": (*_WHEN, "amount", "direction", "balance", "currency", "order_id", "serial", "shop"),
    "logins": (*_WHEN, "ip", "agent", "country_stated", "city", "activity", "result", "account"),
}  # fmt: skip
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "orders": ("order_id", "date"),
    "refunds": ("order_id", "amount"),
    "payments": ("date", "amount"),
    "ledger": ("date", "amount"),
    "logins": ("date",),
}
# Columns of which the person says what each of their values means, by what the rows are.
MEANINGS: Mapping[str, tuple[str, ...]] = {
    "direction": ("in", "out", "neither"),
    "status": ("completed", "pending", "declined", "reversed"),
}
MEANT: Mapping[str, tuple[str, ...]] = {"payments": ("direction", "status"), "ledger": ("direction",)}
OTHERS = "*"  # stands for every value of such a column that is not named
NOWHERE = "none"  # instead of a column of direction: there is none
ORDERS = ("day", "month", "year", "unknown")
SIGNS = ("out", "in")  # what an amount without a minus is: money that went out, or that came in
ACCOUNTS = ("gift_card", "points", "e_money", "wallet", "balance")
UNKNOWN = "unknown"
ZONES = (
    "Asia/Tokyo", "UTC", "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "Asia/Seoul", "Asia/Shanghai", "Asia/Taipei", "Asia/Singapore", "Asia/Kolkata",
    "Australia/Sydney",
)  # fmt: skip
CURRENCIES = (
    "JPY", "USD", "EUR", "GBP", "AED", "ARS", "AUD", "BGN", "BRL", "CAD", "CHF", "CLP", "CNY", "COP", "CZK", "DKK",
    "EGP", "HKD", "HUF", "IDR", "ILS", "INR", "ISK", "KRW", "KWD", "KZT", "MAD", "MXN", "MYR", "NGN", "NOK", "NZD",
    "PHP", "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SEK", "SGD", "THB", "TRY", "TWD", "UAH", "VND", "ZAR",
)  # fmt: skip
MAX_COLUMNS = 200  # of a table that is offered for mapping
SHOWN_ROWS, SHOWN_CHARACTERS = 12, 200  # of such a table, and of each of its cells
DATE_PARTS = ("date", "month", "day")  # the keys of a date in three columns, of which the first is the year
# By key, how columns that hold it are usually called.
_USUAL_NAMES: Mapping[str, str] = {
    "order_id": r"order.?(id|no|num|#)|注文番号|受注番号|bestellnummer",
    "date": r"date|timestamp|日付|日時|年月日|[用引文金]日|^日$|^when$|^time$|datum|fecha",
    "clock": r"^time$|時刻|時間",
    "total": r"total|合計|金額|支払|price|amount",
    "amount": r"amount|金額|debit|withdraw|出金|引出|支払|total|betrag|bedrag|umsatz$|value",
    "amount_in": r"credit|deposit|入金|預入|預り",
    "balance": r"balance|残高|saldo",
    "currency": r"currency|通貨",
    "item_id": r"asin|sku|item.?(id|no)|商品コード|商品番号",
    "title": r"product.?name|item.?(name|title)|^(title|description|name|item)$|商品名|品名|品目|タイトル",
    "quantity": r"quantity|qty|数量|個数",
    "status": r"status|状態|ステータス|状況",
    "payment": r"payment|支払.?方法|決済",
    "address": r"address|住所|届け先|配送先|ship",
    "merchant": r"merchant|description|payee|shop|store|摘要|内容|店|利用先|取引先|name|naam|omschrijving",
    "method": r"method|card|支払.?方法|決済|カード",
    "reason": r"reason|理由",
    "serial": r"serial|シリアル",
    "shop": r"^website$|^shop$|^site$|サイト|ショップ",
    "ip": r"\bip\b|ip.?address|ipアドレス",
    "agent": r"agent|device|browser|端末|デバイス|ブラウザ|機種",
    "country_stated": r"country|国",
    "city": r"city|location|place|地域|場所|都市",
    "activity": r"activity|event|action|操作|内容|種別",
    "result": r"result|success|結果|成否|status",
    "account": r"account|user|mail|アカウント|ユーザー|id",
}


StoredMap = Mapping[str, Any]  # a column map as JSON holds it


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """``columns`` gives the place (from 0) of the column for a key of ``KEYS[rows]``.

    ``order`` (of day, month and year), ``zone`` and ``currency`` are asked for where the table does not decide;
    ``unknown`` means that the person does not know either. Empty texts were not answered. Where the parts of a date
    have columns of their own, ``date`` is that of the year.

    ``meanings`` says for ``direction`` and ``status`` (see ``MEANINGS``) what each value of the column means
    (``OTHERS``: each that is not named); ``undirected``: no column says whether money came in. ``until`` gives the last
    day of tables whose dates have no year, by ``table_id``, or by the empty text for all tables.
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
    meanings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    undirected: bool = False
    until: Mapping[str, str] = field(default_factory=dict)

    def dump(self) -> StoredMap:
        """The map as plain data for JSON."""
        meanings = {key: dict(words) for key, words in self.meanings.items()}
        plain = {"columns": dict(self.columns), "meanings": meanings, "until": dict(self.until)}
        return {name: getattr(self, name) for name in self.__slots__} | plain


def load_column_map(data: StoredMap) -> ColumnMap:
    """The inverse of ``ColumnMap.dump``; earlier versions stored fewer fields. Raises ``TypeError`` for any other
    data."""
    return ColumnMap(**{name: data[name] for name in ColumnMap.__slots__ if name in data})


def header_id(header: Sequence[str]) -> str:
    """The key that mappings are stored under: a hash over the cells of the header."""
    return hashlib.sha256("\0".join(cell.strip() for cell in header).encode("utf-8", "replace")).hexdigest()[:32]


def table_id(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """What distinguishes tables with the same header: a hash over the first rows, as an offer shows them."""
    visible = [cell.strip()[:SHOWN_CHARACTERS] for row in (header, *rows[:SHOWN_ROWS]) for cell in row]
    return hashlib.sha256("\0".join(visible).encode("utf-8", "replace")).hexdigest()[:32]


def suggest_columns(rows: str, header: Sequence[str], direction: int | None = None) -> dict[str, int]:
    """A proposal for ``ColumnMap.columns``, from the usual names of columns in the header; each column at most once.
    ``direction`` is the place of the column that says whether money came in, where there is one."""
    columns: dict[str, int] = {}
    if direction is not None and "direction" in KEYS[rows]:
        columns["direction"] = direction
    parts = parts_of_date(header)
    for key in KEYS[rows]:
        for place, name in enumerate(header):
            usual = re.search(_USUAL_NAMES[key], name.strip()[:80], re.IGNORECASE) if key in _USUAL_NAMES else None
            taken = (
                place in columns.values() or place in (parts or ()) or ("direction" in columns and key == "amount_in")
            )
            if key not in columns and usual and not taken:
                columns[key] = place
                break
    if parts and "date" not in columns:
        columns |= dict(zip(DATE_PARTS, parts, strict=True))
    return columns


class OfferedTable(Struct, frozen=True):
    """A table that no importer recognises, whose columns the person may name. For this its first rows are kept, the
    different ``values`` of each column that has few, and the cells ``above`` its header."""

    id: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    values: Sequence[Sequence[str]] = ()
    above: Sequence[str] = ()
