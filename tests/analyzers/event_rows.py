"""One order or refund of an export, with what a test changes."""

from datetime import UTC, datetime, timedelta
from typing import Any

Row = dict[str, Any]
DAY = datetime(2024, 1, 1, tzinfo=UTC)


def order(number: int, **more: Any) -> Row:
    """One order line."""
    row = {"order_id": f"503-0000000-{number}", "item_id": "A", "at": DAY + timedelta(days=number), "line": number + 2}
    common = {"shop": "amazon.co.jp", "currency": "JPY", "total_minor": 1000, "status": "closed", "at_basis": "stated"}
    return {**common, "source": "amazon.order_history", "upload": 0, "path": "o.csv", "role": "buyer", **row, **more}


def refund(number: int, **more: Any) -> Row:
    """One refund, by default of this order."""
    row = {"order_id": f"503-0000000-{number}", "at": DAY + timedelta(days=number + 9), "line": number + 2}
    common = {"shop": "amazon.co.jp", "currency": "JPY", "amount_minor": 1000, "status": "completed"}
    return {
        **common,
        "source": "amazon.refund_details",
        "upload": 0,
        "path": "r.csv",
        "at_basis": "stated",
        **row,
        **more,
    }
