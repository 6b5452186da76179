"""Steps that several attacks share: getting in, ordering in the owner's name, spending the balance."""

from datetime import datetime, timedelta
from typing import Any

from evaluation.simulate import networks, people
from evaluation.simulate.clean import ship, visit
from evaluation.simulate.goods import minor
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Line, Login, Loot, Order, Record


def moment(life: Life, least: float = 3, most: float = 60) -> datetime:
    """When it happens: some days before the export, at any hour."""
    at = life.end - life.rng.uniform(least, most) * DAY
    return at.replace(microsecond=0)


def sign_in(life: Life, at: datetime, chance: float = 0.75) -> tuple[networks.Operator, str] | None:
    """Somebody reads the owner's mail, minutes to days before: mostly from abroad or from a hosting company, now and
    then from the same country. Gives the place they act from; null where the log shows nothing of it."""
    rng = life.rng
    draw = rng.random()
    if draw < 0.45:
        choices = [one for one in networks.OPERATORS if one.country in networks.ABROAD]
    elif draw < 0.75:
        choices = [one for one in networks.OPERATORS if one.use == "hosting"]
    else:
        choices = networks.operators(life.home.country, "home")
    operator = rng.choice(choices)
    place = operator, operator.address(rng)
    if rng.random() > chance:
        return None
    device = networks.foreign_device(rng)
    first = at - timedelta(minutes=rng.choice((15, 40, 200, 900, 3000)) * rng.uniform(0.6, 1.4))
    rows: list[Login] = []
    for number in range(rng.randint(1, 4)):
        rows += visit(life, first + timedelta(minutes=rng.uniform(5, 60) * number), device, place, attack=True)
    return place


def order(life: Life, at: datetime, lines: list[Line], **given: Any) -> Order:
    """An order that the owner did not place: on the owner's card and to the owner's home, unless ``given`` differs."""
    home = life.home
    usual: dict[str, Any] = {
        "shop": life.shop,
        "currency": life.currency,
        "payment": home.cards[-1],
        "name": home.name,
        "address": home.address,
        "billing": home.address.cell(home.name),
    }
    digital = bool(given.get("digital", False))
    made = Order(at=at, attack=True, id=life.order_id(digital), lines=lines, **{**usual, **given})
    ship(life, made)
    life.orders.append(made)
    return made


def loot(life: Life, amount: int, *records: Record) -> None:
    """Money was taken; any of these records tells of it."""
    life.loot.append(Loot(amount, life.currency, list(records)))


def yen(life: Life, amount: int) -> int:
    """An amount of yen as a round sum in the owner's currency."""
    return amount if life.currency == "JPY" else max(500, round(minor(amount, life.currency, life.rng) / 500) * 500)


def fill_balance(life: Life, at: datetime, least: int, most: int) -> None:
    """The owner had saved a balance some weeks before."""
    wanted = yen(life, life.rng.randrange(least, most, 1000))
    if life.spendable(at) < wanted:
        life.add_balance(at - life.rng.uniform(8, 40) * DAY, wanted)


def spend_unseen(life: Life, at: datetime, amount: int) -> None:
    """The balance pays for an order that the list of orders does not show."""
    hidden = order(life, at, [Line("B0HIDDEN00", "hidden", amount)], listed=False)
    entry = life.use_balance(hidden, amount, attack=True)
    loot(life, amount, entry)


def stranger(life: Life) -> tuple[str, Address]:
    """A receiver whom nobody in the household knows, in another region."""
    country = life.home.country
    return people.person(country, life.rng), people.address(
        country, life.rng, region_not=life.home.address.region or "-"
    )
