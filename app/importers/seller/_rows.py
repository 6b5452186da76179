"""What the reports of Seller Central have in common."""

import polars as pl

from app.importers.shared.cells.columns import Cells
from app.importers.shared.cells.money import minor_units
from app.importers.shared.records.accounts import joined

ADDRESS = {
    "recipient": ("recipient-name",),
    "street_1": ("ship-address-1",),
    "street_2": ("ship-address-2",),
    "street_3": ("ship-address-3",),
    "city": ("ship-city",),
    "county": ("ship-county",),
    "state": ("ship-state",),
    "postal": ("ship-postal-code",),
    "country": ("ship-country",),
}


def address(table: Cells) -> pl.Series:
    """Name and place as one text."""
    return joined(table, *ADDRESS)


def on_delivery(table: Cells) -> pl.Series:
    """How the order is paid, in the report's words; where it has none, ``COD`` if an amount is to be collected at the
    door. An empty cell alone decides nothing."""
    amount = minor_units(table["collect"], pl.repeat("USD", len(table["collect"]), dtype=pl.String, eager=True))
    rows = pl.DataFrame({"method": table["method"], "due": amount > 0})
    return rows.select(pl.coalesce("method", pl.when("due").then(pl.lit("COD")))).to_series()
