"""Google Play's `Order History.json` from Takeout."""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.columns import Cells, Fault, cells, folded, problems
from app.importers.shared.cells.item_kinds import kinds, of_store
from app.importers.shared.cells.money import minor_units, named_currencies
from app.importers.shared.cells.network import addresses
from app.importers.shared.cells.titles import titles
from app.importers.shared.records.accounts import all_empty, used
from app.importers.shared.times.dates import instants, zone_problem
from app.reader.table import Block, Head

title = N_("Google Play: orders")
get = (
    N_("Open takeout.google.com while signed in to the Google account."),
    N_("Deselect everything, then choose only “Google Play Store”, and create the export."),
    N_(
        "When Google writes that the export is ready, download the zip and hand it in as it is; you need not unpack it."
    ),
)
takes = N_("Google sends an email when the export is ready. We do not know how long that takes for you.")
speed = "days"
cannot_show = N_("This file does not say when and where a refund went, and shows no gift cards that were redeemed.")
unverified = True
grade, checked = "C", "2026-11-24"
columns = None

_OWN = "orderHistory."
NAMES = {
    "order_id": (_OWN + "orderId",),
    "date": (_OWN + "creationTime",),
    "total": (_OWN + "totalPrice",),
    "refund": (_OWN + "refundAmount",),
    "locale": (_OWN + "userLocale",),
    "country": (_OWN + "billingContact.countryCode", _OWN + "ipCountry"),
    "items": (_OWN + "lineItem",),
    "ip": (_OWN + "ipAddress",),
    "ip_country": (_OWN + "ipCountry",),
    "instrument": (_OWN + "billingInstrument.displayName",),
}


def recognises(head: Head) -> bool:
    """Recognised by the keys of its records."""
    return folded(head.header) >= folded((_OWN + "orderId", _OWN + "creationTime", _OWN + "totalPrice"))


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an order, and a ``refunds`` event where money went back."""
    table = cells(block, NAMES)
    keep = ~all_empty(table)
    at = instants(table["date"])
    ip = addresses(table["ip"])
    items = [tuple(_items(cell)) for cell in table["items"]]
    country = table["locale"].str.extract(r"[_-]([A-Z]{2})$")
    country = country.zip_with(country.is_not_null(), table["country"])
    currency = named_currencies(table["total"], country)
    total = minor_units(table["total"], currency)
    back = minor_units(table["refund"], named_currencies(table["refund"], country))
    rows = at.with_columns(
        line=table.lines,
        shop=pl.lit("play.google.com"),
        order_id=table["order_id"],
        item_id=pl.Series(["; ".join(title for title, _, _ in row) or None for row in items], dtype=pl.String),
        currency=currency,
        role=pl.lit("buyer"),
    )
    rows = rows.with_columns(title=titles(rows["item_id"]))
    orders = rows.with_columns(
        quantity=pl.Series([sum(number for _, _, number in row) or None for row in items], dtype=pl.Int64),
        kind=of_store(
            kinds(rows["item_id"], "digital"), pl.Series(["; ".join(type_ for _, type_, _ in row) for row in items])
        ),
        total_minor=total,
        payment=table["instrument"],
        ip=ip,
        country_stated=table["ip_country"],
        billing=_contact(block.frame),
    )
    # The file gives the time of the order, not that of the refund.
    refunds = rows.drop("at", "at_basis").with_columns(amount_minor=back.abs(), status=pl.lit("completed"))
    tables = {
        "orders": orders.filter(keep),
        "logins": used(orders, "google").filter(keep & ip.is_not_null()),
        "refunds": refunds.filter(keep & (back != 0).fill_null(False)),
    }
    faults = [
        *_faults(table, keep, at["at"], currency, total, back),
        Fault("bad-address", "ip", keep & table["ip"].is_not_null() & ip.is_null()),
    ]
    return Events(tables, problems(table, faults) + zone_problem(at.filter(keep)))


def _items(cell: str | None) -> Iterator[tuple[str, str, int]]:
    """Title, type and number of every item of an order."""
    try:
        read_: Any = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return
    for item in read_ if isinstance(read_, list) else []:
        doc = item.get("doc") if isinstance(item, dict) else None
        if isinstance(doc, dict):
            number = item.get("quantity")
            kind = str(doc.get("documentType") or "")
            yield str(doc.get("title") or ""), kind, number if isinstance(number, int) and 0 < number < 1_000_000 else 1


def _contact(frame: pl.DataFrame) -> pl.Series:
    """Who was billed, as one text, whatever parts the file gives."""
    parts = [name for name in frame.columns if name.startswith(_OWN + "billingContact.")]
    values = [pl.when(pl.col(name).str.strip_chars() != "").then(pl.col(name).str.strip_chars('[]"')) for name in parts]
    text = pl.concat_str(values, separator=", ", ignore_nulls=True) if values else pl.lit(None, pl.String)
    return frame.with_columns(text.replace("", None).alias("\0contact"))["\0contact"]


def _faults(
    table: Cells, keep: pl.Series, at: pl.Series, currency: pl.Series, total: pl.Series, back: pl.Series
) -> list[Fault]:
    stated, nowhere = table["total"].is_not_null(), currency.is_null()
    return [
        Fault("bad-date", "date", keep & table["date"].is_not_null() & at.is_null()),
        Fault("no-date", "date", keep & table["date"].is_null()),
        Fault("no-currency", "total", keep & stated & nowhere),
        Fault("bad-amount", "total", keep & stated & ~nowhere & total.is_null()),
        Fault("bad-amount", "refund", keep & ~nowhere & table["refund"].is_not_null() & back.is_null()),
    ]
