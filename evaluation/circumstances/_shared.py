"""Helpers and goods that several themes share."""

from datetime import datetime, timedelta
from ipaddress import ip_address

from evaluation.simulate import networks, people
from evaluation.simulate.clean import buy
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Audit, Line, Order


def physical_orders(life: Life) -> list[Order]:
    return [one for one in life.orders if not one.digital and not one.attack]


def some_day(life: Life, least: float = 0.15, most: float = 0.97) -> datetime:
    return life.start + life.rng.uniform(least, most) * (life.end - life.start)


def add_friend(life: Life) -> tuple[str, Address]:
    friend = people.person(life.home.country, life.rng), people.address(life.home.country, life.rng)
    life.home.friends.append(friend)
    return friend


def log_span(life: Life) -> tuple[datetime, datetime]:
    times = [one.at for one in life.logins]
    return (min(times), max(times)) if times else (life.end - 60 * DAY, life.end)


def day_in_log(life: Life) -> datetime:
    first, last = log_span(life)
    return first + life.rng.uniform(0.15, 0.9) * (last - first)


BROWSER = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{v}.0.0.0 Safari/537.36"
)


def audit(at: datetime, number: int, action: str, ip: str, country: str, agent: str) -> Audit:
    return Audit(at=at + timedelta(seconds=25 * number), action=action, ip=ip, country=country, agent=agent)


FURNITURE = Kind(
    "furniture",
    ("カーテン 2枚組", "ソファ 2人掛け", "ベッドフレーム", "ラグ 200×250", "シーリングライト", "食器棚"),
    ("Curtains 2 Panels", "Two-Seat Sofa", "Bed Frame", "Area Rug", "Ceiling Light", "Bookcase"),
    14_000,
    0.8,
)


def buy_within(life: Life, at: datetime, lines: list[Line], **given: object) -> list[Order]:
    """The order, if its moment lies in the history."""
    return [buy(life, at, lines, **given)] if life.start < at < life.end - DAY else []


def change_line(life: Life, day: datetime) -> None:
    """From that day on the first line of the household is another one."""
    old, operator = life.home.lines[0][1], life.rng.choice(networks.operators(life.home.country, "home"))
    new = operator.address(life.rng)
    for row in life.logins:
        if row.at > day and _subscriber(row.ip) == _subscriber(old):
            row.ip = operator.near(new, life.rng)
    life.home.lines[0] = operator, new


def _subscriber(ip: str) -> int:
    found = ip_address(ip)
    return int(found) >> 64 if found.version == 6 else int(found)
