"""Expensive goods sent to somebody unknown, to a locker, or to a forwarder abroad."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import enter_with_password, sign_in, sign_in_from_same_country
from evaluation.attacks.steps import line_worth, moment, order, recent_moment, record_loot, unknown_recipient, yen
from evaluation.circumstances.purchases import silence
from evaluation.simulate import goods, people
from evaluation.simulate.clean import card, line
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Card, Line, Loot


@attack("C")
def drop_address(life: Life) -> None:
    """One to four expensive orders to an unknown recipient within two days, on the owner's card."""
    _drop(life, life.home.cards[-1])


@attack("C")
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
    name, place = unknown_recipient(life)
    for number in range(life.rng.randint(1, 4)):
        kind = (
            goods.EXPENSIVE[0] if number == 0 else life.rng.choice((*goods.EXPENSIVE, goods.KINDS[8], goods.KINDS[7]))
        )
        when = at + timedelta(minutes=number * life.rng.uniform(4, 600))
        made = order(life, when, [line(life, kind)], name=name, address=place, payment=payment)
        record_loot(life, made.total, made)
    return at


@attack("G")
def everything_at_once(life: Life) -> None:
    """A stranger's address and card are added, and gift cards bought, all within the hour."""
    at = moment(life)
    sign_in(life, at, 0.8)
    (name, place), new = unknown_recipient(life), card(life.home.country, life.rng)
    life.cards += [
        Card(at=life.start, last4=life.home.cards[0][-4:]),
        Card(at=at, attack=True, last4=new[-4:]),
    ]
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    for number in range(life.rng.randint(1, 2)):
        when = at + timedelta(minutes=6 + 9 * number)
        made = order(life, when, [Line("B004N3APGO", title, yen(life, 20_000))], name=name, address=place, payment=new)
        record_loot(life, made.total, made)


@attack("G")
def after_silence(life: Life) -> None:
    """An account that slept for most of a year wakes up: expensive things to an unknown recipient, or gift cards."""
    silence(life)
    at = moment(life)
    sign_in(life, at, 0.9)
    name, place = unknown_recipient(life)
    for number in range(life.rng.randint(2, 4)):
        goods_line = line(life, goods.EXPENSIVE[0])
        made = order(life, at + number * timedelta(minutes=50), [goods_line], name=name, address=place)
        record_loot(life, made.total, made)


@attack("H")
def drop_in_own_name(life: Life) -> None:
    """Dear things in the owner's own name, to another house of the same region."""
    at = moment(life)
    sign_in_from_same_country(life, at)
    home = life.home
    place = people.Address(home.country, home.address.postal, home.address.region, f"{home.address.rest}-7 105")
    for number in range(life.rng.randint(1, 3)):
        made = order(life, at + number * timedelta(hours=11), [line(life, goods.EXPENSIVE[0])], address=place)
        record_loot(life, made.total, made)


@attack("H")
def drop_as_a_present(life: Life) -> None:
    """An unknown recipient gets expensive things marked as presents, then cheap ones, as a friend would."""
    at = moment(life, 30, 80)
    sign_in_from_same_country(life, at)
    name, place = unknown_recipient(life)
    for number in range(4):
        kind = goods.EXPENSIVE[0] if number < 2 else goods.KINDS[0]
        gift = ("お誕生日おめでとう", life.home.name)
        made = order(life, at + number * 6 * DAY, [line(life, kind)], name=name, address=place, gift=gift)
        record_loot(life, made.total, made)


HOTELS = ("ビジネスホテル松", "ステーションホテル", "Station Hotel", "City Inn")


@attack("I")
def locker_near_the_thief(life: Life) -> None:
    """In the owner's own name, with another telephone number, to a locker, a shop or a hotel in another region."""
    rng, home = life.rng, life.home
    at = recent_moment(life, 7, 100)
    enter_with_password(life, at)
    near = people.address(home.country, rng, home.address.region or "-", home.address.postal)
    place = people.pickup(home.country, rng, near) if rng.random() < 0.65 else _hotel_room(life, near)
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice((*goods.EXPENSIVE, goods.KINDS[8], goods.KINDS[8], goods.KINDS[7]))
        made = order(life, at, [line_worth(life, kind, 6_000)], address=place)
        record_loot(life, made.total, made)
        at += timedelta(hours=rng.choice((0.2, 2, 14, 30)) * rng.uniform(0.5, 1.4))


@attack("I")
def shop_abroad(life: Life) -> None:
    """The same password opens the company's shop in another country, where nobody looks: expensive goods in that
    currency, to a forwarder there."""
    rng = life.rng
    country = rng.choice(
        [one for one in SHOPS if one != life.home.country and SHOPS[one][0] not in life.home.marketplaces]
    )
    shop, currency, front, _ = SHOPS[country]
    at, place = recent_moment(life, 6, 90), people.address(country, rng)
    enter_with_password(life, at)
    number = rng.randint(1000, 9999)
    unit = f"{place.rest.split()[0]} 転送センター{number}" if country == "JP" else f"Unit {number} {place.rest}"
    place = Address(country, place.postal, place.region, unit)
    name = people.person(country, rng) if rng.random() < 0.7 else life.home.name
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice((*goods.EXPENSIVE, *goods.EXPENSIVE, goods.KINDS[7], goods.KINDS[8]))
        cost = max(goods.price(kind, currency, rng), goods.minor(rng.uniform(12_000, 30_000), currency, rng))
        bought = Line(goods.asin(rng), goods.title(kind, country, rng), cost)
        made = order(life, at, [bought], shop=shop, currency=currency, name=name, address=place)
        made.id = front + made.id[3:]
        life.loot.append(Loot(made.total, currency, [made]))
        at += timedelta(hours=rng.choice((0.3, 5, 26)) * rng.uniform(0.5, 1.5))


def _hotel_room(life: Life, near: Address) -> Address:
    rng, room = life.rng, life.rng.randint(201, 1212)
    if near.country == "JP":
        rest = f"{near.rest.split()[0]} {rng.choice(HOTELS[:2])} {room}号室"
    else:
        rest = f"{rng.choice(HOTELS[2:])} Room {room} {near.rest}"
    return Address(near.country, near.postal, near.region, rest)
