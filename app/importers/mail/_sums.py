"""The parts of a price that a mail prints (subtotal, tax, postage, discount), beside its total."""

import re
from collections.abc import Iterator

from app.importers.mail._notice import MailLine, Record, money, values
from app.importers.shared.cells.printed_sums import LABELS, SUBTOTAL, UNKNOWN, Part, Sum

_ENDS = re.compile(
    r"(?:^|[\s:])([-+]? ?(?:¥|\\|US\$|[$€£])? ?-?\d[\d.,]*(?: ?(?:\(円\)|円|[€£]|[A-Z]{3}))?)$"
)  # an amount at the end of a line


def printed_sum(record: Record, body: tuple[MailLine, ...]) -> Sum:
    """The total of a record with the parts that its lines print, or those of the ``body`` where it has none of its
    own."""
    total, currency = record.whole or record.columns.get("money"), record.columns.get("currency")
    if record.sum or not total or not currency:
        return record.sum or Sum("", "", ())
    return Sum(total, currency, tuple(_parts(record.lines or body, total, currency, record.subtotal)))


def _parts(lines: tuple[MailLine, ...], total: str, currency: str, subtotal: str) -> Iterator[Part]:
    """The parts in this currency. ``subtotal`` are further labels of that. What stands between the first subtotal and
    the total under another label is a part that may count or not."""
    places, begin = set[int](), len(lines)
    for label, (kind, names) in enumerate(LABELS):
        for value in values(lines, f"{names}|{subtotal}" if subtotal and kind == SUBTOTAL else names):
            amount = money(value.plain, currency)
            if amount and amount[1] == currency:
                places |= {value.place, value.place + 1}
                begin = min(begin, value.place) if kind == SUBTOTAL else begin
                yield Part(kind, label, amount[0])
    for place in range(begin, len(lines)):
        match = _ENDS.search(lines[place].plain)
        amount = money(match[1].strip(), "") if match else None
        if amount and amount[0].lstrip("-") == total.lstrip("-"):
            return
        if amount and amount[1] == currency and place not in places:
            yield Part(UNKNOWN, len(LABELS) + place, amount[0])
