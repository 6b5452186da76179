"""Google Play's `Purchase History.json` from Takeout."""

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.google.play_orders import get as get
from app.importers.google.play_orders import takes as takes
from app.importers.shared.cells.columns import Fault, cells, folded, problems
from app.importers.shared.cells.item_kinds import kinds, of_store
from app.importers.shared.cells.money import minor_units, named_currencies
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Google Play: purchases")
speed = "days"
cannot_show = N_("This file has no order numbers, no internet addresses and no refunds.")
unverified = True
grade, checked = "A", "2026-11-24"

_OWN = "purchaseHistory."
NAMES = {
    "date": (_OWN + "purchaseTime",),
    "item_id": (_OWN + "doc.title",),
    "type": (_OWN + "doc.documentType",),
    "total": (_OWN + "invoicePrice",),
    "payment": (_OWN + "paymentMethodTitle",),
    "country": (_OWN + "userCountry",),
}
columns: tuple[str, ...] = tuple(name for names in NAMES.values() for name in names)


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    return folded(head.header) >= folded((_OWN + "purchaseTime", _OWN + "doc.title"))


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event a purchase; its only name is the title of what was bought."""
    table = cells(block, NAMES)
    keep, at = ~all_empty(table), instants(table["date"])
    currency = named_currencies(table["total"], table["country"])
    total = minor_units(table["total"], currency)
    orders = at.with_columns(
        line=table.lines,
        shop=pl.lit("play.google.com"),
        item_id=table["item_id"],
        title=titles(table["item_id"]),
        kind=of_store(kinds(table["item_id"], "digital"), table["type"]),
        total_minor=total,
        currency=currency,
        payment=table["payment"],
        country_stated=table["country"],
        role=pl.lit("buyer"),
    )
    stated = table["total"].is_not_null()
    faults = [
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at["at"].is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("no-currency", "total", keep & stated & currency.is_null()),
        Fault("bad-amount", "total", keep & stated & currency.is_not_null() & total.is_null()),
    ]
    return Events({"orders": orders.filter(keep)}, problems(table, faults) + zone_problem(at.filter(keep)))
