"""What Amazon's refund files have in common."""

import polars as pl

from app.importers.shared.columns import Cells, Fault


def known_payouts(table: Cells, keep: pl.Series) -> tuple[pl.Series, list[Fault]]:
    """Which rows are refunds by the word under the key ``payout``. Amazon has been seen to write only ``Refund``; the
    status of a row with another word is not taken over, so that its amount never adds up in a proof."""
    other = table["payout"].is_not_null() & (table["payout"].str.to_lowercase() != "refund")
    return ~other.fill_null(False), [Fault("unknown-payout", "payout", keep & other.fill_null(False))]
