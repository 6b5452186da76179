"""Reports of Seller Central Japan, separated by tabs: unshipped and pending orders, and what came back."""

from collections.abc import Sequence
from datetime import timedelta

from evaluation.export import File
from evaluation.export.headers import PENDING, SELLER_RETURNS, UNSHIPPED
from evaluation.simulate.life import Life
from evaluation.simulate.records import Sale


def unshipped(life: Life) -> File:
    """Paid orders that were sent or are about to be."""
    rows = [(one, _unshipped(one)) for one in _sorted(life) if not one.pending]
    return _tabs("unshipped-orders.txt", UNSHIPPED, rows)


def _unshipped(one: Sale) -> dict[str, str]:
    return {
        **_order(one),
        "quantity-shipped": "0",
        "quantity-to-ship": "1",
        "ship-service-level": "Std JP Dom",
        "recipient-name": one.name,
        "ship-address-1": one.address.rest,
        "ship-state": one.address.region,
        "ship-postal-code": one.address.postal,
        "ship-country": "JP",
        "payment-method": one.payment,
    }


def pending(life: Life) -> File:
    """Orders that are not paid or not checked yet."""
    return _tabs("pending-orders.txt", PENDING, [(one, _order(one)) for one in _sorted(life) if one.pending])


def returns(life: Life) -> File:
    """What came back to the warehouse."""
    rows = [
        (
            one,
            {
                "return-date": f"{one.returned:%Y-%m-%dT%H:%M:%S+00:00}",
                "order-id": one.id,
                "sku": one.sku,
                "asin": "B0SELLER01",
                "fnsku": "X0001",
                "product-name": "見本の商品",
                "quantity": "1",
                "fulfillment-center-id": "NRT1",
                "detailed-disposition": "SELLABLE",
                "reason": "UNDELIVERABLE_REFUSED" if one.payment == "COD" else "UNWANTED_ITEM",
                "status": "Unit returned to inventory",
                "license-plate-number": f"LPN{one.id[-7:]}",
            },
        )
        for one in _sorted(life)
        if one.returned
    ]
    return _tabs("fba-returns.txt", SELLER_RETURNS, rows)


def _order(one: Sale) -> dict[str, str]:
    return {
        "order-id": one.id,
        "order-item-id": one.id.replace("-", "")[:14],
        "purchase-date": f"{one.at + timedelta(hours=9):%Y-%m-%dT%H:%M:%S+09:00}",
        "sku": one.sku,
        "product-name": "見本の商品",
        "quantity-purchased": "1",
        "payment-type": one.payment,
    }


def _sorted(life: Life) -> list[Sale]:
    return sorted(life.sales, key=lambda one: one.at)


def _tabs(name: str, header: Sequence[str], rows: list[tuple[Sale, dict[str, str]]]) -> File:
    lines = ["\t".join(header), *("\t".join(cells.get(column, "") for column in header) for _, cells in rows)]
    return File(name, ("\n".join(lines) + "\n").encode(), [(line, one) for line, (one, _) in enumerate(rows, 2)])
