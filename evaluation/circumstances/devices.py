"""New and lost devices."""

from evaluation.circumstances._shared import BROWSER, audit, day_in_log
from evaluation.circumstances.other_files import second_service
from evaluation.simulate import goods, networks
from evaluation.simulate.clean import basket, buy, card
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Card, Line, Registered


def new_phone(life: Life) -> None:
    """A new telephone replaces the old one, on the same lines."""
    day = day_in_log(life)
    phone = networks.phone(life.rng)
    for row in life.logins:
        if row.at > day and "MOBILE" in row.agent:
            row.agent = phone.agent(life.rng, (row.at - day) / (30 * DAY))
    life.home.devices[0] = phone


def own_device(life: Life) -> None:
    """A new television stick is set up at home."""
    rng = life.rng
    operator, ip = rng.choice(life.home.lines)
    serial = "G0" + f"{rng.randrange(10**14):014d}"
    life.devices.append(
        Registered(at=day_in_log(life), model="Fire TV Stick 4K", serial=serial, ip=operator.near(ip, rng))
    )


def lost_telephone(life: Life) -> None:
    """A new telephone and a forgotten password: failed tries, a good one, then new password and second step at home."""
    rng = life.rng
    if not life.audits:
        second_service(life)
    operator, at = life.home.mobile, life.end - rng.uniform(5, 100) * DAY
    ip, agent = operator.address(rng), BROWSER.format(v=141).replace("Windows NT 10.0; Win64; x64", "Linux; Android 15")
    tries = rng.randint(3, 9)
    for number in range(tries):
        life.audits.append(audit(at, number, "user.failed_login", ip, operator.country, agent))
    for number, action in enumerate(("user.login", "user.change_password", "two_factor_authentication.enabled")):
        life.audits.append(audit(at, tries + 2 * number, action, ip, operator.country, agent))


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
