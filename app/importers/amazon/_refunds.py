"""What Amazon's refund files have in common: an order number, an amount in a currency, a date, a status."""

import polars as pl

from app.importers._columns import Cells, Fault, by_value, order_ids, unusable
from app.importers._dates import instants
from app.importers._money import currencies, minor_units


def refund_rows(table: Cells, dates: tuple[str, ...]) -> tuple[pl.DataFrame, pl.Series, list[Fault]]:
    """The shared columns of refund events from the keys ``order_id``, ``amount``, ``currency`` and the date keys in
    ``dates`` (the first that is readable counts); which rows are events; and the cells that could not be used."""
    order_id = order_ids(table["order_id"])
    keep = order_id.is_not_null()
    read = [instants(table[key]) for key in dates]
    currency = by_value(table["currency"], currencies)
    amount = minor_units(table["amount"], currency)
    when = pl.concat(
        [frame.rename({"at": f"at{i}", "at_basis": f"b{i}"}) for i, frame in enumerate(read)], how="horizontal"
    )
    rows = when.select(
        at=pl.coalesce(f"at{i}" for i in range(len(read))), at_basis=pl.coalesce(f"b{i}" for i in range(len(read)))
    ).with_columns(
        line=table.lines,
        order_id=order_id,
        amount_minor=amount,
        currency=currency,
        role=pl.lit("buyer"),
    )
    bad_dates = [
        Fault("bad-date", key, keep & table[key].is_not_null() & frame["at"].is_null())
        for key, frame in zip(dates, read, strict=True)
    ]
    no_date = keep & table.text.select(pl.all_horizontal(pl.col(key).is_null() for key in dates)).to_series()
    stated = table["amount"].is_not_null()
    faults = [
        *unusable(table, "order_id", keep),
        *bad_dates,
        Fault("no-date", dates[0], no_date),
        Fault("bad-currency", "currency", keep & table["currency"].is_not_null() & currency.is_null()),
        Fault("no-currency", "amount", keep & stated & table["currency"].is_null()),
        Fault("bad-amount", "amount", keep & stated & currency.is_not_null() & amount.is_null()),
        Fault("no-amount", "amount", keep & table.blank("amount")),
    ]
    return rows, keep, faults


def known_payouts(table: Cells, keep: pl.Series) -> tuple[pl.Series, list[Fault]]:
    """Which rows are refunds by the word under the key ``payout``. Amazon has been seen to write only ``Refund``; the
    status of a row with another word is not taken over, so that its amount never adds up in a proof."""
    other = table["payout"].is_not_null() & (table["payout"].str.to_lowercase() != "refund")
    return ~other.fill_null(False), [Fault("unknown-payout", "payout", keep & other.fill_null(False))]
