"""Rows of orders for tests, and what the features make of them."""

from datetime import timedelta
from typing import Any

import polars as pl

from analyzers.features import placed_orders
from tests.analyzers.detector_cases import COMMON, DEFAULTS, history
from tests.analyzers.sign_in_rows import START

DAY = timedelta(days=1)


def order(number: int, days: float, minor: int = 1000, **given: Any) -> dict[str, Any]:
    """One order ``days`` days after the start."""
    own = {"order_id": f"503-0000000-{number}", "item_id": "A", "line": number, "path": "o.csv", "kind": "other"}
    row = {"at": START + days * DAY, "total_minor": minor, "address": "山田 太郎 100-0001 東京都千代田区千代田1-1"}
    return {**COMMON, **DEFAULTS["orders"], **own, **row, **given}


def placed(*orders: dict[str, Any]) -> pl.DataFrame:
    """The orders, one row each."""
    return history({"orders": list(orders)}).of(placed_orders.measure)
