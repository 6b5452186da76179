"""What is bought: sale days, expensive or very cheap things, memberships, other shops, silence."""

from datetime import datetime, timedelta

from evaluation.circumstances._shared import some_day
from evaluation.simulate import goods
from evaluation.simulate.clean import basket, buy, line, moments
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.records import Line


def sale_day(life: Life) -> None:
    """Prime Day or Black Friday: many orders in two days."""
    year = life.rng.randint(life.start.year, life.end.year)
    month, day = life.rng.choice(((7, 11), (11, 24), (10, 14), (1, 3)))
    first = life.local(datetime(year, month, day, tzinfo=life.start.tzinfo), 8)
    if not life.start < first < life.end - 4 * DAY:
        return
    for _ in range(life.rng.randint(3, 9)):
        buy(life, first + timedelta(hours=life.rng.uniform(0, 40)), basket(life), address=life.home.address)


def dear_item(life: Life) -> None:
    """A computer or a camera, far above what is usual."""
    buy(life, life.local(some_day(life), 21), [line(life, goods.EXPENSIVE[0])], address=life.home.address)


def bulk_buying(life: Life) -> None:
    """Ten of one thing, and of another, within a week: for a club, a school or a shop."""
    day = some_day(life)
    for _ in range(life.rng.randint(2, 6)):
        at = life.local(day + life.rng.uniform(0, 6) * DAY, 11)
        if at < life.end - DAY:
            buy(life, at, [line(life, life.rng.choice(goods.KINDS), life.rng.randint(5, 20))])


def micro_items(life: Life) -> None:
    """A hobby that needs very cheap parts."""
    for at in moments(life, life.rng.uniform(4, 12)):
        buy(life, at, [line(life, goods.SMALL)], address=life.home.address)


def other_country_shop(life: Life) -> None:
    """Now and then something comes from the shop of another country, in its currency."""
    country = life.rng.choice([one for one in SHOPS if one != life.home.country])
    shop, currency, front, _ = SHOPS[country]
    life.home.marketplaces.append(shop)
    for at in moments(life, life.rng.uniform(1, 6)):
        kind = life.rng.choice(goods.KINDS)
        title, cost = goods.title(kind, country, life.rng), goods.price(kind, currency, life.rng)
        order = buy(life, at, [Line(goods.asin(life.rng), title, cost)], shop=shop, currency=currency)
        order.id = front + order.id[3:]


def silence(life: Life) -> None:
    """Nothing is ordered for most of a year."""
    begin = life.start + life.rng.uniform(0.2, 0.5) * (life.end - life.start)
    quiet = begin + life.rng.uniform(200, 420) * DAY
    gone = {one.id for one in life.orders if begin < one.at < min(quiet, life.end - 40 * DAY)}
    life.orders = [one for one in life.orders if one.id not in gone]
    life.refunds = [one for one in life.refunds if one.order_id not in gone]
    life.entries = [
        one
        for one in life.entries
        if not (one.kind == "refund" and begin < one.at < quiet + 40 * DAY) and one.order_id not in gone
    ]
    # What is left must still be a balance that never falls below nothing.
    if any(life.balance(one.at) < 0 for one in life.entries):
        life.unspend(begin)


def memberships(life: Life) -> None:
    """Memberships begin, rise in price once, and end: yearly or monthly."""
    rng = life.rng
    ja, en, yen = goods.PRIME if rng.random() < 0.6 else goods.DIGITAL[2]
    months = 12 if yen > 5000 else 1
    at, change = life.local(some_day(life, 0.05, 0.8), 21), some_day(life, 0.3, 0.9)
    item = goods.asin(rng)
    while at < life.end - DAY:
        price = yen if at < change else yen * 1.2
        minor = round(price) if life.currency == "JPY" else round(price * goods.YEN[life.currency] * 100)
        buy(life, at, [Line(item, ja if life.home.country == "JP" else en, minor)], digital=True)
        at += months * 30.4 * DAY
