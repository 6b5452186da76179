"""Harmless sign-ins from elsewhere: journeys, new telephones, new lines, VPNs and relays."""

from datetime import datetime, timedelta

from evaluation.simulate import networks
from evaluation.simulate.clean import visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Login, Registered


def _log(life: Life) -> tuple[datetime, datetime]:
    times = [one.at for one in life.logins]
    return (min(times), max(times)) if times else (life.end - 60 * DAY, life.end)


def _somewhen(life: Life) -> datetime:
    first, last = _log(life)
    return first + life.rng.uniform(0.15, 0.9) * (last - first)


def trips(life: Life) -> None:
    """A journey abroad: a hotel's line and a mobile network there, with the owner's own devices."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    first = _somewhen(life)
    last = min(life.end - DAY, first + rng.uniform(2, 12) * DAY)
    life.home.trips.append((first, last, country))
    life.logins = [
        one for one in life.logins if not first < one.at < last or rng.random() < 0.2 * (len(life.home.members) > 1)
    ]
    places = [one for one in networks.OPERATORS if one.country == country and one.use in ("home", "mobile")]
    hotel = rng.choice(places)
    address = hotel.address(rng)
    at = first
    while at < last:
        operator = hotel if rng.random() < 0.6 else rng.choice(places)
        ip = address if operator is hotel and operator.use == "home" else operator.address(rng)
        visit(life, at, device=life.home.devices[0], place=(operator, ip))
        at += timedelta(hours=rng.uniform(6, 40))


def roaming(life: Life) -> None:
    """The foreign mobile plan still goes out through the home country, and once through a partner's country."""
    country = life.rng.choice(networks.TRIPS[life.home.country])
    operator = life.rng.choice([one for one in networks.OPERATORS if one.country == country])
    at = _somewhen(life)
    visit(life, at, device=life.home.devices[0], place=(operator, operator.address(life.rng)))
    life.home.trips.append((at - DAY, at + DAY, country))


def new_phone(life: Life) -> None:
    """A new telephone replaces the old one, on the same lines."""
    day = _somewhen(life)
    phone = networks.phone(life.rng)
    for row in life.logins:
        if row.at > day and "MOBILE" in row.agent:
            row.agent = phone.agent(life.rng, (row.at - day) / (30 * DAY))
    life.home.devices[0] = phone


def new_line(life: Life) -> None:
    """Another internet provider at home."""
    day = _somewhen(life)
    operator = life.rng.choice(networks.operators(life.home.country, "home"))
    address = operator.address(life.rng)
    fixed = {one.name for one, _ in life.home.lines}
    home = [(one, ip) for one, ip in life.home.lines if one.name in fixed]
    ours = {ip for _, ip in home}
    for row in life.logins:
        if row.at > day and row.ip in ours:
            row.ip, row.country = operator.near(address, life.rng), operator.country
    life.home.lines[0] = operator, address


def cafe(life: Life) -> None:
    """A computer at a café, a library, a hotel: other lines of the same country, once each."""
    for _ in range(life.rng.randint(1, 4)):
        operator = life.rng.choice(networks.operators(life.home.country, "home"))
        visit(life, _somewhen(life), place=(operator, operator.address(life.rng)))


def vpn(life: Life) -> None:
    """A VPN at work or at home, from some day on: exits of hosting companies, at home or abroad."""
    rng = life.rng
    exits = [
        one
        for one in networks.OPERATORS
        if one.use == "hosting" and one.name.startswith(("VPN", "Linode", "Vultr", "M247"))
    ]
    life.home.vpn = operator = rng.choice(exits)
    first, last = _log(life)
    at = first + rng.uniform(0, 0.6) * (last - first)
    while at < last:
        visit(life, at, place=(operator, operator.address(rng)))
        at += timedelta(days=rng.uniform(1, 9))


def relay(life: Life) -> None:
    """The telephone hides its address behind a relay: ever another one, of the same country."""
    operators = networks.operators(life.home.country, "relay")
    for row in life.logins:
        if "IOS" in row.agent and life.rng.random() < 0.4 and operators:
            row.ip = operators[0].address(life.rng)


def carrier_nat(life: Life) -> None:
    """Most access is by telephone: nearly every row has another address of the same carrier."""
    for row in life.logins:
        if "MOBILE" in row.agent and row.country == life.home.country and life.rng.random() < 0.8:
            row.ip = life.home.mobile.address(life.rng)


def wrong_place(life: Life) -> None:
    """The mail service places some of its rows in a neighbour country, or says nothing."""
    other = life.rng.choice(networks.TRIPS[life.home.country])
    for row in life.logins:
        if life.rng.random() < 0.02:
            row.country, row.region, row.city = life.rng.choice((other, "")), "", ""


def own_device(life: Life) -> None:
    """A new television stick is set up at home."""
    rng = life.rng
    operator, ip = rng.choice(life.home.lines)
    serial = "G0" + f"{rng.randrange(10**14):014d}"
    life.devices.append(
        Registered(at=_somewhen(life), model="Fire TV Stick 4K", serial=serial, ip=operator.near(ip, rng))
    )


def many_sign_ins(life: Life) -> None:
    """An app that asks for the password again and again on one day."""
    at = _somewhen(life)
    rows: list[Login] = []
    for number in range(life.rng.randint(3, 6)):
        rows += visit(life, at + timedelta(minutes=25 * number), device=life.home.devices[0], place=life.home.lines[0])
    for row in rows:
        row.activity = "Login"
