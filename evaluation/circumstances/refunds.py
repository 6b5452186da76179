"""Refunds and balances: goodwill, parts, prepaid orders, long after the order, by habit to the balance."""

from datetime import datetime, timedelta

from evaluation.simulate.clean import cancel, return_and_refund
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Order, Refund


def _old_enough(life: Life, days: float) -> list[Order]:
    mine = [one for one in life.orders if one.status == "Closed" and not one.digital and one.at < life.end - days * DAY]
    return [one for one in mine if not any(two.order_id == one.id for two in life.refunds)]


def goodwill(life: Life) -> None:
    """The seller gives some money back as an adjustment, without anything being sent back."""
    for order in _old_enough(life, 20)[:60]:
        if life.rng.random() < 0.06:
            reason = life.rng.choice(("アカウントの調整", "Account adjustment"))
            minor = order.total if life.rng.random() < 0.3 else max(1, order.total // life.rng.randint(5, 12))
            at = order.at + life.rng.uniform(5, 15) * DAY
            life.refund(_refund(life, order, minor, at, reason, returned=False))


def goodwill_on_top(life: Life) -> None:
    """A whole refund, and an adjustment on top of it as an apology: more comes back than was paid."""
    orders = _old_enough(life, 40)
    if orders:
        order = life.rng.choice(orders)
        at = order.at + 6 * DAY
        life.refund(_refund(life, order, order.total, at, "Item not received", returned=False))
        extra = 500  # yen or cents
        life.refund(_refund(life, order, extra, at + 2 * DAY, "アカウントの調整", returned=False))


def partial_refunds(life: Life) -> None:
    """One order comes back in parts, together never more than was paid."""
    for order in _old_enough(life, 60)[:8]:
        left, at = order.total, order.at
        for _ in range(life.rng.randint(2, 3)):
            part = min(left, max(1, round(order.total * life.rng.uniform(0.15, 0.5))))
            at += life.rng.uniform(3, 12) * DAY
            if part:
                life.refund(_refund(life, order, part, at, "Item not satisfactory"))
            left -= part


def late_refund(life: Life) -> None:
    """A warranty case: the refund comes seven to twelve months after the order."""
    orders = _old_enough(life, 400)
    if orders:
        return_and_refund(life, life.rng.choice(orders), days=life.rng.uniform(200, 370))


def refund_after_silence(life: Life) -> None:
    """A refund is the last thing that happens in the account."""
    orders = _old_enough(life, 12)
    if orders:
        order = max(orders, key=lambda one: one.at)
        life.refund(_refund(life, order, order.lines[0].minor, order.at + 7 * DAY, "Customer return"))


def declined_refund(life: Life) -> None:
    """A refund that failed is tried once more: two rows, one payment."""
    orders = _old_enough(life, 40)
    if orders:
        order = life.rng.choice(orders)
        at = order.at + 10 * DAY
        first = _refund(life, order, order.total, at, "Customer return")
        first.status = "Declined"
        life.refund(first)
        life.refund(_refund(life, order, order.total, at + timedelta(minutes=5), "Customer return"))


def cancelled_prepaid(life: Life) -> None:
    """Orders that were paid before they were cancelled: the money comes back, the order shows nothing or still all."""
    for order in _old_enough(life, 20)[:40]:
        if life.rng.random() < 0.07 and not order.from_balance:
            minor = order.total
            life.refund(_refund(life, order, minor, order.at + DAY, "Item not received", returned=False))
            keeps_total = life.rng.random() < 0.15
            order.payment = life.rng.choice((order.payment, "Not Available"))
            if keeps_total:
                order.status, order.shipped = "Cancelled", []
            else:
                cancel(life, order)


def cancellations(life: Life) -> None:
    """Several open orders are cancelled within a few days, for example because a seller has no stock."""
    day = life.start + life.rng.uniform(0.3, 0.9) * (life.end - life.start)
    for order in _old_enough(life, 20):
        if day < order.at < day + 14 * DAY and not order.from_balance:
            cancel(life, order)


def choice_of_balance(life: Life) -> None:
    """For the first time the owner lets a refund go to the balance, because it is quicker."""
    orders = _old_enough(life, 40)
    if orders:
        return_and_refund(life, life.rng.choice(orders), to_balance=True)


def replacement(life: Life) -> None:
    """A damaged thing is replaced: a second order of nothing at all."""
    for order in _old_enough(life, 30)[:1]:
        copy = Order(
            at=order.at + 8 * DAY,
            id=life.order_id(),
            shop=order.shop,
            currency=order.currency,
            payment="Not Available",
            lines=[type(order.lines[0])(order.lines[0].asin, order.lines[0].title, 0)],
            name=order.name,
            address=order.address,
            billing=order.billing,
            shipped=[order.at + 9 * DAY],
        )
        life.orders.append(copy)


def _refund(life: Life, order: Order, minor: int, at: datetime, reason: str, returned: bool = True) -> Refund:
    whole = order.payment == "Gift Certificate/Card"
    return Refund(
        at=at,
        order_id=order.id,
        shop=order.shop,
        currency=order.currency,
        minor=minor,
        paid=at + timedelta(days=life.rng.uniform(0.5, 5)),
        reason=reason,
        destination="gift_card" if whole else "card",
        returned=returned,
    )


def several_to_balance(life: Life) -> None:
    """For the first time: things of two or three orders are sent back together, all to the balance by choice."""
    mine = [one for one in life.orders if one.status == "Closed" and not one.digital and one.total]
    recent = [one for one in mine if one.at < life.end - 40 * DAY and not one.from_balance][-3:]
    known = {one.order_id for one in life.refunds}
    at = max((one.at for one in recent), default=life.end) + 12 * DAY
    for number, order in enumerate(one for one in recent if one.id not in known and one.currency == life.currency):
        asked = at + timedelta(minutes=4 * number)
        life.refund(
            Refund(
                at=asked,
                order_id=order.id,
                shop=order.shop,
                currency=order.currency,
                minor=order.lines[0].minor,
                paid=asked + timedelta(hours=30),
                destination="gift_card",
            )
        )
