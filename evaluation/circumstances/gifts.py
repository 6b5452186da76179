"""Harmless orders for others: presents of the season, parents, wish lists, weddings, the office, a hotel."""

from datetime import datetime, timedelta

from evaluation.simulate import goods, people
from evaluation.simulate.clean import basket, buy, line, moments
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Line


def _somewhen(life: Life, least: float = 0.15, most: float = 0.97) -> datetime:
    return life.start + life.rng.uniform(least, most) * (life.end - life.start)


def _friend(life: Life) -> tuple[str, Address]:
    friend = people.person(life.home.country, life.rng), people.address(life.home.country, life.rng)
    life.home.friends.append(friend)
    return friend


def season_presents(life: Life) -> None:
    """Presents of the season (in Japan in July and December): food to many houses within days, each year to much the
    same ones, mostly without a message."""
    rng = life.rng
    houses = [_friend(life) for _ in range(rng.randint(4, 10))]
    months = rng.choice(((12,), (7, 12))) if life.home.country == "JP" else (12,)
    for year in range(life.start.year, life.end.year + 1):
        for month in months:
            first = datetime(year, month, rng.randint(1, 12), tzinfo=life.start.tzinfo)
            for name, place in rng.sample(houses, max(2, len(houses) - rng.randint(0, 3))):
                at = life.local(first + rng.choice((0, 0, 0, 1, 2, 5)) * DAY, rng.uniform(9, 22))
                if life.start < at < life.end - DAY:
                    message = ("お歳暮", life.home.name) if rng.random() < 0.3 else None
                    dear = Line(
                        goods.asin(rng), "詰め合わせギフト", goods.minor(rng.uniform(3e3, 6e3), life.currency, rng)
                    )
                    buy(life, at, [dear], name=name, address=place, gift=message)


def for_parents(life: Life) -> None:
    """Something dear is sent to the parents in another region, whom earlier orders do not name."""
    rng, home = life.rng, life.home
    parent = people.person(home.country, rng, people.surname(home.name, home.country))
    place = people.address(home.country, rng, region_not=home.address.region)
    home.friends.append((parent, place))
    kind = rng.choice((*goods.DEAR, goods.KINDS[8], goods.KINDS[8]))
    at = life.local(_somewhen(life), 21)
    buy(life, at, [line(life, kind)], name=parent, address=place)
    for number in range(rng.choice((0, 0, 1, 3))):
        later = at + (number + 1) * rng.uniform(10, 90) * DAY
        if later < life.end - DAY:
            buy(life, later, basket(life), name=parent, address=place)


def wish_list(life: Life) -> None:
    """Something from a wish list is sent to people whom the owner only knows by name, at once or some days apart."""
    at = life.local(_somewhen(life), 22)
    for _ in range(life.rng.randint(1, 3)):
        friend = _friend(life)
        if at < life.end - DAY:
            buy(life, at, [line(life, life.rng.choice(goods.KINDS))], name=friend[0], address=friend[1])
        at += life.rng.choice((0.01, 0.02, 3, 20)) * DAY


def gift_card_once(life: Life) -> None:
    """A gift card for a wedding, a birthday or a leaving colleague, in any month."""
    rng = life.rng
    ja, en = rng.choice(goods.GIFT_CARDS)
    minor = rng.choice((3000, 5000, 10_000, 30_000)) if life.currency == "JPY" else rng.choice((2500, 5000, 10_000))
    buy(life, life.local(_somewhen(life), 20), [Line("B004N3APGO", ja if life.home.country == "JP" else en, minor)])


def hotel_delivery(life: Life) -> None:
    """Something forgotten is sent to the hotel during a journey in the own country."""
    hotel = people.address(life.home.country, life.rng, region_not=life.home.address.region)
    life.home.others.append(hotel)
    at = life.local(_somewhen(life), 22)
    for number in range(life.rng.choice((1, 1, 2))):
        buy(life, at + timedelta(hours=9 * number), [line(life, life.rng.choice(goods.KINDS))], address=hotel)


def office(life: Life) -> None:
    """From some day on a part of the orders goes to the workplace."""
    place = people.address(life.home.country, life.rng, postal_not=life.home.address.postal)
    life.home.others.append(place)
    day = _somewhen(life)
    for order in life.orders:
        if order.at > day and not order.digital and life.rng.random() < 0.35:
            order.address = place


def memberships(life: Life) -> None:
    """Memberships begin, grow dearer once, and end: yearly or monthly."""
    rng = life.rng
    ja, en, yen = goods.PRIME if rng.random() < 0.6 else goods.DIGITAL[2]
    months = 12 if yen > 5000 else 1
    at, change = life.local(_somewhen(life, 0.05, 0.8), 21), _somewhen(life, 0.3, 0.9)
    item = goods.asin(rng)
    while at < life.end - DAY:
        price = yen if at < change else yen * 1.2
        minor = round(price) if life.currency == "JPY" else round(price * goods.YEN[life.currency] * 100)
        buy(life, at, [Line(item, ja if life.home.country == "JP" else en, minor)], digital=True)
        at += months * 30.4 * DAY


def gift_code_spent(life: Life) -> None:
    """A large gift code, a prize or a present of the employer, is registered and spent the same evening."""
    at = life.local(_somewhen(life), 21)
    minor = life.rng.choice((5000, 10_000, 20_000)) if life.currency == "JPY" else life.rng.choice((5000, 10_000))
    life.add_balance(at, minor)
    bought = buy(life, at + timedelta(minutes=life.rng.uniform(5, 300)), basket(life))
    life.use_balance(bought, min(bought.total, life.spendable(bought.at)))


def school_year(life: Life) -> None:
    """April: within a week everything for a new school year or a first flat, in many orders and partly dear."""
    first = datetime(life.rng.randint(life.start.year, life.end.year), 4, 1, tzinfo=life.start.tzinfo)
    for at in moments(life, 500, first, first + 7 * DAY):
        if life.start < at < life.end - 2 * DAY:
            kind = life.rng.choice((goods.KINDS[2], goods.KINDS[4], goods.KINDS[8]))
            buy(life, at, [line(life, kind)], address=life.home.address)
