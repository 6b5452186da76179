"""The list of orders at Yahoo! Shopping that a browser extension writes as CSV, one row an order."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import by_value, cells, has, quantities
from app.importers.shared.cells.shop_names import YAHOO_SHOPPING
from app.importers.shared.pages.yen_orders import yen_orders
from app.reader.table import Block, Head

title = N_("Yahoo! Shopping: orders from a browser extension")
get = (
    N_("Use this only if you have the extension already: it is another person's tool, and you need not install it."),
    N_("Hand in the CSV file that it wrote."),
)
takes = N_("Where you have the file already, you can hand it in at once.")
speed = "had"
cannot_show = N_("This file holds what the extension found on the pages of orders. It does not show hidden orders.")
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
outdated = True

NAMES = {
    "order_id": ("注文番号",),
    "date": ("日付",),
    "title": ("商品名",),
    "count": ("商品点数",),
    "total": ("合計金額(税込)",),
    "seller": ("ストア情報",),
    "status": ("状態",),
    "payment": ("支払い方法",),
    "billing": ("請求先",),
    "item_id": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)

_CORE = ("日付", "注文番号", "商品点数", "合計金額(税込)", "商品合計", "ストア情報")


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, _CORE)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row. An order in several rows has no total, since each would count it once more."""
    table = cells(block, NAMES, ("-",))
    shop = pl.repeat(YAHOO_SHOPPING, table.raw.height, dtype=pl.String, eager=True)
    events = yen_orders(table, by_value(table["count"], quantities), shop)
    alone = pl.len().over("order_id") == 1
    billing = table.text.select("billing").with_columns(line=table.lines)
    orders = events.tables["orders"].join(billing, on="line", how="left", maintain_order="left")
    return Events({"orders": orders.with_columns(total_minor=pl.when(alone).then("total_minor"))}, events.problems)
