"""The order of a saved page of Amazon's order details, or of its printable summary."""

import re
from collections.abc import Iterable, Iterator

from app.importers.amazon._common.gift_words import DATE, plain
from app.importers.amazon.pages._balances import balances
from app.importers.amazon.pages._order_cards import is_list
from app.importers.amazon.pages._order_page import JOINT, Order
from app.importers.amazon.pages._order_tree import (
    ENCRYPTED,
    ON_REQUEST,
    component,
    gift_cards,
    items,
    payment,
    popover,
    recipient,
    shown,
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
from app.importers.shared.pages.elements import Element

_ROOTS = ("div#orderDetails", "div#ordersContainer", "div#odp-main-section")
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
    """The order that the page is about; None for other pages. ``line`` is the place of its element."""
    if not _latest or _latest[0][0] is not page.page:
        _latest[:] = [(page.page, _order(page))]
    return _latest[0][1]


def _order(page: Element) -> Order | None:
    root = shown(page, *_ROOTS)
    if root is None or (root.attribute("id") == "ordersContainer" and is_list(page)):
        return None
    said = values(root.lines(ON_REQUEST))
    number, summary = _number(root, said), list(_summary(root))
    found = Order(root.place, number, _date(root, said), shop=site(page))
    if root.select(ENCRYPTED) and not summary and not found.date:
        found.note = "encrypted-order"
        return found
    found.items = list(items(root)) or list(gift_cards(root))
    if not number or not (summary or found.date or found.items):
        return None
    charge(found, summary)
    found.status = _status(root)
    found.payment = payment(root) or _payment(said)
    found.recipient = _recipient(root)
    if dated := list(dated_refunds(root.lines(_BREAKDOWN, hidden=True))):
        found.refund = JOINT.join(dated)
    return found


def is_printable(page: Element) -> bool:
    """Is it the printable summary, which is made of the same parts?"""
    return component(page, "printODTitle") is not None


def _number(root: Element, said: dict[str, list[str]]) -> str:
    parts = [component(root, "orderId"), shown(root, ".yohtmlc-order-id"), *root.select(_DATED)]
    texts = [" ".join(part.lines()) for part in parts if part] + said.get("order_id", [])[:1]
    if number := next(filter(None, map(order_id_in, texts)), ""):
        return number
    linked = (_ORDER_LINK.search(one.attribute("href")) for one in root.select("a[href]"))
    numbers = {number for found in linked if found and (number := order_id_in(found[1]))}
    return numbers.pop() if len(numbers) == 1 else ""


def _date(root: Element, said: dict[str, list[str]]) -> str:
    parts = [component(root, "orderDate"), *root.select(_DATED), component(root, "briefOrderInfo")]
    texts = [" ".join(part.lines()) for part in parts if part] + said.get("date", [])[:1]
    return next(filter(None, map(date_in, texts)), "")


def _summary(root: Element) -> Iterator[tuple[str, str]]:
    """Label and amount of each row of the order summary; by its lines where the layout does not mark the amounts."""
    part = shown(root, *_SUMMARIES)
    if part is None:
        total = shown(root, "#wfm-grand-total-amount")
        yield from [("Grand Total:", " ".join(total.lines()))] if total else []
        return
    found = list(_marked(part))
    whole = any(row_kind(label) in ("order_total", "charged") for label, _ in found)
    yield from found if whole else summary_rows([plain(line) for line in part.lines(_BREAKDOWN)])


def _marked(part: Element) -> Iterator[tuple[str, str]]:
    """The same of the rows that mark their amount as the last cell."""
    left_out = [(one.place, one.page.ends[one.place]) for name in _BREAKDOWN for one in part.select(f".{name}")]
    for value in part.select(".a-span-last"):
        if any(start <= value.place < end for start, end in left_out):
            continue
        amount = " ".join(value.lines())
        row = next(value.around()).lines(_BREAKDOWN)
        label = " ".join(row[: len(row) - len(value.lines())])
        if label and money_in(amount):
            yield label, money_in(amount)


def charge(order: Order, summary: Iterable[tuple[str, str]]) -> None:
    """What an order cost, what balances paid of it, and what came back, from label and amount of the rows of its
    summary. In Japanese the total comes first and is followed by what points pay and by what is charged, which may be
    there once for each parcel."""
    summary = list(summary)
    rows = [(row_kind(label), amount) for label, amount in summary]

    def of(kind: str) -> list[str]:
        return [amount for name, amount in rows if name == kind]

    whole, charged, back = of("order_total"), of("charged"), of("refund_total")
    totals = whole or charged
    if len(set(totals)) > 1:
        order.note = "unclear-total"
    elif totals:
        order.whole = totals[0]
        order.by_balance = "" if whole else JOINT.join(balances(summary))
    order.refund = back[-1] if back else JOINT.join(of("refund"))


def dated_refunds(lines: Iterable[str]) -> Iterator[str]:
    """The refunds among the transactions of an older page, as day and amount: `Refund: Completed November 2, 2020 -
    $76.11`, which may take two lines."""
    texts = [plain(line) for line in lines]
    for here, following in zip(texts, [*texts[1:], ""], strict=True):
        found = _DATED_REFUND.match(here) or (_DATED_REFUND.match(f"{here} {following}") if len(here) < 30 else None)
        if found:
            yield f"{date_in(found[0])} {money_in(found[0][found.end(1) :].lstrip(' -–'))}"


def _payment(said: dict[str, list[str]]) -> str:
    return " and ".join(dict.fromkeys(payments(said.get("payment", [])[:_PAYMENT_LINES])))


def _recipient(root: Element) -> str:
    part = shown(root, ".displayAddressDiv") or component(root, "shippingAddress", "rawShippingAddress")
    if part is None:
        around = shown(root, ".recipient")
        return recipient(popover(around)) if around else ""
    heading = shown(part, "h4", "h5", "h6")
    titles = heading.lines() if heading else []
    return recipient(line for line in part.lines() if line not in titles)


def _status(root: Element) -> str:
    """That the whole order was cancelled, as an alert says, else the status of its first parcel."""
    alerts = (" ".join(one.lines()) for one in root.select(".a-alert-heading"))
    return next(filter(CANCELLED.search, alerts), "") or status_of(root)
