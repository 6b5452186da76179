"""The events of a table whose columns a person has named."""

from collections.abc import Callable, Mapping
from dataclasses import replace

import polars as pl

from app.importers import Events
from app.importers.cell_kinds import is_record
from app.importers.generic._meanings import first_rows, is_undecided, signed
from app.importers.mapping import CURRENCIES, KEYS, MEANINGS, ColumnMap
from app.importers.shared.cells.columns import Cells, Fault, cells, order_ids, problems, with_text
from app.importers.shared.cells.money import currencies, minor_units, named_currencies
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty, logins
from app.importers.shared.records.order_rows import money_faults, order_rows
from app.importers.shared.statements.amounts import paid_amounts
from app.importers.shared.statements.meanings import meaning_of
from app.importers.shared.statements.rows import Days, Marks, Rules, payments, placed
from app.importers.shared.statements.statement import headless
from app.reader.table import Block, Head

_DONE = ("closed", "complete", "completed", "delivered", "shipped", "完了", "発送済み", "配達済み")
_CANCELLED = ("cancelled", "canceled", "キャンセル", "キャンセル済み", "取消", "取り消し")
_PAID_BACK = ("completed", "complete", "refunded", "完了", "返金済み", "返金完了")
_YES = ("success", "successful", "succeeded", "ok", "true", "yes", "allowed", "成功", "○")
_PARTS = {"date": "年", "month": "月", "day": "日"}
_NO = ("failure", "failed", "fail", "false", "no", "denied", "blocked", "error", "失敗", "×")


def laid_out(head: Head, block: Block, column_map: ColumnMap) -> Cells:
    """The cells under the keys of ``KEYS``; problems name the columns as the file does. A row that was taken for the
    header and is a record counts as a record, whatever the person said about the header."""
    names, nameless = block.frame.columns, column_map.headless or is_record(head.header)
    places = {key: place for key, place in column_map.columns.items() if place < len(names)}
    if nameless:
        block = headless(block, head)
    frame = block.frame.rename(dict(zip(block.frame.columns, map(str, range(len(names))), strict=True)))
    keys = {key: (str(places[key]),) if key in places else () for key in KEYS[column_map.rows]}
    table = cells(Block(frame, block.lines), keys)
    labels = {key: f"#{place + 1}" if nameless else names[place] for key, place in places.items()}
    table = _whole_dates(table) if {"month", "day"} <= places.keys() else table
    whole = pl.concat_str("date", "clock", separator=" ", ignore_nulls=True)
    dates = table.text.select(pl.when(pl.col("date").is_not_null()).then(whole)).to_series()
    return replace(with_text(table, date=dates), names=labels)


def _whole_dates(table: Cells) -> Cells:
    """The dates of three columns under ``date``, as one text; problems quote all of it."""
    number = [pl.col(name).str.normalize("NFKC").str.strip_suffix(mark) for name, mark in _PARTS.items()]
    year, month, day = (part.cast(pl.Int64, strict=False) for part in number)
    whole = pl.when(year < 100).then(year + 2000).otherwise(year).cast(pl.String)
    iso = pl.concat_str(whole, *(part.cast(pl.String).str.zfill(2) for part in (month, day)), separator="-")
    written = pl.concat_str(*_PARTS, separator=" ", ignore_nulls=True)
    stated = pl.any_horizontal(pl.col(name).is_not_null() for name in _PARTS)
    dates = table.text.select(pl.when(stated).then(pl.coalesce(iso, written)).alias("date")).to_series()
    return replace(with_text(table, date=dates), raw=table.raw.with_columns(dates.fill_null("")))


def seen(head: Head, column_map: ColumnMap, key: str) -> pl.Series:
    """What the first rows of the whole table have under a key, so that every block is read in the same way."""
    place = column_map.columns.get(key)
    first = first_rows(head, column_map)
    rows = [] if place is None or "month" in column_map.columns else [row[place] for row in first if place < len(row)]
    return pl.Series(key, rows, pl.String)


def currency_of(table: Cells, key: str, column_map: ColumnMap) -> pl.Series:
    """The currency that the row names, in its own column or at the amount; else the one of the mapping. A word in
    the currency column that is no currency leaves the amount open."""
    nowhere = pl.repeat(None, table.raw.height, dtype=pl.String, eager=True)
    ways = [currencies(table["currency"]), *(named_currencies(table[name], nowhere) for name in ("currency", key))]
    rows = pl.DataFrame([way.alias(str(number)) for number, way in enumerate(ways)])
    known = [pl.when(pl.col(name).is_in(CURRENCIES)).then(name) for name in rows.columns]
    stated_by_person = pl.lit(column_map.currency if column_map.currency in CURRENCIES else None, pl.String)
    silent = rows.with_columns(said=table["currency"])
    return silent.select(pl.coalesce(*known, pl.when(pl.col("said").is_null()).then(stated_by_person))).to_series()


def _with_currency(table: Cells, key: str, column_map: ColumnMap) -> tuple[Cells, pl.Series]:
    currency = currency_of(table, key, column_map)
    stated = pl.DataFrame({"known": currency, "stated": table["currency"]}).select(pl.coalesce("known", "stated"))
    return with_text(table, currency=stated.to_series()), currency


def _dated(table: Cells, keep: pl.Series, days: Days) -> list[Fault]:
    """Dates that cannot be read, where there is such a column at all."""
    if "date" not in table.names:
        return []
    stated = table["date"].is_not_null()
    return [Fault("bad-date", "date", keep & stated & days.none), Fault("no-date", "date", keep & ~stated)]


def _shop(table: Cells, column_map: ColumnMap) -> pl.Series:
    """The shop of the row, else of the mapping; null matches every shop."""
    shop = pl.coalesce("shop", pl.lit(column_map.service or None, pl.String))
    return table.text.select(shop.str.to_lowercase()).to_series()


def _word(text: pl.Series, meaning: Mapping[str, tuple[str, ...]]) -> pl.Series:
    known = {word: name for name, words in meaning.items() for word in words}
    return text.str.to_lowercase().replace_strict(known, default=None, return_dtype=pl.String)


def _orders(head: Head, table: Cells, days: Days, column_map: ColumnMap) -> Events:
    table, _ = _with_currency(table, "total", column_map)
    asked = ("order_id", "item_id", "payment", "address", "total", "currency", "quantity")
    absent = [key for key in ("total", "quantity") if key not in table.names]
    rows, keep, faults = order_rows(replace(table, text=table.text.select(k for k in asked if k not in absent)))
    status = _word(table["status"], {"closed": _DONE, "cancelled": _CANCELLED})
    own = {"shop": _shop(table, column_map), "status": status, "title": titles(table["title"])}
    rows = rows.with_columns(*days.at.get_columns(), **own)
    return Events({"orders": rows.filter(keep)}, problems(table, [*faults, *_dated(table, keep, days)]))


def _refunds(head: Head, table: Cells, days: Days, column_map: ColumnMap) -> Events:
    table, currency = _with_currency(table, "amount", column_map)
    minor, number, empty = minor_units(table["amount"], currency).abs(), order_ids(table["order_id"]), all_empty(table)
    keep = number.is_not_null()
    faults = [Fault("empty-row", "order_id", empty), Fault("no-order-id", "order_id", ~keep & ~empty)]
    faults += [*_dated(table, keep, days), *money_faults(table, keep, "amount", currency, minor)]
    rows = days.at.with_columns(line=table.lines, order_id=number, amount_minor=minor, currency=currency)
    status = _word(table["status"], {"completed": _PAID_BACK, "declined": _CANCELLED})
    rows = rows.with_columns(table["reason"], status=status, shop=_shop(table, column_map), role=pl.lit("buyer"))
    return Events({"refunds": rows.filter(keep)}, problems(table, faults))


def _rules(head: Head, table: Cells, column_map: ColumnMap) -> Rules:
    """What the person said of a statement. A row without an amount stays a record, and a problem."""
    both = "amount_in" in table.names and "direction" not in table.names
    words = {
        key: column_map.meanings.get(key, {})
        for key in column_map.meanings.keys() | (MEANINGS.keys() & table.names.keys())
    }
    return Rules(
        sides=("amount", "amount_in") if both else ("amount",),
        sign=column_map.sign or "out",
        signed="direction" in table.names and signed(head, column_map),
        meanings=words,
        bare=True,
        unclear=is_undecided(head, column_map),
    )


def _payments(head: Head, table: Cells, days: Days, column_map: ColumnMap) -> Events:
    table, currency = _with_currency(table, "amount", column_map)
    rules = _rules(head, table, column_map)
    marks = Marks.none(len(currency))
    return payments(table, days, currency, rules, marks, shop=_shop(table, column_map))


def _ledger(head: Head, table: Cells, days: Days, column_map: ColumnMap) -> Events:
    table, currency = _with_currency(table, "amount", column_map)
    rules = replace(_rules(head, table, column_map), sides=("amount",), sign="out")
    keep, faults, _ = placed(table, days, rules, Marks.none(table.raw.height))
    meaning = meaning_of(table, "direction", rules.meanings)
    still = keep & False if meaning is None else (meaning == "neither").fill_null(False)
    keep, faults = keep & ~still, [fault._replace(where=fault.where & ~still) for fault in faults]
    faults += [Fault("no-direction", "direction", still & ~all_empty(table))] if meaning is not None else []
    moved, more = paid_amounts(table, keep, currency, rules)
    minor = moved if meaning is None else -moved
    balance, number = minor_units(table["balance"], currency), order_ids(table["order_id"])
    unread = keep & currency.is_not_null() & table["balance"].is_not_null() & balance.is_null()
    rows = days.at.with_columns(line=table.lines, amount_minor=minor, balance_minor=balance, currency=currency)
    rows = rows.with_columns(
        table["serial"], order_id=number, shop=_shop(table, column_map), account=pl.lit(column_map.account)
    )
    used = pl.col("order_id").is_not_null() & (pl.col("amount_minor") < 0)
    rows = rows.with_columns(kind=pl.when(used).then(pl.lit("applied")).otherwise(pl.lit("unknown")))
    return Events(
        {"ledger": rows.filter(keep)}, problems(table, [*faults, *more, Fault("bad-amount", "balance", unread)])
    )


def _logins(head: Head, table: Cells, days: Days, column_map: ColumnMap) -> Events:
    success = _word(table["result"], {"yes": _YES, "no": _NO}) == "yes"
    events = logins(table, column_map.service or "other", at=days.at, success=success)
    doubtful = set(table.lines.filter(days.doubt))
    own = (p for p in events.problems if p.code != "assumed-zone" and not (p.code == "bad-date" and p.line in doubtful))
    return Events(events.tables, tuple(own))


MAKERS: Mapping[str, Callable[[Head, Cells, Days, ColumnMap], Events]] = {
    "orders": _orders,
    "refunds": _refunds,
    "payments": _payments,
    "ledger": _ledger,
    "logins": _logins,
}
