"""Orders as the browser extension azad writes them."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.get import AT_ONCE_SENTENCE, TOOL_SENTENCES
from app.importers.amazon._common.words import currency_at
from app.importers.amazon.tools._sums import without_sums
from app.importers.amazon.tools._tools import priced, url_shops
from app.importers.shared.cells.columns import by_value, cells, has, problems, with_text
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.order_rows import money_faults, order_rows
from app.reader.table import Block, Head

title = N_("Amazon: orders, from a browser extension")
get = TOOL_SENTENCES
takes = AT_ONCE_SENTENCE
speed = "had"
cannot_show = N_("This file gives days without a time of day, only the total of the refunds, and no full addresses.")
unverified = True
grade, checked = "C", "2026-11-24"
from_order_pages = True

NAMES = {
    "order_id": ("order id",),
    "url": ("order url",),
    "items": ("items",),
    "date": ("date",),
    "total": ("total",),
    "refund": ("refund",),
    "payment": ("payments",),
    "currency": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("order id", "items", "date", "total")
_MORE = (("order url",), ("to", "refund"))


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns; which columns there are depends on the site and on what the person
    chose."""
    return has(head, _CORE) and any(has(head, more) for more in _MORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an order, without items; one ``refunds`` event, without a day, where money came back."""
    block, sums = without_sums(block)
    table = cells(block, NAMES)
    shop = url_shops(table["url"])
    dates = table["date"].set(
        (table["date"] == "?").fill_null(False), None
    )  # the extension writes what it did not find so
    table = with_text(priced(table, "total", shop), date=dates, payment=table["payment"].str.strip_chars("; "))
    rows, keep, faults = order_rows(table)
    rows = rows.with_columns(shop=shop, title=titles(table["items"].str.strip_chars("; ")))
    none_back = table["refund"].str.contains(r"^0(?:\.0+)?$").fill_null(False)
    table = with_text(table, refund=table["refund"].set(none_back, None))
    again = with_text(table, currency=currency_at(table["refund"], shop))
    currency = by_value(again["currency"], currencies)
    back = minor_units(again["refund"], currency)
    refunded = keep & (back != 0).fill_null(False)
    refunds = rows.select("line", "order_id", "shop", "role").with_columns(
        currency=currency, amount_minor=back.abs(), status=pl.lit("completed")
    )
    faults += [fault for fault in money_faults(again, keep, "refund", currency, back) if fault.code != "no-amount"]
    tables = {"orders": rows.filter(keep), "refunds": refunds.filter(refunded)}
    return Events(tables, problems(table, faults), sums)
