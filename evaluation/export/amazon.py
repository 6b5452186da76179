"""Amazon's order, refund and return files of both generations."""

from collections.abc import Iterator
from datetime import datetime

from evaluation.export import File, instant, money, table
from evaluation.export.headers import CUSTOMER_RETURNS, ORDERS_B, ORDERS_C, PAYMENTS, REFUNDS, RETURNS
from evaluation.simulate.life import Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Line, Order, Record, Refund

OLD = {
    "Original Quantity": "Quantity",
    "Payment Method Type": "Payment Instrument Type",
    "Total Amount": "Total Owed",
    "Gift Recipient Contact": "Gift Recipient Contact Details",
}
DESTINATIONS = {"gift_card": "ElectronicGiftCertificate", "card": "CreditCard", "points": "AmazonPoints"}
NA = "Not Available"


def number(life: Life) -> str:
    """The number in the names of folders: it goes by region."""
    return {"JP": "3", "US": "1"}.get(life.home.country, "2")


def listed(life: Life, until: datetime | None = None, digital: bool = False) -> list[Order]:
    """The orders that the list shows, newest first."""
    since = life.options.orders_from or life.start
    mine = [
        one for one in life.orders if one.listed and one.digital == digital and since <= one.at <= (until or life.end)
    ]
    return sorted(mine, key=lambda one: one.at, reverse=True)


def orders(life: Life, until: datetime | None = None, old: bool = False) -> File:
    """``Order History.csv``, or of the older generation ``Retail.OrderHistory.N.csv``, up to a day."""
    header = ORDERS_B if old else ORDERS_C
    rows = (
        (order, [cells[_name(name, old)] for name in header])
        for order in listed(life, until)
        for cells in _order_cells(life, order)
    )
    folder = f"Retail.OrderHistory.{number(life)}"
    path = f"{folder}/{folder}.csv" if old else "Your Amazon Orders/Order History.csv"
    return table(path, header, rows, bom=True, crlf=life.home.country == "JP" and not old)


def _name(column: str, old: bool) -> str:
    return {new: before for before, new in OLD.items()}.get(column, column) if old else column


def _order_cells(life: Life, order: Order) -> Iterator[dict[str, str]]:
    millis = order.at.microsecond > 500_000
    shipped = [instant(at, millis) for at in order.shipped]
    for place, line in enumerate(order.lines):
        # Lines of a split order are shipped one after the other; a single line may itself come in parts.
        mine = (
            shipped
            if len(order.lines) == 1
            else shipped[place % len(shipped) : place % len(shipped) + 1]
            if shipped
            else []
        )
        yield {
            **_what(order, line),
            "Billing Address": order.billing,
            "Carrier Name & Tracking Number": _carrier(life, order) if mine else NA,
            "Gift Message": order.gift[0] if order.gift else NA,
            "Gift Recipient Contact": NA,
            "Gift Sender Name": order.gift[1] if order.gift else NA,
            "Item Serial Number": NA,
            "Order Date": instant(order.at, millis),
            "Order ID": order.id,
            "Order Status": order.status,
            "Payment Method Type": order.payment,
            "Purchase Order Number": "Not Applicable",
            "Ship Date": " and ".join(mine) or NA,
            "Shipment Status": " and ".join(["Shipped"] * len(mine)) or NA,
            "Shipping Address": _address(order.name, order.address),
            "Shipping Option": {"JPY": "std-jp-local", "USD": "Std US Dom"}.get(order.currency, "second")
            if mine
            else NA,
            "Website": order.shop,
        }


def _address(name: str, place: Address) -> str:
    return place.cell(name)


def _what(order: Order, line: Line) -> dict[str, str]:
    """The line's goods and money. Discounts are written with apostrophes and are part of what the line cost."""
    total = line.minor * line.quantity
    discount = total // 20 if line.asin[-1] in "05X" and total > 400 else 0
    tax = (total + discount) * 10 // 110
    before = total + discount - tax
    currency = order.currency
    each = before // max(1, line.quantity)
    return {
        "ASIN": line.asin,
        "Currency": currency,
        "Original Quantity": str(line.quantity),
        "Product Condition": "New",
        "Product Name": line.title,
        "Shipment Item Subtotal": money(before, currency),
        "Shipment Item Subtotal Tax": money(tax, currency),
        "Shipping Charge": money(0, currency),
        "Total Amount": money(total, currency),
        "Total Discounts": f"'{money(-discount, currency)}'" if discount else "0",
        "Unit Price": money(each, currency),
        "Unit Price Tax": money(tax // max(1, line.quantity), currency),
    }


def _carrier(life: Life, order: Order) -> str:
    digits = order.id.replace("-", "")[-12:]
    return f"ヤマト運輸 - {digits}" if life.home.country == "JP" else f"AMZN_{life.home.country}(TBA{digits})"


def _told(life: Life, until: datetime | None = None) -> list[Refund]:
    return sorted(
        (one for one in life.refunds if one.paid <= (until or life.end)), key=lambda one: one.paid, reverse=True
    )


def refunds(life: Life) -> File:
    """``Refund Details.csv``: no item, no destination."""
    return table(
        "Your Returns & Refunds/Refund Details.csv",
        REFUNDS,
        _refund_rows(life),
        bom=True,
        crlf=life.home.country == "JP",
    )


def _refund_rows(life: Life) -> Iterator[tuple[Record, list[str]]]:
    for one in _told(life):
        if not one.digital:
            created, paid = instant(one.at), instant(one.paid)
            amount = money(one.minor, one.currency)
            yield (
                one,
                [
                    created,
                    one.currency,
                    "0",
                    "Refund",
                    one.order_id,
                    one.status,
                    "1",
                    amount,
                    paid,
                    "Final",
                    one.reason,
                    "Completed",
                    one.shop,
                ],
            )


def old_refunds(life: Life, until: datetime | None = None) -> File:
    """``Retail.OrdersReturned.Payments.N.csv``: no shop, no reason, no destination. The number of a refund is the
    same in every export."""
    numbers = {id(one): place for place, one in enumerate(life.refunds, 1)}
    rows = (
        (
            one,
            [
                one.order_id,
                f"{numbers[id(one)]:020d}",
                instant(one.paid),
                one.currency,
                money(one.minor, one.currency, False),
                one.status,
                "Refund",
            ],
        )
        for one in _told(life, until)
        if not one.digital
    )
    folder = f"Retail.OrdersReturned.Payments.{number(life)}"
    return table(f"{folder}/{folder}.csv", PAYMENTS, rows, bom=True)


def returns(life: Life) -> File:
    """``Your Orders.Returns.N.csv``: where the refund of a return went, with three decimals."""
    rows = (
        (
            one,
            [
                str(10**11 + place),
                one.order_id,
                f"miq://document:1.0/Ordering/amazon:1.0/Unit:1.0/{place:08d}",
                instant(one.at),
                one.status,
                f"{one.minor / (1 if one.currency == 'JPY' else 100):.3f}",
                one.currency,
                DESTINATIONS[one.destination],
            ],
        )
        for place, one in enumerate(_told(life))
        if one.returned and not one.digital
    )
    folder = f"Your Orders.Returns.{number(life)}"
    return table(f"Additional Data/{folder}/{folder}.csv", RETURNS, rows)


def old_returns(life: Life, until: datetime | None = None) -> File:
    """``Retail.CustomerReturns.N.csv``, whose dates come in two forms."""
    rows = (
        (
            one,
            [
                one.order_id,
                f"{place:012d}",
                one.at.strftime("%Y-%m-%d %H:%M:%S" if place % 2 else "%a, %d %b %Y %H:%M:%S UTC"),
                money(one.minor, one.currency, False),
                one.currency,
                one.reason,
                "Refund",
            ],
        )
        for place, one in enumerate(_told(life, until))
        if one.returned and not one.digital
    )
    folder = f"Retail.CustomerReturns.{number(life)}"
    return table(f"{folder}/{folder}.csv", CUSTOMER_RETURNS, rows, bom=True)
