"""The files beside orders and refunds: digital orders, devices and cards."""

from collections.abc import Iterator
from datetime import datetime

from evaluation.export import File, instant, money, table
from evaluation.export.amazon import listed, number
from evaluation.export.headers import DEVICES, DIGITAL_B, DIGITAL_C
from evaluation.simulate.life import Life
from evaluation.simulate.records import Order, Record


def digital(life: Life) -> File:
    """``Digital Content Orders.csv``: one row for the price and one for the tax of each item."""
    return table("Your Amazon Orders/Digital Content Orders.csv", DIGITAL_C, _digital_rows(life), bom=True)


def _digital_rows(life: Life) -> Iterator[tuple[Record | None, list[str]]]:
    for order in listed(life, digital=True):
        line, currency = order.lines[0], order.currency
        tax = order.total * 10 // 110
        for component, minor in (("Price Amount", order.total - tax), ("Tax", tax)):
            yield (
                order if component == "Price Amount" else None,
                [
                    line.asin,
                    "1",
                    currency,
                    component,
                    f"DI{order.id[4:]}",
                    "No",
                    f"www.{order.shop.lower()}",
                    instant(order.at),
                    order.id,
                    "SUCCESS",
                    "1",
                    "Payment Instrument Details Not Available",
                    money(order.total - tax, currency, False),
                    currency,
                    money(tax, currency, False),
                    line.title,
                    "1",
                    order.shop,
                    money(minor, currency, False),
                ],
            )


def old_digital(life: Life, until: datetime | None = None) -> File:
    """``Digital Items.csv``."""
    rows = ((order, _old_digital_cells(order, life.home.country)) for order in listed(life, until, digital=True))
    return table(f"Digital-Ordering.{number(life)}/Digital Items.csv", DIGITAL_B, rows, bom=True)


def _old_digital_cells(order: Order, country: str) -> list[str]:
    line, currency = order.lines[0], order.currency
    return [
        line.asin,
        line.title,
        order.id,
        f"DI{order.id[4:]}",
        country,
        currency,
        instant(order.at),
        "Yes",
        f"www.{order.shop.lower()}",
        instant(order.at),
        "1",
        money(order.total, currency, False),
        currency,
        money(0, currency, False),
        currency,
        order.shop,
        "Not Applicable",
        "No",
    ]


def devices(life: Life) -> File:
    """``Device Registration.csv``: the shop's own devices."""
    rows = (
        (
            one,
            [
                life.home.name,
                one.model,
                "Not Available",
                "Amazon",
                "Standard",
                "Primary",
                one.model,
                "Not Available",
                one.serial,
                instant(one.at),
                one.ip,
                instant(one.at),
                "+09:00",
                "ACTIVE",
                "Not Available",
            ],
        )
        for one in sorted(life.devices, key=lambda one: one.at)
    )
    return table("Your Fire TV Device & Setup/Device Registration.csv", DEVICES, rows, bom=True)


def cards(life: Life) -> File:
    """``PaymentOptions.PaymentInstruments.csv``: when each card was added."""
    rows = (
        (one, [one.at.strftime("%m/%d/%Y %H:%M:%S UTC"), one.last4])
        for one in sorted(life.cards, key=lambda one: one.at)
    )
    return table(
        "PaymentOptions.PaymentInstruments/PaymentOptions.PaymentInstruments.csv",
        ("RegistrationDate", "LastDigits"),
        rows,
    )
