"""Harmless sign-ins over shifting networks: a VPN of many countries, holidays at the parents' house, ever new IPv6."""

from datetime import datetime, timedelta

from evaluation.simulate import networks
from evaluation.simulate.clean import visit
from evaluation.simulate.life import DAY, Life


def _span(life: Life) -> tuple[datetime, datetime]:
    times = [one.at for one in life.logins]
    return (min(times), max(times)) if times else (life.end - 60 * DAY, life.end)


def _inside(life: Life) -> datetime:
    first, last = _span(life)
    return first + life.rng.uniform(0.15, 0.9) * (last - first)


def vpn_hopping(life: Life) -> None:
    """A VPN that comes out in ever another country, on the owner's own devices."""
    rng = life.rng
    exits = [one for one in networks.OPERATORS if one.use == "hosting" and one.name != "Tor exit"]
    life.home.vpn = rng.choice(exits)
    first, last = _span(life)
    at = first + rng.uniform(0, 0.5) * (last - first)
    while at < last:
        operator = rng.choice(exits)
        visit(life, at, place=(operator, operator.address(rng)))
        at += timedelta(days=rng.uniform(0.5, 6))


def hometown(life: Life) -> None:
    """Some days at the parents' house: another line of the same country, and now and then their computer."""
    rng = life.rng
    operator = rng.choice(networks.operators(life.home.country, "home"))
    ip, at = operator.address(rng), _inside(life)
    theirs = networks.computer(rng) if rng.random() < 0.5 else None
    for _ in range(rng.randint(2, 8)):
        visit(life, at, device=theirs if theirs and rng.random() < 0.4 else life.home.devices[0], place=(operator, ip))
        at += timedelta(hours=rng.uniform(4, 30))


def foreign_computer(life: Life) -> None:
    """Once on a journey somebody signs in at a computer of the hotel or the airport: all of it is new."""
    rng = life.rng
    country = rng.choice(networks.TRIPS[life.home.country])
    operator = rng.choice([one for one in networks.OPERATORS if one.country == country and one.use != "relay"])
    at = _inside(life)
    life.home.trips.append((at - 2 * DAY, at + 2 * DAY, country))
    visit(life, at, device=networks.computer(rng), place=(operator, operator.address(rng)))


def tethering(life: Life) -> None:
    """The computer goes through the telephone: the carrier's addresses, ever another one, for some weeks."""
    at, rng = _inside(life), life.rng
    computers = [one for one in life.home.devices if one.kind == "PC"] or life.home.devices
    for _ in range(rng.randint(5, 25)):
        visit(life, at, device=computers[0], place=(life.home.mobile, life.home.mobile.address(rng)))
        at = min(life.end - DAY, at + timedelta(hours=rng.uniform(3, 60)))
