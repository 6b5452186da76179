"""Family B: refunds are turned into gift-card balance, which can be spent at once."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import moment, sign_in, spend_unseen, yen
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Loot, Refund

family = "B"


def refunds_rerouted(life: Life) -> None:
    """Refunds for the owner's own orders go to the balance instead of the card; then the balance is spent."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    recent = [
        one
        for one in life.orders
        if one.status == "Closed"
        and not one.digital
        and at - 120 * DAY < one.at < at - 3 * DAY
        and " - " in one.payment
        and one.currency == life.currency
        and not one.from_balance
        and not any(two.order_id == one.id for two in life.refunds)
    ]
    chosen = sorted(recent, key=lambda one: -one.total)[: life.rng.randint(1, 3)]
    for number, order in enumerate(chosen):
        _park(life, at + timedelta(minutes=9 * number), order.id, order.total)
    if not chosen:
        _orphans(life, at)
    _spend(life, at)


def orphans_parked(life: Life) -> None:
    """Refunds for orders that the list does not show arrive in the balance, and are spent."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    _orphans(life, at)
    _spend(life, at)


def _orphans(life: Life, at: datetime) -> None:
    for number in range(life.rng.randint(1, 3)):
        amount = yen(life, life.rng.randrange(2_000, 40_000, 500)) + (life.rng.randint(1, 99) if number else 0)
        _park(life, at + timedelta(hours=number), life.order_id(), amount)


def _park(life: Life, at: datetime, order_id: str, amount: int) -> None:
    refund = life.refund(
        Refund(
            at=at,
            attack=True,
            order_id=order_id,
            shop=life.shop,
            currency=life.currency,
            minor=amount,
            paid=at + timedelta(hours=life.rng.uniform(2, 40)),
            reason="Item not received",
            destination="gift_card",
            returned=life.rng.random() < 0.8,
        )
    )
    life.loot.append(Loot(amount, life.currency, [refund, life.entries[-1]]))


def _spend(life: Life, at: datetime) -> None:
    """Mostly it is spent. That is the same money, so it is no further loot, but another trace of it."""
    parked = list(life.loot)
    if life.rng.random() < 0.7:
        when = max(record.at for one in parked for record in one.records) + timedelta(hours=life.rng.uniform(1, 20))
        if when < life.end - DAY:
            spend_unseen(life, when, sum(one.minor for one in parked))
            spent = life.loot.pop()
            for one in parked:
                one.records += spent.records
