"""What Amazon's refund files have in common."""

import polars as pl

from app.importers.shared.cells.columns import Cells, Fault


def refund_ids(table: Cells) -> pl.Series:
    """The numbers of refunds under the key ``reversal``. A file that was opened in a spreadsheet puts those that begin
    with a sign between apostrophes."""
    return table["reversal"].str.strip_chars("'").replace("", None)


def known_payouts(table: Cells, keep: pl.Series) -> tuple[pl.Series, list[Fault]]:
    """Which rows are refunds by the word under the key ``payout``. Amazon has been seen to write only ``Refund``; the
    status of a row with another word is not taken over, so that its amount never adds up in a proof."""
    other = table["payout"].is_not_null() & (table["payout"].str.to_lowercase() != "refund")
    return ~other.fill_null(False), [Fault("unknown-payout", "payout", keep & other.fill_null(False))]
