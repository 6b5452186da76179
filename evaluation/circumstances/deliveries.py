"""Other places for parcels: lockers, the office, a hotel, and other spellings of one address."""

from datetime import timedelta

from evaluation.circumstances._shared import physical_orders, some_day
from evaluation.simulate import goods, people
from evaluation.simulate.clean import buy, line
from evaluation.simulate.life import Life


def pickup(life: Life) -> None:
    """Some orders go to a parcel locker or a convenience store, and not always to the same one."""
    shops = [people.pickup(life.home.country, life.rng, life.home.address) for _ in range(life.rng.randint(1, 3))]
    for order in physical_orders(life):
        if life.rng.random() < 0.15:
            order.address = life.rng.choice(shops)


def spelling(life: Life) -> None:
    """The same address is written in another way from some day on."""
    day, old = some_day(life), life.home.address
    new = people.respelled(old, life.rng)
    for order in physical_orders(life):
        if order.at > day and order.address == old:
            order.address = new


def hotel_delivery(life: Life) -> None:
    """Something forgotten is sent to the hotel during a journey in the own country."""
    hotel = people.address(life.home.country, life.rng, region_not=life.home.address.region)
    life.home.others.append(hotel)
    at = life.local(some_day(life), 22)
    for number in range(life.rng.choice((1, 1, 2))):
        buy(life, at + timedelta(hours=9 * number), [line(life, life.rng.choice(goods.KINDS))], address=hotel)


def office(life: Life) -> None:
    """From some day on a part of the orders goes to the workplace."""
    place = people.address(life.home.country, life.rng, postal_not=life.home.address.postal)
    life.home.others.append(place)
    day = some_day(life)
    for order in life.orders:
        if order.at > day and not order.digital and life.rng.random() < 0.35:
            order.address = place
