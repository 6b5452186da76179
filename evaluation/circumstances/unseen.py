"""Harmless circumstances that are held back: no threshold was chosen, and no score calibrated, with these in sight."""

from datetime import timedelta

from evaluation.circumstances.buying import move
from evaluation.circumstances.gifts import _friend, _somewhen
from evaluation.circumstances.networks import _inside, _span
from evaluation.circumstances.second import BROWSER, _audit, second_service
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import basket, buy, card, line, visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Card, Line, Refund, Registered


def emigration(life: Life) -> None:
    """The household moves abroad: from some day on every sign-in comes from there, with a new telephone and card."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    places = [one for one in networks.OPERATORS if one.country == country and one.use in ("home", "mobile")]
    operator, day = rng.choice(places), _inside(life)
    ip, phone = operator.address(rng), networks.phone(rng)
    life.home.trips.append((day, life.end, country))
    for row in life.logins:
        if row.at > day:
            row.ip, row.country = operator.near(ip, rng), country
            row.region = row.city = ""
            if "MOBILE" in row.agent:
                row.agent = phone.agent(rng, (row.at - day) / (30 * DAY))


def marriage(life: Life) -> None:
    """A new member of the household with another family name, a new home, a new card, and dear things for it."""
    rng, home = life.rng, life.home
    move(life)
    home.members.append(people.person(home.country, rng))
    new, day = card(home.country, rng), _somewhen(life, 0.4, 0.9)
    home.cards.insert(0, new)
    for number in range(rng.randint(2, 6)):
        at = life.local(day + rng.uniform(0, 20) * DAY, 21)
        kind = rng.choice((goods.KINDS[8], goods.KINDS[4], *goods.DEAR))
        if at < life.end - DAY:
            buy(life, at, [line(life, kind)], name=home.members[-1], payment=new if number % 2 else home.cards[-1])


def patron(life: Life) -> None:
    """Presents for artists: to a number of strangers over the years, some dear, some several at once."""
    for _ in range(life.rng.randint(3, 9)):
        name, place = _friend(life)
        at = life.local(_somewhen(life), life.rng.uniform(0, 23))
        for _ in range(life.rng.choice((1, 1, 1, 2))):
            kind = life.rng.choice((*goods.KINDS, goods.KINDS[8], *goods.DEAR))
            if at < life.end - DAY:
                buy(life, at, [line(life, kind)], name=name, address=place)
            at += timedelta(minutes=life.rng.uniform(3, 50))


def lost_telephone(life: Life) -> None:
    """A new telephone and a forgotten password: failed tries, a good one, then new password and second step at home."""
    rng = life.rng
    if not life.audits:
        second_service(life)
    operator, at = life.home.mobile, life.end - rng.uniform(5, 100) * DAY
    ip, agent = operator.address(rng), BROWSER.format(v=141).replace("Windows NT 10.0; Win64; x64", "Linux; Android 15")
    tries = rng.randint(3, 9)
    for number in range(tries):
        life.audits.append(_audit(at, number, "user.failed_login", ip, operator.country, agent))
    for number, action in enumerate(("user.login", "user.change_password", "two_factor_authentication.enabled")):
        life.audits.append(_audit(at, tries + 2 * number, action, ip, operator.country, agent))


def several_to_balance(life: Life) -> None:
    """For the first time: things of two or three orders are sent back together, all to the balance by choice."""
    mine = [one for one in life.orders if one.status == "Closed" and not one.digital and one.total]
    recent = [one for one in mine if one.at < life.end - 40 * DAY and not one.from_balance][-3:]
    known = {one.order_id for one in life.refunds}
    at = max((one.at for one in recent), default=life.end) + 12 * DAY
    for number, order in enumerate(one for one in recent if one.id not in known and one.currency == life.currency):
        asked = at + timedelta(minutes=4 * number)
        life.refund(
            Refund(
                at=asked,
                order_id=order.id,
                shop=order.shop,
                currency=order.currency,
                minor=order.lines[0].minor,
                paid=asked + timedelta(hours=30),
                destination="gift_card",
            )
        )


def work_machine(life: Life) -> None:
    """A rented computer in a data centre for work, used on working days from some day on."""
    hosts = [
        one for one in networks.OPERATORS if one.use == "hosting" and one.name.startswith(("AWS", "Sakura", "Hetz"))
    ]
    operator, device = life.rng.choice(hosts), networks.computer(life.rng)
    ip, (first, last) = operator.address(life.rng), _span(life)
    at = first + life.rng.uniform(0.1, 0.8) * (last - first)
    while at < last:
        visit(life, at, device=device, place=(operator, ip))
        at += timedelta(days=life.rng.uniform(0.8, 4))


def new_device_and_card(life: Life) -> None:
    """A reader is bought and registered on the way, and a new card is added and used the same week."""
    rng, home = life.rng, life.home
    at, new = life.end - rng.uniform(5, 120) * DAY, card(home.country, rng)
    buy(
        life, at - 3 * DAY, [Line(goods.asin(rng), "Kindle Paperwhite (16GB)", goods.minor(17_000, life.currency, rng))]
    )
    serial = f"G0{rng.randrange(10**14):014d}"
    life.devices.append(Registered(at=at, model="Kindle Paperwhite", serial=serial, ip=home.mobile.address(rng)))
    life.cards += [Card(at=life.start, last4=home.cards[0][-4:]), Card(at=at + DAY, last4=new[-4:])]
    home.cards.insert(0, new)
    buy(life, at + 1.2 * DAY, basket(life), payment=new)
