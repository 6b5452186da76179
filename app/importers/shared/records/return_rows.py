"""What files of returns have in common."""

import polars as pl

from app.importers import Events
from app.importers.shared.cells.columns import Cells, problems
from app.importers.shared.records.refund_rows import refund_rows


def return_events(table: Cells, dates: tuple[str, ...], role: str = "buyer", **more: pl.Series) -> Events:
    """One ``returns`` event a row from the keys of ``refund_rows`` and, unchanged, ``item_id``, ``reason`` and
    ``status``. A return without a refund has no amount, and that is no problem."""
    rows, keep, faults = refund_rows(table, dates, role)
    passed = {key: table[key] for key in ("item_id", "reason", "status") if key in table.text.columns}
    returns = rows.with_columns(**passed).with_columns(**more).filter(keep)
    row_problems = problems(table, [fault for fault in faults if fault.code != "no-amount"])
    return Events({"returns": returns}, row_problems)
