"""Amazon.co.jp's qualified invoice (適格請求書) of one dispatch, a PDF or its pasted text.

The lines of a long title follow the line with the prices; a discount belongs to the item above it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from app.i18n import N_
from app.importers import Events
from app.importers.shared.cells.item_kinds import kinds
from app.importers.shared.cells.titles import titles
from app.importers.shared.statements.printed import plain, printed_amounts
from app.importers.shared.times.dates import instants
from app.reader.table import Block, Head

title = N_("Amazon.co.jp: invoice (適格請求書)")
get = (
    N_("Sign in to Amazon.co.jp, open your orders, and press 「領収書等」 beside the order."),
    N_("Download every invoice of the order as PDF: each dispatch has one of its own. Hand them all in as they are."),
)
takes = N_("The invoice can be downloaded at once, as soon as the goods are dispatched.")
cannot_show = N_("An invoice is about one dispatch, so an order may have more items than it lists.")
unverified = True
grade, checked = "C", "2026-11-24"
page = "orders"
totals_are_whole = False  # An order has an invoice for each dispatch.
partial = True
columns = None

_HEADER = ("内容", "数量", "税率", "税込")
_ITEM = re.compile(
    r"(?P<title>.*?) ?(?P<quantity>\d{1,4}) ¥ ?(?P<net>[\d,]+) (?P<rate>\d{1,2})% ?\D{0,2} ?¥ ?(?P<gross>[\d,]+) "
    r"¥ ?(?P<sum>[\d,]+)"
)
_LESS = re.compile(r"(?:値引|割引|クーポン)\S{0,8}(?: .*)? -¥? ?-?(?P<sum>[\d,]+)")
_SENDING = re.compile(r"(?:配送料|送料)\S{0,8} (?:.* )?(?P<sign>-?)¥ ?(?P<sum>[\d,]+)")
_END = re.compile(r"合計|小計|請求|支払|消費税|登録番号|ページ|https?:")
_TOTAL = re.compile(r"合計|請求|支払")
_NUMBER = re.compile(r"(?<![\d-])(\d{3}-\d{7}-\d{7}|D\d{2}-\d{7}-\d{7})(?![\d-])")
_DATE = re.compile(r"注文日:? ?((?:19|20)\d\d[年/-] ?\d{1,2}[月/-] ?\d{1,2}(?: ?日)?)")


@dataclass(slots=True)
class _Item:
    """One item; ``paid`` is in yen with tax, and with its discounts."""

    line: int
    parts: list[str]
    quantity: int
    paid: int


class _Invoice(NamedTuple):
    order_id: str
    date: str | None
    items: Sequence[_Item]


def recognises(head: Head) -> bool:
    """Recognised by the names of its columns and one order number, and only where its rows add up to a printed
    total."""
    return head.kind == "text" and _invoice([(place, row[0]) for place, row in enumerate(head.sample)]) is not None


def read(head: Head, block: Block) -> Events:
    """One ``orders`` event an item."""
    invoice = _invoice(list(zip(block.lines.to_list(), block.frame["text"].to_list(), strict=True)))
    if invoice is None:
        return Events()
    names = pl.Series("title", [" ".join(item.parts) or None for item in invoice.items], dtype=pl.String)
    dates = pl.Series([invoice.date] * len(invoice.items), dtype=pl.String)
    rows = instants(dates).with_columns(
        titles(names),
        kinds(names, "other").alias("kind"),
        line=pl.Series([item.line for item in invoice.items], dtype=pl.UInt32),
        quantity=pl.Series([item.quantity for item in invoice.items], dtype=pl.Int64),
        total_minor=pl.Series([item.paid for item in invoice.items], dtype=pl.Int64),
        order_id=pl.lit(invoice.order_id),
        shop=pl.lit("amazon.co.jp"),
        currency=pl.lit("JPY"),
        shipped=pl.lit(True),
        role=pl.lit("buyer"),
    )
    return Events({"orders": rows}, records=[item.line for item in invoice.items])


def _invoice(lines: Sequence[tuple[int, str]]) -> _Invoice | None:
    """The invoice in these lines; None where they hold no invoice, or where its sums do not prove that it was read
    correctly."""
    written = [(line, plain(text)) for line, text in lines]
    begin = next((n for n in range(len(written)) if _is_header([text for _, text in written[n : n + 2]])), None)
    numbers = {number for _, text in written for number in _NUMBER.findall(text)}
    if begin is None or len(numbers) != 1:
        return None
    items = _items(written[begin + 1 :])
    totals = {total for _, text in written if _TOTAL.search(text) for total in printed_amounts(text, 0)}
    if not items or sum(item.paid for item in items) not in totals:
        return None
    date = next((hit[1] for _, text in written if (hit := _DATE.search(text))), None)
    return _Invoice(numbers.pop(), date and re.sub(" ", "", date), items)


def _items(lines: Iterable[tuple[int, str]]) -> list[_Item]:
    """The items, with discounts and surcharges included; the cost of shipping is added to the first item."""
    items: list[_Item] = []
    sending, going_on = 0, False
    for line, text in lines:
        if hit := _LESS.fullmatch(text):
            if items:
                items[-1].paid -= _yen(hit["sum"])
        elif hit := _SENDING.fullmatch(text):
            sending += int(hit["sign"] + "1") * _yen(hit["sum"])
            going_on = False
        elif hit := _ITEM.fullmatch(text):
            items.append(_Item(line, [hit["title"]], int(hit["quantity"]), _yen(hit["sum"])))
            going_on = True
        elif _END.search(text):
            going_on = False
        elif items and going_on:
            items[-1].parts.append(text)
    if items:
        items[0].paid += sending
    return items


def _is_header(lines: Sequence[str]) -> bool:
    """Whether these two lines name the columns; the second may hold what is in brackets."""
    return lines[0].startswith(_HEADER[0]) and all(word in " ".join(lines) for word in _HEADER)


def _yen(text: str) -> int:
    return int(text.replace(",", ""))
