"""The owner or a seller is harassed with parcels and orders."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.steps import moment, order
from evaluation.simulate import goods, people
from evaluation.simulate.clean import line
from evaluation.simulate.life import Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Sale


@attack("F", takes_money=False, personas=("elder_cod", "expat", "seller"))
def cod_parcels(life: Life) -> None:
    """Three to eight parcels to be paid at the door within a week, in the owner's name to the owner's home."""
    first = moment(life, 9)
    label = life.rng.choice(("COD", "Cash on Delivery", "代金引換"))
    for _ in range(life.rng.randint(3, 8)):
        at: datetime = first + timedelta(hours=life.rng.uniform(0, 160))
        order(life, at, [line(life, life.rng.choice(goods.KINDS))], payment=label)


@attack("F", takes_money=False, personas=("seller",))
def pending_orders(life: Life) -> None:
    """A rival orders the seller's stock away: five to thirty orders that are never paid, within three days."""
    rng = life.rng
    sku, first = rng.choice(life.sales).sku if life.sales else "SKU-0", moment(life, 4, 8)
    receiver = people.person("JP", rng), people.address("JP", rng)
    for _ in range(rng.randint(5, 30)):
        life.sales.append(_sale(life, first + timedelta(hours=rng.uniform(0, 70)), sku, "CVS", receiver, pending=True))


@attack("F", takes_money=False, personas=("seller",))
def cod_refused(life: Life) -> None:
    """Four to twelve parcels to be paid at the door are ordered and then refused."""
    rng = life.rng
    first = moment(life, 16, 40)
    receiver = people.person("JP", rng), people.address("JP", rng)
    for _ in range(rng.randint(4, 12)):
        made = _sale(life, first + timedelta(hours=rng.uniform(0, 120)), "SKU-1", "COD", receiver)
        made.returned = made.at + timedelta(days=rng.uniform(4, 9))
        life.sales.append(made)


def _sale(
    life: Life, at: datetime, sku: str, payment: str, receiver: tuple[str, Address], pending: bool = False
) -> Sale:
    name, address = receiver
    return Sale(
        at=at, attack=True, id=life.order_id(), sku=sku, payment=payment, name=name, address=address, pending=pending
    )
