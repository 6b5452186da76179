"""The list of purchases at Mercari that a script writes as CSV."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import cells, has
from app.importers.shared.cells.shop_names import MERCARI, MERCARI_SHOPS
from app.importers.shared.pages.yen_orders import yen_orders
from app.reader.table import Block, Head

title = N_("Mercari: purchases from a script")
get = (
    N_("Use this only if you have the script already: it is another person's tool, and you need not install it."),
    N_("Hand in the CSV file that it wrote."),
)
takes = N_("Where you have the file already, you can hand it in at once.")
speed = "had"
cannot_show = N_("This file holds what the script found in the list of purchases. It does not show how they were paid.")
unverified = True
grade, checked = "C", "2026-11-24"
partial = True
outdated = True
totals_are_whole = False

NAMES = {
    "order_id": ("商品ID／注文番号", "商品ID/注文番号"),
    "date": ("購入日時",),
    "title": ("商品名",),
    "total": ("金額",),
    "seller": (),
    "status": (),
    "payment": (),
    "item_id": (),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns."""
    return has(head, ("商品名", "金額", "購入日時")) and any(has(head, (name,)) for name in NAMES["order_id"])


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a row."""
    table = cells(block, NAMES, ("-",))
    nothing = pl.repeat(None, table.raw.height, dtype=pl.Int64, eager=True)
    # What is no number of an item is that of an order at one of the shops at Mercari, which have a site of their own.
    item = table["order_id"].str.contains(r"^m\d{6,15}$").fill_null(True)
    shop = item.to_frame("item").select(pl.when("item").then(pl.lit(MERCARI)).otherwise(pl.lit(MERCARI_SHOPS)))
    return yen_orders(table, nothing, shop.to_series())
