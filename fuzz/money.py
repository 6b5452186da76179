"""Amounts: any text gives exact minor units or none, never an error and never a rounded float."""

import re
from decimal import Decimal

import polars as pl

from app.importers.shared.cells.columns import order_ids, quantities
from app.importers.shared.cells.money import currencies, minor_units, named_currencies

SEEDS = [
    one.encode()
    for one in (
        "1,280",
        "'-1,234.56'",
        "△1,000",
        "￥1,280",
        "1.234,56",
        "(3.00)",
        "USD 15.87",
        "1 234,50",
        "3.990",
        "１２３円",
    )
]
_PLAIN = re.compile(r"-?\d{1,12}(?:\.\d{1,2})?", re.ASCII)


def fuzz_one(data: bytes) -> None:
    """Every line is one cell, read as yen, dollars and dinars in turn."""
    text = pl.Series("amount", data.decode("utf-8", "replace").split("\n"), pl.String)
    for code, digits in (("JPY", 0), ("USD", 2), ("KWD", 3)):
        found = minor_units(text, pl.repeat(code, len(text), dtype=pl.String, eager=True))
        assert len(found) == len(text)
        for cell, minor in zip(text, found, strict=True):
            if minor is not None and _PLAIN.fullmatch(cell):
                assert Decimal(minor) == Decimal(cell).scaleb(digits), cell
    named_currencies(text, pl.repeat("JP", len(text), dtype=pl.String, eager=True))
    for meant in (currencies(text), order_ids(text), quantities(text)):
        assert len(meant) == len(text)
