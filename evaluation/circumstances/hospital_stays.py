"""Weeks in a hospital."""

from datetime import timedelta

from evaluation.circumstances._shared import buy_within
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import line, moments, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address

IN_BED = Kind(
    "in_bed",
    ("パジャマ 前開き", "スリッパ", "延長コード 2m", "耳栓", "文庫本", "S字フック", "カーディガン", "ふりかけ 5種"),
    ("Pyjamas", "Slippers", "Extension Cord", "Ear Plugs", "Paperback Novel", "Cardigan", "Herbal Tea"),
    1_500,
    0.5,
)
HOSPITALS = {
    "JP": ("中央病院 5階東病棟", "市立病院 302号室", "大学附属病院 整形外科病棟"),
    "US": ("General Hospital Ward 4B", "St. Mary Medical Center Rm 312"),
    "GB": ("Royal Infirmary Ward 12", "General Hospital Ward 4"),
    "DE": ("Klinikum Station 3", "Kreiskrankenhaus Zimmer 214"),
}


def hospital_stay(life: Life) -> None:
    """Ten days to seven weeks in a hospital, in the last three months: what one needs in bed goes there, often, and now
    and then something for the long evenings. Sign-ins come from the ward's network or from the telephone."""
    rng, home = life.rng, life.home
    nights = rng.uniform(10, 50)
    first = life.end - rng.uniform(nights + 2, 92) * DAY
    last = first + nights * DAY
    ward = _ward(life)
    if rng.random() < 0.5:
        home.friends.append((home.name, ward))
    for one in life.orders:
        if first < one.at < last and one.address == home.address and not one.digital and rng.random() < 0.6:
            one.address = ward
    for at in moments(life, rng.uniform(40, 110), first, last) or [life.local(first + 2 * DAY, 15)]:
        buy_within(
            life, at, [line(life, IN_BED) for _ in range(rng.choice((1, 1, 2, 3)))], name=home.name, address=ward
        )
    if rng.random() < 0.4:
        kind = rng.choice((goods.KINDS[7], goods.EXPENSIVE[0]))
        buy_within(life, life.local(first + 4 * DAY, 14), [line(life, kind)], name=home.name, address=ward)
    operator = rng.choice(networks.operators(home.country, "home"))
    ip = operator.address(rng)
    logged = min((one.at for one in life.logins), default=life.end)
    life.logins = [one for one in life.logins if not first < one.at < last or rng.random() < 0.15]
    at = max(first, logged) + 0.3 * DAY
    while at < last:
        place = (operator, ip) if rng.random() < 0.5 else (home.mobile, home.mobile.address(rng))
        visit(life, at, home.devices[0], place)
        at += timedelta(hours=rng.uniform(5, 60))


def _ward(life: Life) -> Address:
    """A ward of a hospital in the owner's own city."""
    rng, home = life.rng, life.home.address
    city = next(city for postal, _, city in people.PLACES[home.country] if postal == home.postal)
    name = rng.choice(HOSPITALS[home.country])
    if home.country == "JP":
        rest = f"{city}{rng.randint(1, 6)}-{rng.randint(1, 28)} {name}"
    else:
        rest = f"{name} {rng.choice(people.STREETS[home.country])} {rng.randint(1, 200)} {city}"
    return Address(home.country, home.postal, home.region, rest)
