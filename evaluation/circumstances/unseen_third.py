"""A third set of harmless circumstances that are held back: games, a stay in hospital, a child who moved out."""

from datetime import timedelta

from evaluation.circumstances.unseen_second import FURNITURE, _buy, _other_line
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, basket, buy, card, line, moments, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Line

CODES = (
    ("ニンテンドープリペイド番号", "Nintendo eShop Gift Card"),
    ("プレイステーションストアチケット", "PlayStation Store Gift Card"),
    ("Google Play ギフトコード", "Google Play gift code"),
    ("Steam プリペイドコード", "Steam Gift Card"),
)
SUMS = {"JPY": (500, 1_000, 1_500, 3_000, 3_000, 5_000, 9_000, 10_000), "": (500, 1_000, 2_000, 2_500, 5_000)}
ITEMS = (("アプリ内課金 ガチャ石", "App Item: Crystals"), ("アプリ内課金 シーズンパス", "App Item: Season Pass"))
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


def prepaid_codes(life: Life) -> None:
    """Codes for a game shop, since years or since a new console some weeks ago: one or two a month, and for a new game
    or a sale several on one evening."""
    rng = life.rng
    recent = rng.random() < 0.3
    since = life.end - rng.uniform(15, 70) * DAY if recent else life.start
    brands, sums = rng.sample(CODES, rng.randint(1, 2)), SUMS.get(life.currency, SUMS[""])
    if recent:
        _buy(life, life.local(since, 20), [line(life, goods.DEAR[0])], address=life.home.address)
    for at in moments(life, rng.uniform(6, 22), since + DAY):
        for number in range(rng.choice((1, 1, 1, 1, 2, 3))):
            ja, en = rng.choice(brands)
            code = Line(goods.asin(rng), ja if life.home.country == "JP" else en, rng.choice(sums))
            _buy(life, at + timedelta(minutes=4 * number), [code], address=life.home.address)


def event_of_a_game(life: Life) -> None:
    """A game has an event: in one to four periods of some days many small things are bought in it, late in the
    evening."""
    rng = life.rng
    items = [
        Line(goods.asin(rng), ja if life.home.country == "JP" else en, goods.minor(cost, life.currency, rng))
        for (ja, en), cost in zip(ITEMS, (rng.choice((480, 1_200, 3_000)), 980), strict=True)
    ]
    for _ in range(rng.randint(1, 4)):
        first = life.start + rng.uniform(0.1, 0.99) * (life.end - life.start)
        for _ in range(rng.randint(3, 14)):
            thing = rng.choice((items[0], items[0], items[1]))
            at = life.local(first + rng.uniform(0, 4) * DAY, rng.uniform(20, 23.9))
            _buy(life, at, [Line(thing.asin, thing.title, thing.minor)], digital=True)


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
        _buy(life, at, [line(life, IN_BED) for _ in range(rng.choice((1, 1, 2, 3)))], name=home.name, address=ward)
    if rng.random() < 0.4:
        kind = rng.choice((goods.KINDS[7], goods.DEAR[0]))
        _buy(life, life.local(first + 4 * DAY, 14), [line(life, kind)], name=home.name, address=ward)
    operator = rng.choice(networks.operators(home.country, "home"))
    ip = operator.address(rng)
    logged = min((one.at for one in life.logins), default=life.end)
    life.logins = [one for one in life.logins if not first < one.at < last or rng.random() < 0.15]
    at = max(first, logged) + 0.3 * DAY
    while at < last:
        place = (operator, ip) if rng.random() < 0.5 else (home.mobile, home.mobile.address(rng))
        visit(life, at, home.devices[0], place)
        at += timedelta(hours=rng.uniform(5, 60))


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
        _buy(life, at, [line(life, kind)], name=child, address=room, payment=home.cards[-1])
    if rng.random() < 0.35:
        _buy(life, life.local(day + DAY, 21), [line(life, goods.DEAR[0])], name=child, address=room)
    for at in moments(life, rng.uniform(8, 40), day + 3 * DAY):
        if at < life.end - DAY:
            buy(life, at, basket(life), name=child, address=room, payment=rng.choice((own, home.cards[-1])))
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city, computer = operator.address(rng), rng.choice(networks.CITIES[home.country]), networks.computer(rng)
    at = max(day, min((one.at for one in life.logins), default=life.end)) + DAY
    while at < life.end - DAY:
        visit(life, at, computer, (operator, ip), city=city)
        at += rng.uniform(2, 25) * DAY


def provider_changed(life: Life) -> None:
    """A new line at home in the last two months, because the old contract ended."""
    _other_line(life, life.end - life.rng.uniform(5, 60) * DAY)


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
