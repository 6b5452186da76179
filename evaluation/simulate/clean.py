"""An ordinary account: a persona's orders, refunds, balance and sign-ins, before circumstances and attacks."""

import math
from datetime import datetime, timedelta
from random import Random
from typing import Any

from evaluation.simulate import goods, networks, people
from evaluation.simulate.life import DAY, ENDPOINT, SHOPS, Home, Life
from evaluation.simulate.personas import Persona
from evaluation.simulate.records import Destination, Line, Login, Order, Refund

BRANDS = ("Visa", "MasterCard", "AmericanExpress", "JCB")
REASONS = (
    *("Customer return",) * 4,
    "Item not satisfactory",
    "Damaged during transit",
    "Wrong item was sent",
    "Item not received",
    "Item arrived late",
)
HOURS = (7.5, 8, 9, 10, 12, 12.3, 13, 15, 17, 18, 19, 20, 20.5, 21, 21.3, 21.6, 22, 22.3, 22.6, 23, 23.5, 0.3)


def ordinary_life(persona: Persona, rng: Random) -> Life:
    """The account of one owner of this persona."""
    country = rng.choice(persona.countries)
    end = ENDPOINT - rng.uniform(0, 600) * DAY
    start = end - rng.uniform(*persona.years) * 365 * DAY
    life = Life(rng, start, end.replace(microsecond=0), _home(persona, country, rng))
    _gift_codes(life, persona)
    _orders(life, persona)
    _subscriptions(life, persona)
    _digital(life, persona)
    _pay_from_balance(life, persona)
    _refunds(life, persona)
    sign_ins(life, persona)
    return life


def _home(persona: Persona, country: str, rng: Random) -> Home:
    owner = people.person(country, rng)
    family = people.surname(owner, country)
    members = [owner] + [people.person(country, rng, family) for _ in range(rng.randint(*persona.members) - 1)]
    address = people.address(country, rng)
    devices = [networks.phone(rng) for _ in range(rng.randint(*persona.phones))]
    devices += [networks.computer(rng) for _ in range(rng.randint(*persona.computers))]
    fixed = rng.sample(networks.operators(country, "home"), rng.randint(*persona.lines))
    return Home(
        country=country,
        members=members,
        address=address,
        others=[
            people.address(country, rng, postal_not=address.postal)
            for _ in range(rng.randint(*persona.other_addresses))
        ],
        cards=[card(country, rng)],
        devices=devices,
        lines=[(one, one.address(rng)) for one in fixed],
        mobile=rng.choice(networks.operators(country, "mobile")),
        region=rng.choice(networks.CITIES[country]),
        lease=rng.choice((0.0, 0.0, 0.01, 0.05)),
    )


def card(country: str, rng: Random) -> str:
    """A card as the order list names it."""
    return f"{rng.choice(BRANDS if country == 'JP' else BRANDS[:3])} - {rng.randrange(10_000):04d}"


def moments(life: Life, rate: float, since: datetime | None = None, until: datetime | None = None) -> list[datetime]:
    """Moments at ``rate`` a year: more in the evening, at weekends and at the end of a year, some close together."""
    first, last = since or life.start, until or life.end
    expected = rate * (last - first) / (365 * DAY)
    count = max(0, round(life.rng.gauss(expected, math.sqrt(expected) + 0.01)))
    found = list[datetime]()
    while len(found) < count:
        day = first + life.rng.random() * (last - first)
        weight = (1.0 if day.weekday() > 4 else 0.75) * (1.0 if day.month > 10 else 0.7)
        if life.rng.random() < weight:
            at = life.local(day, life.rng.choice(HOURS) + life.rng.random() * 0.9)
            found.append(at)
            if life.rng.random() < 0.12:  # something was forgotten
                found.append(at + timedelta(minutes=life.rng.uniform(2, 400)))
    return sorted(at for at in found if first <= at <= last - timedelta(hours=1))[:count]


def buy(life: Life, at: datetime, lines: list[Line], **given: Any) -> Order:
    """One order of the owner or their household; ``given`` overrides what it is usually like."""
    rng, home = life.rng, life.home
    member = home.name if rng.random() < 0.75 else rng.choice(home.members)
    place = home.address if not home.others or rng.random() < 0.85 else rng.choice(home.others)
    shop, currency, _, _ = SHOPS[home.country]
    usual: dict[str, Any] = {
        "shop": shop,
        "currency": currency,
        "payment": home.cards[-1],
        "name": member,
        "address": place,
        "billing": home.address.cell(home.name),
    }
    digital = bool(given.get("digital", False))
    order = Order(at=at, id=life.order_id(digital), lines=lines, **{**usual, **given})
    ship(life, order)
    life.orders.append(order)
    return order


def ship(life: Life, order: Order) -> None:
    """One or two shipments some days later; what was ordered last has not been sent yet."""
    rng = life.rng
    sent = order.at + timedelta(hours=rng.uniform(6, 60))
    if order.digital:
        order.shipped = [order.at]
    elif sent > life.end:
        order.status, order.shipped = "Authorized", []
    else:
        split = len(order.lines) > 1 and rng.random() < 0.25
        order.shipped = [sent, min(life.end, sent + timedelta(hours=rng.uniform(3, 70)))] if split else [sent]


def basket(life: Life, persona: Persona | None = None) -> list[Line]:
    """One to five lines of ordinary goods, sometimes something expensive."""
    rng, lines = life.rng, []
    expensive = rng.uniform(*persona.expensive) if persona else 0.0
    for _ in range(1 + min(4, int(rng.expovariate(1.1)))):
        kind = rng.choice(goods.EXPENSIVE) if rng.random() < expensive else rng.choice(goods.KINDS)
        quantity = 1 if rng.random() < 0.9 else rng.randint(2, 3)
        lines.append(line(life, kind, quantity))
    return lines


def line(life: Life, kind: goods.Kind, quantity: int = 1) -> Line:
    """One line of a kind of goods."""
    rng = life.rng
    title = goods.title(kind, life.home.country, rng)
    return Line(goods.asin(rng), title, goods.price(kind, life.currency, rng), quantity)


def _orders(life: Life, persona: Persona) -> None:
    for at in moments(life, life.rng.uniform(*persona.orders_a_year)):
        order = buy(life, at, basket(life, persona))
        if life.rng.random() < 0.03:
            cancel(life, order)
        elif life.rng.random() < 0.04:  # the same thing twice: two equal rows
            order.lines.append(order.lines[0])


def cancel(life: Life, order: Order) -> None:
    """The order is cancelled before it is sent: nothing is charged, mostly nothing is owed."""
    order.status, order.shipped = "Cancelled", []
    for one in order.lines:
        one.quantity = 0


def _subscriptions(life: Life, persona: Persona) -> None:
    for _ in range(life.rng.randint(*persona.streams)):
        goods_line = line(life, life.rng.choice(goods.STREAMS))
        at = life.start + life.rng.uniform(0.1, 0.6) * (life.end - life.start)
        gap = life.rng.choice((30, 30, 61, 91))
        while at < life.end - DAY:
            same = Line(goods_line.asin, goods_line.title, goods_line.minor)
            buy(
                life,
                at + timedelta(minutes=life.rng.uniform(0, 90)),
                [same],
                name=life.home.name,
                address=life.home.address,
            )
            at += (gap + life.rng.choice((-1, 0, 0, 0, 1))) * DAY


def _digital(life: Life, persona: Persona) -> None:
    for at in moments(life, life.rng.uniform(*persona.digital_a_year)):
        ja, en, yen = life.rng.choice(goods.DIGITAL)
        price = goods.minor(yen, life.currency, life.rng)
        title = ja if life.home.country == "JP" else en
        buy(life, at, [Line(goods.asin(life.rng), title, price)], digital=True)


def _gift_codes(life: Life, persona: Persona) -> None:
    for at in moments(life, life.rng.uniform(*persona.gift_codes_a_year)):
        life.add_balance(at, _round_sum(life))


def _round_sum(life: Life) -> int:
    yen = life.rng.choice((500, 1000, 1000, 2000, 3000, 5000, 10_000))
    return yen if life.currency == "JPY" else yen // 100 * 50


def _pay_from_balance(life: Life, persona: Persona) -> None:
    for order in sorted(life.orders, key=lambda one: one.at):
        if order.status != "Cancelled" and life.rng.random() < persona.from_balance:
            free = min(life.spendable(order.at), order.total)
            if free > 0:
                life.use_balance(order, free)


def _refunds(life: Life, persona: Persona) -> None:
    rate = life.rng.uniform(*persona.refund_rate)
    chooses_balance = life.rng.random() < persona.refund_to_balance
    for order in [one for one in life.orders if one.status == "Closed" and not one.digital]:
        if life.rng.random() < rate:
            return_and_refund(life, order, to_balance=chooses_balance and life.rng.random() < 0.8)


def return_and_refund(life: Life, order: Order, to_balance: bool = False, days: float = 0.0) -> Refund | None:
    """One line of the order is returned and refunded; null where that would happen only after the export."""
    rng, returned = life.rng, life.rng.choice(order.lines)
    asked = order.at + timedelta(days=days or rng.uniform(4, 25))
    paid = asked + timedelta(days=rng.uniform(1, 9))
    already = sum(one.minor for one in life.refunds if one.order_id == order.id)
    minor = min(returned.minor * max(1, returned.quantity), order.total - already)
    if paid >= life.end or minor <= 0:
        return None
    by_gift_card = order.payment == "Gift Certificate/Card"
    destination: Destination = "gift_card" if to_balance or by_gift_card else "card"
    return life.refund(
        Refund(
            at=asked,
            order_id=order.id,
            shop=order.shop,
            currency=order.currency,
            minor=minor,
            paid=paid,
            reason=rng.choice(REASONS),
            destination=destination,
            digital=order.digital,
        )
    )


def sign_ins(life: Life, persona: Persona) -> None:
    """The access log: the household's devices at home, at work and on the way."""
    rng = life.rng
    since = max(life.start, life.end - rng.uniform(*persona.log_days) * DAY)
    for at in moments(life, rng.uniform(*persona.logins_a_week) * 52, since):
        visit(life, at)


def visit(
    life: Life,
    at: datetime,
    device: networks.Device | None = None,
    place: tuple[networks.Operator, str] | None = None,
    attack: bool = False,
    city: tuple[str, str] | None = None,
) -> list[Login]:
    """One to three rows of access: some by the person, some by the device itself."""
    rng, home = life.rng, life.home
    device = device or rng.choice(home.devices)
    if place is None:
        place = _usual_place(life, device)
    operator, ip = place
    region, name = city or (home.region if operator.country == home.country else ("", ""))
    months = max(0.0, (at - life.start) / (30 * DAY))
    rows = []
    for number in range(rng.randint(1, 3)):
        by_itself = number > 0 and not attack and rng.random() < 0.3
        activity = "Non User Initiated" if by_itself else rng.choice(("Login", "User Initiated"))
        rows.append(
            Login(
                at=at + timedelta(minutes=number * rng.uniform(0.3, 6)),
                attack=attack,
                ip=operator.near(ip, rng),
                country=operator.country,
                region=region,
                city=name,
                agent=device.agent(rng, months),
                product=rng.choice(("Gmail", "Gmail", "YouTube", "Other")),
                activity=activity,
            )
        )
    life.logins += rows
    return rows


def _usual_place(life: Life, device: networks.Device) -> tuple[networks.Operator, str]:
    """The mobile network with a new address each time, or a fixed line whose address rarely changes."""
    rng, home = life.rng, life.home
    if device.kind == "MOBILE" and rng.random() < 0.45:
        return home.mobile, home.mobile.address(rng)
    number = rng.randrange(len(home.lines))
    operator, ip = home.lines[number]
    if rng.random() < home.lease:
        home.lines[number] = operator, operator.address(rng)
    return operator, ip
