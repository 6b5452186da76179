"""Family F: the account itself is changed, or the owner is harassed with parcels."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import moment, order, sign_in
from evaluation.simulate import goods, networks
from evaluation.simulate.clean import card, line
from evaluation.simulate.life import Life
from evaluation.simulate.records import Card, Registered

family = "F"
no_money = ("device_added", "card_added", "cod_parcels")
personas = {"cod_parcels": ("elder_cod", "expat", "seller")}  # the shop of Japan


def device_added(life: Life) -> None:
    """Somebody registers a device of the shop soon after getting in."""
    at = moment(life)
    place = sign_in(life, at, 1.0) or _anywhere(life)
    operator, ip = place
    _own_device(life)
    model = life.rng.choice(("Echo Dot", "Fire TV Stick", "Kindle for Android", "Fire HD 10"))
    serial = f"G0{life.rng.randrange(10**14):014d}"
    life.devices.append(Registered(at=at, attack=True, model=model, serial=serial, ip=operator.near(ip, life.rng)))


def card_added(life: Life) -> None:
    """A card is added that the owner does not have, and used for something small."""
    at = moment(life)
    sign_in(life, at, 1.0)
    new = card(life.home.country, life.rng)
    life.cards += [Card(at=life.start, last4=life.home.cards[0][-4:]), Card(at=at, attack=True, last4=new[-4:])]
    order(life, at + timedelta(hours=life.rng.uniform(0.2, 30)), [line(life, goods.KINDS[7])], payment=new)


def cod_parcels(life: Life) -> None:
    """Three to eight parcels to be paid at the door within a week, in the owner's name to the owner's home."""
    first = moment(life, 9)
    label = life.rng.choice(("COD", "Cash on Delivery", "代金引換"))
    for _ in range(life.rng.randint(3, 8)):
        at: datetime = first + timedelta(hours=life.rng.uniform(0, 160))
        order(life, at, [line(life, life.rng.choice(goods.KINDS))], payment=label)


def _anywhere(life: Life) -> tuple[networks.Operator, str]:
    operator = life.rng.choice([one for one in networks.OPERATORS if one.country in networks.ABROAD])
    return operator, operator.address(life.rng)


def _own_device(life: Life) -> None:
    operator, ip = life.home.lines[0]
    serial = f"G0{life.rng.randrange(10**14):014d}"
    at = life.start + life.rng.random() * 0.6 * (life.end - life.start)
    life.devices.append(Registered(at=at, model="Fire TV Stick 4K", serial=serial, ip=operator.near(ip, life.rng)))
