"""Family A: gift cards are bought with the owner's card, soon after somebody got in."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import loot, moment, order, sign_in, yen
from evaluation.simulate import goods
from evaluation.simulate.clean import buy
from evaluation.simulate.life import Life
from evaluation.simulate.records import Line

family = "A"


def gift_card_burst(life: Life) -> None:
    """Two to six gift cards of round sums within hours."""
    at = moment(life)
    sign_in(life, at, 0.85)
    _cards(life, at, life.rng.randint(2, 6))


def gift_card_behind_a_decoy(life: Life) -> None:
    """One dear gift card, minutes after something that the owner often buys."""
    at = moment(life)
    sign_in(life, at, 0.85)
    usual = [one for one in life.orders if one.at < at and not one.digital and one.status == "Closed"]
    if usual:
        again = life.rng.choice(usual)
        copy = buy(
            life,
            at - timedelta(minutes=life.rng.uniform(3, 40)),
            [Line(one.asin, one.title, one.minor) for one in again.lines[:1]],
        )
        copy.attack = True
    _cards(life, at, 1)


def _cards(life: Life, at: datetime, count: int) -> None:
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    amount = yen(life, life.rng.choice((10_000, 20_000, 30_000, 50_000) if count > 1 else (50_000, 96_000)))
    for number in range(count):
        when = at + timedelta(minutes=number * life.rng.uniform(1, 25))
        bought = order(life, when, [Line("B004N3APGO", title, amount)])
        loot(life, bought.total, bought)
