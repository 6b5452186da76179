"""Harmless ways to buy: presents, moves, sale days, lockers, dear things, other shops."""

from datetime import datetime, timedelta

from evaluation.simulate import goods, people
from evaluation.simulate.clean import basket, buy, card, line, moments
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.records import Line, Order

COD_ENDED = datetime.fromisoformat("2024-06-06T00:00:00+09:00")


def _orders(life: Life) -> list[Order]:
    return [one for one in life.orders if not one.digital and not one.attack]


def _some_day(life: Life, least: float = 0.15, most: float = 0.97) -> datetime:
    return life.start + life.rng.uniform(least, most) * (life.end - life.start)


def gift_to_friend(life: Life) -> None:
    """A present is sent to a friend's address, with a message or without, and sometimes again a year later."""
    rng, home = life.rng, life.home
    friend = people.person(home.country, rng), people.address(home.country, rng)
    home.friends.append(friend)
    words = (
        ("お誕生日おめでとう！\nまた会おうね", "ご結婚おめでとうございます")
        if home.country == "JP"
        else ("Happy birthday!\nLove", "Congrats")
    )
    for number in range(1 + (rng.random() < 0.4)):
        at = life.local(_some_day(life) + number * 365 * DAY, 20.5)
        if at < life.end - DAY:
            message = (rng.choice(words), home.name) if rng.random() < 0.75 else None
            buy(life, at, basket(life), name=friend[0], address=friend[1], gift=message)


def move(life: Life) -> None:
    """The household moves: the old address stops, the new one stays."""
    day = _some_day(life, 0.2)
    old, new = life.home.address, people.address(life.home.country, life.rng, postal_not=life.home.address.postal)
    for order in life.orders:
        if order.at > day:
            order.address = new if order.address == old else order.address
            order.billing = new.cell(life.home.name)
    life.home.others.append(old)
    life.home.address = new


def second_home(life: Life) -> None:
    """A student's room, or a second home: some orders go there, some to the parents."""
    place = people.address(life.home.country, life.rng, region_not=life.home.address.region)
    day = _some_day(life, 0.05, 0.6)
    life.home.others.append(place)
    for order in _orders(life):
        if order.at > day and life.rng.random() < 0.7:
            order.address = place


def pickup(life: Life) -> None:
    """Some orders go to a parcel locker or a convenience store, and not always to the same one."""
    shops = [people.pickup(life.home.country, life.rng, life.home.address) for _ in range(life.rng.randint(1, 3))]
    for order in _orders(life):
        if life.rng.random() < 0.15:
            order.address = life.rng.choice(shops)


def spelling(life: Life) -> None:
    """The same address is written in another way from some day on."""
    day, old = _some_day(life), life.home.address
    new = people.respelled(old, life.rng)
    for order in _orders(life):
        if order.at > day and order.address == old:
            order.address = new


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
    buy(life, life.local(_some_day(life), 21), [line(life, goods.DEAR[0])], address=life.home.address)


def bulk_buying(life: Life) -> None:
    """Ten of one thing, and of another, within a week: for a club, a school or a shop."""
    day = _some_day(life)
    for _ in range(life.rng.randint(2, 6)):
        at = life.local(day + life.rng.uniform(0, 6) * DAY, 11)
        if at < life.end - DAY:
            buy(life, at, [line(life, life.rng.choice(goods.KINDS), life.rng.randint(5, 20))])


def micro_items(life: Life) -> None:
    """A hobby that needs very cheap parts."""
    for at in moments(life, life.rng.uniform(4, 12)):
        buy(life, at, [line(life, goods.SMALL)], address=life.home.address)


def gift_card_season(life: Life) -> None:
    """Gift cards for relatives every December, of round sums."""
    rng = life.rng
    sums = [3000, 5000, 10_000] if life.currency == "JPY" else [2500, 5000]
    for year in range(life.start.year, life.end.year + 1):
        for _ in range(rng.randint(1, 3)):
            at = life.local(datetime(year, 12, rng.randint(10, 28), tzinfo=life.start.tzinfo), 20)
            if life.start < at < life.end - DAY:
                ja, en = goods.GIFT_CARDS[0]
                buy(life, at, [Line("B004N3APGO", ja if life.home.country == "JP" else en, rng.choice(sums))])


def gift_codes_burst(life: Life) -> None:
    """Points of a survey site are changed into gift codes: several small ones are registered on one evening."""
    day = life.local(_some_day(life), 22)
    for number in range(life.rng.randint(2, 6)):
        life.add_balance(day + timedelta(minutes=3 * number), 500)  # yen or cents


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


def new_card(life: Life) -> None:
    """The card is renewed: same brand, other digits."""
    day, old = _some_day(life), life.home.cards[-1]
    new = f"{old.split(' - ')[0]} - {life.rng.randrange(10_000):04d}"
    for order in life.orders:
        if order.at > day:
            order.payment = order.payment.replace(old, new)
    life.home.cards.append(new)


def second_card(life: Life) -> None:
    """Another card is used as well, from some day on."""
    day, new = _some_day(life), card(life.home.country, life.rng)
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
    for order in _orders(life):
        if order.at < COD_ENDED - DAY and life.rng.random() < 0.6 and not order.from_balance:
            order.payment = label


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
