"""Very cheap orders, and orders that are hidden from the list."""

from datetime import timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import sign_in
from evaluation.attacks.steps import fill_balance, moment, order, record_loot, spend_on_hidden_order
from evaluation.simulate import goods
from evaluation.simulate.clean import line
from evaluation.simulate.goods import minor
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Refund


@attack("D", takes_money=False)
def micro_orders(life: Life) -> None:
    """Three to ten things for some tens of yen within a week, paid by somebody else at a convenience store."""
    at = moment(life, 8)
    sign_in(life, at - life.rng.uniform(2, 14) * DAY, 0.6)
    for _ in range(life.rng.randint(3, 10)):
        when = at + timedelta(hours=life.rng.uniform(0, 120))
        order(
            life,
            when,
            [line(life, goods.SMALL)],
            payment=life.rng.choice(("Not Available", "Not Available", "コンビニ・ATM払い")),
        )


@attack("D")
def hidden_orders(life: Life) -> None:
    """Several small orders on the balance are hidden from the list; one of them is refunded."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    fill_balance(life, at, 3_000, 15_000)
    life.unspend(at - DAY)
    for number in range(life.rng.randint(1, 5)):
        amount = min(life.spendable(at), minor(life.rng.uniform(60, 3_000), life.currency, life.rng))
        if amount > 0:
            spend_on_hidden_order(life, at + timedelta(hours=7 * number), amount)
    hidden = [one for one in life.orders if one.attack and not one.listed]
    if hidden and life.rng.random() < 0.5:
        first = hidden[0]
        asked = first.at + timedelta(hours=30)
        refund = Refund(
            at=asked,
            attack=True,
            order_id=first.id,
            shop=first.shop,
            currency=first.currency,
            minor=first.total,
            paid=asked + timedelta(hours=9),
            reason="Item not received",
            destination="gift_card",
            returned=False,
        )
        life.refund(refund)


@attack("D")
def hidden_on_card(life: Life) -> None:
    """Orders on the card are hidden from the list; only the page of payments still names them."""
    at = moment(life, 8)
    sign_in(life, at, 0.6)
    life.options.transactions = True
    for number in range(life.rng.randint(1, 3)):
        made = order(life, at + timedelta(hours=5 * number), [line(life, goods.KINDS[8])], listed=False)
        record_loot(life, made.total, made)
