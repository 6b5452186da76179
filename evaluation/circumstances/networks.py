"""Sign-ins over other networks: new lines, VPNs, relays, carriers, rented machines."""

from datetime import timedelta

from evaluation.circumstances._shared import change_line, day_in_log, log_span
from evaluation.simulate import networks
from evaluation.simulate.clean import visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Login


def vpn_hopping(life: Life) -> None:
    """A VPN whose exit country changes with each sign-in, on the owner's own devices."""
    rng = life.rng
    exits = [one for one in networks.OPERATORS if one.use == "hosting" and one.name != "Tor exit"]
    life.home.vpn = rng.choice(exits)
    first, last = log_span(life)
    at = first + rng.uniform(0, 0.5) * (last - first)
    while at < last:
        operator = rng.choice(exits)
        visit(life, at, place=(operator, operator.address(rng)))
        at += timedelta(days=rng.uniform(0.5, 6))


def tethering(life: Life) -> None:
    """Tethering: the computer uses the telephone's carrier, with changing addresses, for some weeks."""
    at, rng = day_in_log(life), life.rng
    computers = [one for one in life.home.devices if one.kind == "PC"] or life.home.devices
    for _ in range(rng.randint(5, 25)):
        visit(life, at, device=computers[0], place=(life.home.mobile, life.home.mobile.address(rng)))
        at = min(life.end - DAY, at + timedelta(hours=rng.uniform(3, 60)))


def new_line(life: Life) -> None:
    """Another internet provider at home."""
    day = day_in_log(life)
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
        visit(life, day_in_log(life), place=(operator, operator.address(life.rng)))


def vpn(life: Life) -> None:
    """A VPN at work or at home, from some day on: exits of hosting companies, at home or abroad."""
    rng = life.rng
    exits = [
        one
        for one in networks.OPERATORS
        if one.use == "hosting" and one.name.startswith(("VPN", "Linode", "Vultr", "M247"))
    ]
    life.home.vpn = operator = rng.choice(exits)
    first, last = log_span(life)
    at = first + rng.uniform(0, 0.6) * (last - first)
    while at < last:
        visit(life, at, place=(operator, operator.address(rng)))
        at += timedelta(days=rng.uniform(1, 9))


def relay(life: Life) -> None:
    """The telephone hides its address behind a relay: changing addresses of the same country."""
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


def many_sign_ins(life: Life) -> None:
    """An app that asks for the password again and again on one day."""
    at = day_in_log(life)
    rows: list[Login] = []
    for number in range(life.rng.randint(3, 6)):
        rows += visit(life, at + timedelta(minutes=25 * number), device=life.home.devices[0], place=life.home.lines[0])
    for row in rows:
        row.activity = "Login"


def work_machine(life: Life) -> None:
    """A rented computer in a data centre for work, used on working days from some day on."""
    hosts = [
        one for one in networks.OPERATORS if one.use == "hosting" and one.name.startswith(("AWS", "Sakura", "Hetz"))
    ]
    operator, device = life.rng.choice(hosts), networks.computer(life.rng)
    ip, (first, last) = operator.address(life.rng), log_span(life)
    at = first + life.rng.uniform(0.1, 0.8) * (last - first)
    while at < last:
        visit(life, at, device=device, place=(operator, ip))
        at += timedelta(days=life.rng.uniform(0.8, 4))


def provider_changed(life: Life) -> None:
    """A new line at home in the last two months, because the old contract ended."""
    change_line(life, life.end - life.rng.uniform(5, 60) * DAY)
