"""The items and prices of one purchase, two lists of nested objects."""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

_SUMMED = {"SUBTOTAL", "TAX", "DELIVERY"}  # what makes up the total, where nothing else changes it
_CANCELLED = {"CANCELLED", "CANCELED", "REJECTED"}
_MOST = 1_000_000


class Purchase(NamedTuple):
    """``total`` is a decimal number, which its parts may have ``contradicted``; the titles of several items are one
    text, and so are their places."""

    titles: str | None
    quantity: int | None
    total: str | None
    contradicted: bool
    currency: str | None
    status: str | None
    address: str | None
    provider: str | None


Object = Mapping[str, Any]  # of JSON
Price = tuple[str, Decimal, str]  # kind, millionths, currency


def purchase(items: str | None, prices: str | None) -> Purchase:
    """What the compact JSON of both lists says; whatever has an unknown form is left out."""
    bought = [item["purchase"] for item in _objects(items) if isinstance(item.get("purchase"), dict)]
    numbers = [item["quantity"] for item in bought if _is_number(item.get("quantity"))]
    states = {str(item.get("status") or "").upper() for item in bought}
    names = [name for item in _objects(items) if (name := _name(item))]
    providers = {str(name) for item in _objects(items) if (name := _at(item, "provider", "name"))}
    places = [place for item in bought if (place := _address(item))]
    total, currency = _total(prices)
    contradicted = _contradicts(list(_priced(_objects(prices))))
    return Purchase(
        titles="; ".join(names) or None,
        quantity=sum(numbers) or None,
        total=None if contradicted else total,
        contradicted=contradicted,
        currency=currency,
        status="cancelled" if states and states <= _CANCELLED else None,
        address=places[0] if len(set(places)) == 1 else None,
        provider=providers.pop() if len(providers) == 1 else None,
    )


def _objects(cell: str | None) -> list[Object]:
    try:
        read: Any = json.loads(cell or "[]")
    except (ValueError, RecursionError):
        return []
    return [entry for entry in read if isinstance(entry, dict)] if isinstance(read, list) else []


def _is_number(value: object) -> bool:
    return isinstance(value, int) and 0 < value < _MOST


def _at(value: Any, *names: str) -> Any:
    """The value under these names, one inside the other; None where one is missing."""
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _name(item: Object) -> str | None:
    name = _at(item, "purchase", "productInfo", "name") or item.get("name")
    return name.strip() or None if isinstance(name, str) else None


def _address(bought: Object) -> str | None:
    """Where it was delivered to. The place of a purchase that is fetched is the shop's."""
    kind = str(_at(bought, "fulfillment", "type") or "").upper()
    lines = _at(bought, "fulfillment", "location", "address")
    if "DELIVER" not in kind or not isinstance(lines, list):
        return None
    return ", ".join(str(line).replace("\n", ", ") for line in lines) or None


def _total(prices: str | None) -> tuple[str | None, str | None]:
    """The total and its currency; where it is not given, the sum of the other prices if nothing else can change it."""
    amounts = list(_priced(_objects(prices)))
    totals = [price for price in amounts if price[0] == "TOTAL"]
    rows = totals[:1] or (amounts if {kind for kind, _, _ in amounts} <= _SUMMED else [])
    currencies = {currency for _, _, currency in rows}
    if not rows or len(currencies) > 1 or not any(kind != "TAX" for kind, _, _ in rows):
        return None, None
    return f"{sum(micros for _, micros, _ in rows) / 1_000_000:f}", currencies.pop()


def _contradicts(amounts: Sequence[Price]) -> bool:
    """Whether the total is not the sum of the other prices, with or without the tax, where nothing else changes it."""
    totals = [price for price in amounts if price[0] == "TOTAL"]
    parts = [price for price in amounts if price[0] != "TOTAL"]
    if not totals or not {"SUBTOTAL"} < {kind for kind, _, _ in parts} or not {kind for kind, _, _ in parts} <= _SUMMED:
        return False
    whole, untaxed = (sum(micros for kind, micros, _ in parts if kind not in left) for left in ((), ("TAX",)))
    return totals[0][1] not in (whole, untaxed)


def _priced(rows: list[Object]) -> Iterator[Price]:
    for row in rows:
        code = _at(row, "amount", "currencyCode", "code")
        try:
            micros = Decimal(str(_at(row, "amount", "amountMicros")))
        except InvalidOperation:
            continue
        if isinstance(code, str) and micros.is_finite() and abs(micros) < 10**18:
            yield str(row.get("type") or "").upper(), micros, code
