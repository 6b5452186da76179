"""Amazon's page of payments (`/cpe/yourpayments/transactions`), saved or pasted: the only one that states how
much of an order was paid by gift card and how much by card."""

from datetime import UTC, datetime, time

import polars as pl

from analyzers.events.schemas import INSTANT
from app.i18n import N_
from app.importers import Events
from app.importers.amazon._common.gift_words import currency_of, day_of, is_japanese
from app.importers.amazon._common.payments import one_order, payment_events, vendor_shop
from app.importers.amazon.pages._transaction_rows import Transaction, is_payment, is_transactions_page, transactions
from app.importers.shared.cells.columns import Cells, Fault, cells, problems
from app.importers.shared.cells.money import minor_units
from app.reader.table import Block, Head

title = N_("Amazon: payments")
get = (
    N_(
        "Sign in on the site where you shop (amazon.co.jp, amazon.com …) and open its list of "
        "payments: the address of the "
        "page ends in /cpe/yourpayments/transactions."
    ),
    N_(
        "Scroll down to the end, because the page loads more while you scroll. If it has several pages, "
        "take every page."
    ),
    N_("Save the page as HTML, or select everything on it, copy it and paste it here."),
)
takes = N_("The page can be saved at once; you need not wait.")
cannot_show = N_(
    "This page gives days without a time of day, and a saved page is often only part of the list. "
    "Refunds to the gift-card balance are only in the gift-card history."
)
unverified = True
grade, checked = "A", "2026-11-24"
wanted_for = {"payments": 1, "charges": 1}
page = "transactions"  # as ``checklists/shops`` names it
columns = None

_NAMES = {"date": "Date", "amount": "Amount", "method": "Payment method"}


def recognises(head: Head) -> bool:
    """Text with days, cards or the gift-card balance, amounts and order numbers; the page has no table."""
    return head.kind == "text" and is_transactions_page(enumerate(row[0] for row in head.sample if row))


def read(head: Head, block: Block) -> Events:
    """One ``payments`` event a charge and one ``refunds`` event a refund. ``at`` is the day."""
    lines = ["\t".join(cell or "" for cell in row) for row in block.frame.iter_rows()]
    rows = transactions(zip(block.lines, lines, strict=True))
    table = _table(rows)
    shops = [vendor_shop(row.vendor) for row in rows]
    currency = _currencies(rows, shops, is_japanese(lines))
    amount = minor_units(table["amount"], currency)
    days = [day_of(row.date) for row in rows]
    at = [datetime.combine(day, time(), UTC) if day else None for day in days]
    refund = pl.Series([row.refund for row in rows], dtype=pl.Boolean)
    absolute = pl.col("amount").abs()  # without a sign it is a charge unless the words say otherwise
    signed = pl.DataFrame({"amount": amount, "refund": refund}).select(
        pl.when("refund").then(absolute).otherwise(-absolute)
    )
    frame = pl.DataFrame(
        {
            "line": table.lines,
            "at": pl.Series(at, dtype=INSTANT),
            "at_basis": pl.Series(["date_only" if day else None for day in days], dtype=pl.String),
            "shop": pl.Series(shops, dtype=pl.String),
            "order_id": pl.Series([one_order(row.orders) for row in rows], dtype=pl.String),
            "amount_minor": signed.to_series(),
            "currency": currency,
            "method": table["method"],
            "merchant": pl.Series([row.vendor or None for row in rows], dtype=pl.String),
            "status": pl.Series([row.status or None for row in rows], dtype=pl.String),
        }
    )
    stated = table["amount"].is_not_null()
    keep = pl.Series([is_payment(row) for row in rows], dtype=pl.Boolean)
    faults = [
        Fault("unreadable-row", "date", ~keep),
        Fault("no-date", "date", table["date"].is_null()),
        Fault("bad-date", "date", table["date"].is_not_null() & frame["at"].is_null()),
        Fault("no-currency", "amount", stated & currency.is_null()),
        Fault("bad-amount", "amount", stated & currency.is_not_null() & amount.is_null()),
        Fault("no-amount", "amount", keep & ~stated),
    ]
    events = payment_events(frame.filter(keep), refund.filter(keep))
    return Events(events.tables, problems(table, faults), records=[row.line for row in rows])


def _table(rows: list[Transaction]) -> Cells:
    frame = pl.DataFrame(
        {key: [getattr(row, key) for row in rows] for key in _NAMES}, schema=dict.fromkeys(_NAMES, pl.String)
    )
    lines = pl.Series([row.line for row in rows], dtype=pl.UInt32)
    table = cells(Block(frame, lines), {key: (key,) for key in _NAMES})
    return Cells(table.raw, table.text, lines, _NAMES)


def _currencies(rows: list[Transaction], shops: list[str | None], japanese: bool) -> pl.Series:
    """By the mark of each amount and, where currencies share it, by the shops that the row or the page names."""
    named = {shop for shop in shops if shop}
    records = [
        currency_of(row.amount, {shop} if shop else named, japanese) if row.amount else None
        for row, shop in zip(rows, shops, strict=True)
    ]
    return pl.Series(records, dtype=pl.String)
