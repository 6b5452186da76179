"""Family C: dear goods are sent to somebody whom the household does not know."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import loot, moment, order, sign_in, stranger
from evaluation.simulate import goods
from evaluation.simulate.clean import card, line
from evaluation.simulate.life import Life
from evaluation.simulate.records import Card

family = "C"


def drop_address(life: Life) -> None:
    """One to four dear orders to a stranger within two days, on the owner's card."""
    _drop(life, life.home.cards[-1])


def drop_address_new_card(life: Life) -> None:
    """The same, after a (stolen) card was added; the owner's name is used for the fraud."""
    new = card(life.home.country, life.rng)
    at = _drop(life, new)
    life.cards += [
        Card(at=life.start, last4=life.home.cards[0][-4:]),
        Card(at=at - timedelta(minutes=20), attack=True, last4=new[-4:]),
    ]


def _drop(life: Life, payment: str) -> datetime:
    at = moment(life)
    sign_in(life, at)
    name, place = stranger(life)
    for number in range(life.rng.randint(1, 4)):
        kind = goods.DEAR[0] if number == 0 else life.rng.choice((*goods.DEAR, goods.KINDS[8], goods.KINDS[7]))
        when = at + timedelta(minutes=number * life.rng.uniform(4, 600))
        made = order(life, when, [line(life, kind)], name=name, address=place, payment=payment)
        loot(life, made.total, made)
    return at
