"""How is paid: renewed and further cards, convenience stores, cash on delivery."""

from datetime import datetime

from evaluation.circumstances._shared import physical_orders, some_day
from evaluation.simulate.clean import card
from evaluation.simulate.life import DAY, Life

COD_ENDED = datetime.fromisoformat("2024-06-06T00:00:00+09:00")


def new_card(life: Life) -> None:
    """The card is renewed: same brand, other digits."""
    day, old = some_day(life), life.home.cards[-1]
    new = f"{old.split(' - ')[0]} - {life.rng.randrange(10_000):04d}"
    for order in life.orders:
        if order.at > day:
            order.payment = order.payment.replace(old, new)
    life.home.cards.append(new)


def second_card(life: Life) -> None:
    """Another card is used as well, from some day on."""
    day, new = some_day(life), card(life.home.country, life.rng)
    old = life.home.cards[-1]
    for order in life.orders:
        if order.at > day and life.rng.random() < 0.4:
            order.payment = order.payment.replace(old, new)
    life.home.cards.insert(0, new)


def konbini(life: Life) -> None:
    """The habit of paying at a convenience store, whose label in the file is not known for certain."""
    label = "コンビニ・ATM払い" if life.home.country == "JP" and life.rng.random() < 0.3 else "Not Available"
    for order in life.orders:
        if life.rng.random() < 0.4 and not order.from_balance:
            order.payment = label


def cod_before_its_end(life: Life) -> None:
    """Cash on delivery as a habit, while the shop still offered it."""
    label = life.rng.choice(("COD", "代金引換", "Cash on Delivery"))
    if life.home.country != "JP":
        return
    for order in physical_orders(life):
        if order.at < COD_ENDED - DAY and life.rng.random() < 0.6 and not order.from_balance:
            order.payment = label
