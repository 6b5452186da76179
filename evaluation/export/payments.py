"""Amazon's transactions page, pasted as text: the only place that shows how an order's amount was split."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from evaluation.export import File, money
from evaluation.export.gift_card import MARKS, day
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Record

SHOWN = 400 * DAY  # the list loads on while one scrolls; nobody scrolls through all years
WORDS = {
    "JP": ("Amazonギフトカード", "注文番号 {id}", "返金: 注文番号 {id}"),
    "": ("Amazon Gift Card used", "Order #{id}", "Refund: Order #{id}"),
}


def transactions(life: Life) -> File:
    """The charges and refunds of the last year and a month, newest first, a day's heading over each."""
    balance, order, refund = WORDS.get(life.home.country, WORDS[""])
    lines, places = ["取引" if life.home.country == "JP" else "Your Transactions"], list[tuple[int, Record]]()
    for at, record, method, minor, id_, back in sorted(_moved(life, balance), key=lambda one: one[0], reverse=True):
        lines.append(day(life, at))
        places.append((len(lines) + 1, record))
        amount = f"{'+' if back else '-'}{MARKS[life.currency]}{money(minor, life.currency)}"
        lines += [f"{method} {amount}", (refund if back else order).format(id=id_), life.shop]
    return File("transactions.txt", "\n".join([*lines, ""]).encode(), places)


def _moved(life: Life, balance: str) -> Iterator[tuple[datetime, Record, str, int, str, bool]]:
    """When, what, by which card or balance, how much, for which order, and whether it came back. What a card paid is
    charged when it is sent."""
    since = life.end - SHOWN
    cards = {one.id: one.payment for one in life.orders}
    for order in life.orders:
        if order.currency != life.currency or order.at < since or not order.total:
            continue
        by_card = order.total - order.from_balance
        if order.from_balance:
            yield order.at, order, balance, order.from_balance, order.id, False
        if by_card and order.shipped and " - " in order.payment:
            yield order.shipped[0], order, _card(order.payment), by_card, order.id, False
    for one in life.refunds:
        by = cards.get(one.order_id, "")
        if one.currency == life.currency and one.paid >= since and one.destination == "card" and " - " in by:
            yield one.paid + timedelta(seconds=1), one, _card(by), one.minor, one.order_id, True


def _card(payment: str) -> str:
    brand, _, digits = payment.rpartition(" - ")
    return f"{brand.rpartition(' ')[2]} ****{digits}"
