"""Order numbers of Rakuten Ichiba: the shop's number, the day of the order, and a running number."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from app.importers.shared.pages.order_pages import OTHER_DAY_SENTENCE, PageOrder
from app.reader.table import FileProblem

NUMBER = re.compile(r"(?<![\w-])\d{6}-(\d{4})(\d\d)(\d\d)-\d{8,10}(?![\w-])")
_DAY = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})")
OLD_DETAILS = "div.oDrSpecPurchaseInfo"  # the box of the page of one order until 2022 or 2023
NAMES = {"order_id": "注文番号", "date": "注文日", "total": "金額"}


def number_in(text: str) -> str:
    """The order number in a text; empty where the text has no number, or where the day in the number does not exist."""
    match = NUMBER.search(text)
    return match[0] if match and _day(match.groups()) else ""


def days_apart(orders: Iterable[PageOrder]) -> Iterator[FileProblem]:
    """The orders whose number contains another day than their date."""
    for order in orders:
        number, stated = NUMBER.match(order.order_id), _DAY.search(order.date)
        if number and stated and _day(number.groups()) != _day(stated.groups()):
            values: dict[str, str | int] = {"order": order.order_id, "date": order.date[:40]}
            yield FileProblem("other-day", OTHER_DAY_SENTENCE, values, order.line)


def _day(parts: Iterable[str]) -> date | None:
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
