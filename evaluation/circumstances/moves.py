"""Households that move, part, marry or share a flat."""

from evaluation.circumstances._shared import (
    FURNITURE,
    buy_within,
    change_line,
    day_in_log,
    physical_orders,
    some_day,
)
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, basket, buy, card, line, moments, return_and_refund, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Order


def move(life: Life) -> None:
    """The household moves: the old address stops, the new one stays."""
    day = some_day(life, 0.2)
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
    day = some_day(life, 0.05, 0.6)
    life.home.others.append(place)
    for order in physical_orders(life):
        if order.at > day and life.rng.random() < 0.7:
            order.address = place


def emigration(life: Life) -> None:
    """The household moves abroad: from some day on every sign-in comes from there, with a new telephone and card."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    places = [one for one in networks.OPERATORS if one.country == country and one.use in ("home", "mobile")]
    operator, day = rng.choice(places), day_in_log(life)
    ip, phone = operator.address(rng), networks.phone(rng)
    life.home.trips.append((day, life.end, country))
    for row in life.logins:
        if row.at > day:
            row.ip, row.country = operator.near(ip, rng), country
            row.region = row.city = ""
            if "MOBILE" in row.agent:
                row.agent = phone.agent(rng, (row.at - day) / (30 * DAY))


def marriage(life: Life) -> None:
    """A new member of the household with another family name, a new home, a new card, and expensive things for it."""
    rng, home = life.rng, life.home
    move(life)
    home.members.append(people.person(home.country, rng))
    new, day = card(home.country, rng), some_day(life, 0.4, 0.9)
    home.cards.insert(0, new)
    for number in range(rng.randint(2, 6)):
        at = life.local(day + rng.uniform(0, 20) * DAY, 21)
        kind = rng.choice((goods.KINDS[8], goods.KINDS[4], *goods.EXPENSIVE))
        if at < life.end - DAY:
            buy(life, at, [line(life, kind)], name=home.members[-1], payment=new if number % 2 else home.cards[-1])


MACHINES = Kind(
    "machines",
    ("冷蔵庫 300L", "洗濯機 8kg", "エアコン 10畳用", "液晶テレビ 50V型"),
    ("Refrigerator", "Washing Machine", "Air Conditioner", "50in Television"),
    76_000,
    0.35,
)


def just_moved(life: Life) -> None:
    """The household moved in the last two months and bought for the new home what it needed: from curtains to a
    refrigerator, from some days before the move, now and then with a new card. The card's own address follows later."""
    rng, home = life.rng, life.home
    day = life.end - rng.uniform(10, 60) * DAY
    card_moved = day + rng.uniform(-2, 20) * DAY
    old, new = home.address, people.address(home.country, rng, postal_not=home.address.postal)
    for order in life.orders:
        if order.at > day - 2 * DAY and order.address == old:
            order.address = new
        if order.at > card_moved:
            order.billing = new.cell(home.name)
    before = old.cell(home.name)
    home.others.append(old)
    home.address = new
    if rng.random() < 0.7:
        change_line(life, day)
    fresh = card(home.country, rng) if rng.random() < 0.25 else home.cards[-1]
    if fresh not in home.cards:
        home.cards.insert(0, fresh)
    kinds = (FURNITURE, FURNITURE, FURNITURE, goods.KINDS[4], goods.KINDS[4], goods.KINDS[8], MACHINES)
    made = list[Order]()
    for _ in range(rng.randint(4, 12)):
        at = life.local(day + rng.triangular(-14, 30, 0) * DAY, rng.choice(HOURS))
        bought = [line(life, rng.choice(kinds)) for _ in range(rng.choice((1, 1, 1, 2)))]
        billing = before if at < card_moved else new.cell(home.name)
        made += buy_within(life, at, bought, address=new, billing=billing, payment=rng.choice((fresh, home.cards[-1])))
    sent = [one for one in made if one.shipped]
    if sent and rng.random() < 0.35:
        return_and_refund(life, rng.choice(sent), days=rng.uniform(3, 9))


def flat_share(life: Life) -> None:
    """Three others of other families live here and order through the same account, one of them by a card of their own.
    In the last three months one moved out and somebody new came, who bought what a room needs."""
    rng, home = life.rng, life.home
    mates = [people.person(rng.choice((home.country, "US", "GB", "DE")), rng) for _ in range(4)]
    home.members += mates
    leaver, comer, other = mates[0], mates[3], card(home.country, rng)
    home.cards.insert(0, other)
    day = life.end - rng.uniform(12, 85) * DAY
    for order in life.orders:
        if not order.digital and rng.random() < 0.5:
            order.name = rng.choice(mates[:3])
        if order.at > day and order.name == leaver:
            order.name = comer
        if order.name == mates[1]:
            order.payment = order.payment.replace(home.cards[-1], other)
    for _ in range(rng.randint(2, 5)):
        at = life.local(day + rng.triangular(0, 20, 1) * DAY, rng.choice(HOURS))
        buy_within(life, at, [line(life, rng.choice((FURNITURE, goods.KINDS[4], goods.KINDS[7])))], name=comer)
    if rng.random() < 0.3:
        buy_within(
            life, life.local(day + 9 * DAY, 21), [line(life, goods.EXPENSIVE[0])], name=comer, address=home.address
        )
    for at in moments(life, 12, day):
        buy_within(life, at, basket(life), name=comer, address=home.address)


def child_moved_out(life: Life) -> None:
    """A child of the household went to study or work in another region some weeks to a year ago, and goes on using the
    account: what a room needs, then what one needs, with a new computer and partly with a card of their own."""
    rng, home = life.rng, life.home
    whole = (life.end - life.start) / DAY
    day = life.end - rng.uniform(15, min(380.0, 0.7 * whole)) * DAY
    if len(home.members) < 2:
        home.members.append(people.person(home.country, rng, people.surname(home.name, home.country)))
    child, room = home.members[-1], people.address(home.country, rng, region_not=home.address.region or "-")
    if rng.random() < 0.7:
        home.friends.append((child, room))
    own = card(home.country, rng) if rng.random() < 0.5 else home.cards[-1]
    if own not in home.cards:
        home.cards.insert(0, own)
    for _ in range(rng.randint(3, 10)):
        at = life.local(day + rng.triangular(-8, 25, 0) * DAY, rng.choice(HOURS) + 0.9 * rng.random())
        kind = rng.choice((FURNITURE, FURNITURE, goods.KINDS[4], goods.KINDS[4], goods.KINDS[8]))
        buy_within(life, at, [line(life, kind)], name=child, address=room, payment=home.cards[-1])
    if rng.random() < 0.35:
        buy_within(life, life.local(day + DAY, 21), [line(life, goods.EXPENSIVE[0])], name=child, address=room)
    for at in moments(life, rng.uniform(8, 40), day + 3 * DAY):
        if at < life.end - DAY:
            buy(life, at, basket(life), name=child, address=room, payment=rng.choice((own, home.cards[-1])))
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city, computer = operator.address(rng), rng.choice(networks.CITIES[home.country]), networks.computer(rng)
    at = max(day, min((one.at for one in life.logins), default=life.end)) + DAY
    while at < life.end - DAY:
        visit(life, at, computer, (operator, ip), city=city)
        at += rng.uniform(2, 25) * DAY
