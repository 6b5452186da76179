"""How somebody gets in, and what of it the log of sign-ins shows."""

from datetime import datetime, timedelta

from evaluation.simulate import networks
from evaluation.simulate.clean import visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Login


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


def sign_in_from_same_country(life: Life, at: datetime) -> None:
    """Mostly somebody signs in before, from a home line of the same country and with a common device."""
    if life.rng.random() < 0.7:
        operator = life.rng.choice(networks.operators(life.home.country, "home"))
        place = operator, operator.address(life.rng)
        device = networks.computer(life.rng) if life.rng.random() < 0.5 else life.home.devices[0]
        visit(life, at - timedelta(minutes=life.rng.uniform(20, 900)), device, place, attack=True)


def log_reaches(life: Life, at: datetime) -> bool:
    """Whether the list of sign-ins reaches back so far."""
    return at - 4 * DAY > min((one.at for one in life.logins), default=life.end)


def enter_with_password(life: Life, at: datetime) -> None:
    """How they got in: only the shop's password was known and the mail account shows nothing, or it was read from
    anywhere, or through an ordinary line of the owner's country."""
    rng, draw = life.rng, life.rng.random()
    if draw < 0.35 or not log_reaches(life, at):
        return
    if draw < 0.65:
        sign_in(life, at, 1.0)
        return
    country = life.home.country
    operator = rng.choice(networks.operators(country, "home", "mobile"))
    device = networks.phone(rng) if operator.use == "mobile" or rng.random() < 0.3 else networks.computer(rng)
    place, city = (operator, operator.address(rng)), rng.choice(networks.CITIES[country])
    first = at - timedelta(minutes=rng.choice((12, 60, 600, 2500)) * rng.uniform(0.5, 1.5))
    for number in range(rng.randint(1, 3)):
        visit(life, first + timedelta(minutes=4 * number), device, place, attack=True, city=city)


def enter_after_phishing(life: Life, at: datetime) -> None:
    """The owner typed the password into a false page. In a third nothing of the rest is seen; otherwise somebody signs
    in from abroad, from a hosting company or from the own country, minutes to days before, and maybe once more after
    it, to delete the shop's mails."""
    rng, home = life.rng, life.home
    draw = rng.random()
    if draw < 0.34 or not log_reaches(life, at):
        return
    city: tuple[str, str] | None = None
    if draw < 0.56:
        operator = rng.choice([one for one in networks.OPERATORS if one.country in networks.ABROAD])
    elif draw < 0.78:
        operator = rng.choice([one for one in networks.OPERATORS if one.use == "hosting"])
    else:
        operator = rng.choice(networks.operators(home.country, "home", "mobile"))
    if operator.country == home.country:
        city = rng.choice(networks.CITIES[home.country])
    common = networks.phone(rng) if operator.use == "mobile" or rng.random() < 0.3 else networks.computer(rng)
    device = networks.foreign_device(rng) if city is None and rng.random() < 0.6 else common
    place = operator, operator.address(rng)
    first = at - timedelta(minutes=rng.choice((12, 45, 400, 1400, 3600)) * rng.uniform(0.5, 1.4))
    for number in range(rng.choice((1, 1, 2, 3))):
        visit(life, first + timedelta(minutes=3 * number), device, place, attack=True, city=city)
    if rng.random() < 0.3:
        visit(life, at + timedelta(minutes=rng.uniform(4, 300)), device, place, attack=True, city=city)
