"""Charges and refunds of lists of payments, distinguished by their sign."""

import re

import polars as pl

from app.importers import Events
from app.importers.amazon._common.gift_words import shop_of
from app.importers.amazon._common.words import destinations
from app.importers.shared.cells.columns import Cells, Fault, by_value, problems
from app.importers.shared.cells.money import currencies, minor_units
from app.importers.shared.records.accounts import all_empty
from app.importers.shared.records.order_rows import money_faults
from app.importers.shared.times.resaved_dates import dates

_ORDER = re.compile(r"(?<![\w-])(?:[A-Z]?\d{2,3}-\d{7}-\d{7}|\d{12,20})(?![\w-])", re.IGNORECASE)
_SAME = ("AE", "CA", "DE", "EG", "ES", "FR", "IE", "IN", "IT", "NL", "PL", "SA", "SE", "SG")
_MARKETS = {
    "US": "amazon.com",
    "COM": "amazon.com",
    "UK": "amazon.co.uk",
    "GB": "amazon.co.uk",
    "JP": "amazon.co.jp",
    "AU": "amazon.com.au",
    "MX": "amazon.com.mx",
    "BR": "amazon.com.br",
    "TR": "amazon.com.tr",
    "BE": "amazon.com.be",
    "ZA": "amazon.co.za",
    **{code: f"amazon.{code.lower()}" for code in _SAME},
}
_MARKETPLACE = re.compile(
    r"(?:AMZN|AMAZON) ?(?:MKTP|MKTPLACE|MARKETPLACE|RETAIL|PRIME)\w* ([A-Z]{2,3})\b", re.IGNORECASE
)
_CARD = (
    r"[*•]{2,} ?\d{3,4}|(?i)visa|master ?card|american ?express|amex\b|\bjcb\b|discover|diners|credit ?card|debit ?card"
)


def region_shop(code: str | None) -> str | None:
    """The shop of a country code as tools write it: ``us``, ``uk``, ``jp``."""
    return _MARKETS.get((code or "").strip().upper())


def vendor_shop(vendor: str) -> str | None:
    """The shop named by a vendor's name: ``Amazon.com``, ``AMZN Mktp US``."""
    match = _MARKETPLACE.match(vendor)
    return shop_of(vendor) or (region_shop(match[1]) if match else None)


def one_order(text: str) -> str | None:
    """The order number in a text; null for several orders, because the amount is their total."""
    numbers = {number.upper() for number in _ORDER.findall(text[:2_000])}
    return numbers.pop() if len(numbers) == 1 else None


def refund_places(method: pl.Series) -> pl.Series:
    """Where a refund to this card or balance went; a card is known by its name or its last digits."""
    rows = pl.DataFrame({"word": destinations(method), "method": method})
    card = (pl.col("word") == "unknown") & pl.col("method").str.contains(_CARD)
    return rows.select(pl.when(card).then(pl.lit("card")).otherwise("word")).to_series()


def payment_events(rows: pl.DataFrame, refund: pl.Series | None = None) -> Events:
    """``payments`` and ``refunds`` from rows with ``line``, ``at``, ``at_basis``, ``shop``, ``order_id``, ``currency``,
    ``method``, ``merchant``, ``status`` and ``amount_minor``, negative where the person paid. ``refund`` marks rows
    whose words name a refund, whatever their sign."""
    # The older page writes stars where the newer one has dots; one payment must read the same from both.
    rows = rows.with_columns(pl.col("method").str.replace_all("•", "*", literal=True))
    back = (rows["amount_minor"] > 0).fill_null(False)
    if refund is not None:
        back |= refund
    amount = pl.col("amount_minor")
    payments = rows.filter(~back).with_columns(-amount)
    refunded = rows.filter(back)
    refunds = refunded.drop("method", "merchant").with_columns(
        amount.abs(), destination=refund_places(refunded["method"]), role=pl.lit("buyer")
    )
    return Events({"payments": payments, "refunds": refunds})


def listed_payments(table: Cells, shop: pl.Series) -> Events:
    """The events of a list with the keys ``date``, ``orders``, ``merchant``, ``method``, ``amount`` (negative where the
    person paid) and ``currency``."""
    keep = ~all_empty(table)
    when, date_problems = dates(table, ("date",), keep)
    currency = by_value(table["currency"], currencies)
    amount = minor_units(table["amount"], currency, point=True)
    faults = [
        Fault("empty-row", "date", ~keep),
        Fault("bad-date", "date", keep & when["date"].unread),
        *date_problems,
        Fault("no-date", "date", keep & table["date"].is_null()),
        *money_faults(table, keep, "amount", currency, amount),
    ]
    orders = [one_order(text) if text else None for text in table["orders"]]
    rows = (
        when["date"]
        .at.with_columns(
            line=table.lines,
            shop=shop,
            order_id=pl.Series(orders, dtype=pl.String),
            currency=currency,
            amount_minor=amount,
            method=table["method"],
            merchant=table["merchant"],
            status=pl.lit(None, pl.String),
        )
        .filter(keep)
    )
    events = payment_events(rows)
    # A refund is listed once it was made.
    done = events.tables["refunds"].with_columns(status=pl.lit("completed"))
    return Events({**events.tables, "refunds": done}, problems(table, faults))
