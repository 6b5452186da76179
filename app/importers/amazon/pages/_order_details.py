"""The order of a saved page of Amazon's order details, or of its printable summary."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.importers.amazon._common.gift_words import DATE, plain
from app.importers.amazon.pages._balances import balances, blocks
from app.importers.amazon.pages._order_cards import is_list
from app.importers.amazon.pages._order_page import JOINT, Order
from app.importers.amazon.pages._order_tree import (
    ENCRYPTED,
    ON_REQUEST,
    component,
    first_visible,
    gift_cards,
    items,
    payment,
    popover,
    recipient,
    site,
    status_of,
)
from app.importers.amazon.pages._order_words import (
    CANCELLED,
    MONEY,
    date_in,
    money_in,
    order_id_in,
    payments,
    row_kind,
    summary_rows,
    values,
)
from app.importers.shared.cells.printed_sums import OPTIONAL, Part, Sum, differs, parts_of
from app.importers.shared.pages.elements import Element

_ROOTS = ("div#orderDetails", "div#ordersContainer", "div#odp-main-section")
_TOTALS = ("order_total", "charged")  # kinds of rows
_SUMMARIES = ("div#od-subtotals", "div[data-component=chargeSummary]", "div[data-component=orderSubtotals]")
_DATED = ".order-date-invoice-item"
_BREAKDOWN = ("a-popover-preload",)  # the parts of a refund, which are shown on request
_DATED_REFUND = re.compile(
    rf"(?:refund|返金|erstattung)s? ?[:：]? ?(?:[^\W\d]+ ){{0,2}}({DATE.pattern}) ?[-–] ?.{{0,60}}?({MONEY.pattern})",
    re.IGNORECASE,
)
_PAYMENT_LINES = 6
_ORDER_LINK = re.compile(r"[?&]order_?id=([^&#]+)", re.IGNORECASE)


_latest: list[tuple[object, Order | None]] = []  # Two formats ask for the same page, and then one reads it.


def order(page: Element) -> Order | None:
    """The order on the page; None for pages of other kinds. ``line`` is the place of its element."""
    if not _latest or _latest[0][0] is not page.page:
        _latest[:] = [(page.page, _order(page))]
    return _latest[0][1]


def _order(page: Element) -> Order | None:
    root = first_visible(page, *_ROOTS)
    if root is None or (root.attribute("id") == "ordersContainer" and is_list(page)):
        return None
    labelled = values(root.lines(ON_REQUEST))
    number, summary = _number(root, labelled), list(_summary(root))
    result = Order(root.place, number, _date(root, labelled), shop=site(page))
    if root.select(ENCRYPTED) and not summary and not result.date:
        result.note = "encrypted-order"
        return result
    result.items = list(items(root)) or list(gift_cards(root))
    if not number or not (summary or result.date or result.items):
        return None
    charge(result, summary)
    result.status = _status(root)
    result.payment = payment(root) or _payment(labelled)
    result.recipient = _recipient(root)
    if dated := list(dated_refunds(root.lines(_BREAKDOWN, hidden=True))):
        result.refund = JOINT.join(dated)
    return result


def is_printable(page: Element) -> bool:
    """Is it the printable summary, which is made of the same parts?"""
    return component(page, "printODTitle") is not None


def _number(root: Element, labelled: dict[str, list[str]]) -> str:
    parts = [component(root, "orderId"), first_visible(root, ".yohtmlc-order-id"), *root.select(_DATED)]
    texts = [" ".join(part.lines()) for part in parts if part] + labelled.get("order_id", [])[:1]
    if number := next(filter(None, map(order_id_in, texts)), ""):
        return number
    linked = (_ORDER_LINK.search(link.attribute("href")) for link in root.select("a[href]"))
    numbers = {number for match in linked if match and (number := order_id_in(match[1]))}
    return numbers.pop() if len(numbers) == 1 else ""


def _date(root: Element, labelled: dict[str, list[str]]) -> str:
    parts = [component(root, "orderDate"), *root.select(_DATED), component(root, "briefOrderInfo")]
    texts = [" ".join(part.lines()) for part in parts if part] + labelled.get("date", [])[:1]
    return next(filter(None, map(date_in, texts)), "")


def _summary(root: Element) -> Iterator[tuple[str, str]]:
    """Label and amount of each row of the order summary; by its lines where the layout does not mark the amounts."""
    part = first_visible(root, *_SUMMARIES)
    if part is None:
        total = first_visible(root, "#wfm-grand-total-amount")
        yield from [("Grand Total:", " ".join(total.lines()))] if total else []
        return
    marked = list(_marked(part))
    whole = any(row_kind(label) in ("order_total", "charged") for label, _ in marked)
    yield from marked if whole else summary_rows([plain(line) for line in part.lines(_BREAKDOWN)])


def _marked(part: Element) -> Iterator[tuple[str, str]]:
    """Label and amount of the rows whose last cell is marked as their amount."""
    left_out = [
        (element.place, element.page.ends[element.place]) for name in _BREAKDOWN for element in part.select(f".{name}")
    ]
    for value in part.select(".a-span-last"):
        if any(start <= value.place < end for start, end in left_out):
            continue
        amount = " ".join(value.lines())
        row = next(value.around()).lines(_BREAKDOWN)
        label = " ".join(row[: len(row) - len(value.lines())])
        if label and money_in(amount):
            yield label, money_in(amount)


def charge(order: Order, summary: Iterable[tuple[str, str]]) -> None:
    """Sets what an order cost, what balances paid of it, and what came back, from the rows (label and amount) of its
    summary. In Japanese the total comes first; after it come the points used and the amounts charged, which may be
    repeated for each parcel."""
    summary = list(summary)
    rows = [(row_kind(label), amount) for label, amount in summary]

    def of(kind: str) -> list[str]:
        return [amount for name, amount in rows if name == kind]

    whole, charged, back = of("order_total"), of("charged"), of("refund_total")
    totals = whole or charged
    if len(set(totals)) > 1:
        order.note = "unclear-total"
    elif totals and differs(_printed(totals[0], summary)):
        order.note = "different-parts"
    elif totals:
        order.whole = totals[0]
        order.by_balance = "" if whole else JOINT.join(balances(summary))
    order.refund = back[-1] if back else JOINT.join(of("refund"))


def _printed(total: str, summary: Sequence[tuple[str, str]]) -> Sum:
    """The total of a summary, with the parts that stand beside it and, once each, what balances paid of it. Those of
    single parcels stand in blocks of their own."""
    whole = [block for block in blocks(summary) if any(row_kind(label) in _TOTALS for label, _ in block)]
    rows = [(plain(label), amount) for label, amount in (whole or [[]])[-1] if row_kind(label) in ("other", "")]
    paid = (Part(OPTIONAL, -number, amount) for number, amount in enumerate(balances(summary), 1))
    return Sum(total, "USD" if "$" in total else "", (*parts_of(rows), *paid))


def dated_refunds(lines: Iterable[str]) -> Iterator[str]:
    """The refunds among the transactions of an older page, as day and amount: `Refund: Completed November 2, 2020 -
    $76.11`, which may take two lines."""
    texts = [plain(line) for line in lines]
    for here, following in zip(texts, [*texts[1:], ""], strict=True):
        match = _DATED_REFUND.match(here) or (_DATED_REFUND.match(f"{here} {following}") if len(here) < 30 else None)
        if match:
            yield f"{date_in(match[0])} {money_in(match[0][match.end(1) :].lstrip(' -–'))}"


def _payment(labelled: dict[str, list[str]]) -> str:
    return " and ".join(dict.fromkeys(payments(labelled.get("payment", [])[:_PAYMENT_LINES])))


def _recipient(root: Element) -> str:
    part = first_visible(root, ".displayAddressDiv") or component(root, "shippingAddress", "rawShippingAddress")
    if part is None:
        around = first_visible(root, ".recipient")
        return recipient(popover(around)) if around else ""
    heading = first_visible(part, "h4", "h5", "h6")
    titles = heading.lines() if heading else []
    return recipient(line for line in part.lines() if line not in titles)


def _status(root: Element) -> str:
    """The status of the whole order if an alert says that it was cancelled, otherwise the status of its first
    parcel."""
    alerts = (" ".join(alert.lines()) for alert in root.select(".a-alert-heading"))
    return next(filter(CANCELLED.search, alerts), "") or status_of(root)
