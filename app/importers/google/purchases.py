"""Google's list of purchases and reservations from Takeout, one `order_<number>.json` for each."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.google._purchase import Purchase, purchase
from app.importers.google.play_orders import takes as takes
from app.importers.shared.cells.columns import Fault, cells, problems, row_problems
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.cells.statuses import shops
from app.importers.shared.cells.titles import titles
from app.importers.shared.times.dates import epochs
from app.reader.table import Block, Head

title = N_("Google: purchases")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “Purchases & Reservations”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
speed = "days"
cannot_show = N_(
    "This list is made from mails and from purchases with Google. It does not show how something was paid."
)
unverified = True
grade, checked = "A", "2026-11-24"
columns = None

NAMES = {
    "date": ("creationTime.usecSinceEpochUtc",),
    "order_id": ("merchantOrderId",),
    "merchant": ("transactionMerchant.name",),
    "items": ("lineItem",),
    "prices": ("priceline",),
}
_KNOWN = ("creationTime.usecSinceEpochUtc", "merchantOrderId", "transactionMerchant.name")
_DIFFERENT = N_("The total of this purchase is not the sum of its subtotal, tax and delivery. The amount is not used.")
_RESERVATION = N_("This record is a reservation or a ticket without a purchase. It is not counted.")

_SCHEMA = dict.fromkeys(Purchase._fields, pl.String) | {"quantity": pl.Int64, "contradicted": pl.Boolean}


def recognises(head: Head) -> bool:
    """Recognised by the keys of the one record of a document."""
    names = set(head.header)
    return head.kind == "json" and head.sheet == "" and "lineItem" in names and not names.isdisjoint(_KNOWN)


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a purchase, with all its items; its shop is the one that the merchant's name is, else
    Google. A record without a time and a merchant is a reservation."""
    table = cells(block, NAMES)
    bought = table["date"].is_not_null() | table["merchant"].is_not_null()
    at = epochs(table["date"], 1_000_000)
    rows = pl.DataFrame([purchase(*row) for row in table.text.select("items", "prices").iter_rows()], schema=_SCHEMA)
    currency = currencies(rows["currency"])
    total = minor_units(rows["total"], currency, point=True)
    named = pl.col("merchant").str.contains(r"^[\w-]+(\.[\w-]+)+$").fill_null(False)
    orders = pl.concat([at, rows.drop("total", "titles", "provider", "contradicted")], how="horizontal").with_columns(
        line=table.lines,
        order_id=table["order_id"],
        item_id=rows["titles"],
        title=titles(rows["titles"]),
        kind=kinds(rows["titles"]),
        seller=rows["provider"].fill_null(table["merchant"]),
        merchant=table["merchant"],
        total_minor=total,
        currency=currency,
        role=pl.lit("buyer"),
    )
    site = shops(table["merchant"]).alias("site")
    orders = orders.with_columns(shop=pl.when(named).then(site).otherwise(pl.lit("google.com"))).drop("merchant")
    orders = orders.with_columns(seller=pl.when(pl.col("seller").str.to_lowercase() != pl.col("shop")).then("seller"))
    faults = [
        Fault("bad-date", "date", bought & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-date", "date", bought & table["date"].is_null()),
        Fault("no-amount", "prices", bought & total.is_null() & ~rows["contradicted"]),
    ]
    reservations = row_problems("reservation", _RESERVATION, table, ~bought)
    doubts = row_problems("different-parts", _DIFFERENT, table, bought & rows["contradicted"])
    return Events({"orders": orders.filter(bought)}, problems(table, faults) + reservations + doubts)
