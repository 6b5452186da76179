"""More harmless circumstances that are held back: ordinary lives, in most of which something changed not long ago."""

from datetime import datetime, timedelta
from ipaddress import ip_address

from evaluation.circumstances.gifts import _friend
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, basket, buy, card, give_back, line, moments, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Line, Order

FOR_CHILDREN = (
    goods.KINDS[5],
    goods.KINDS[5],
    goods.KINDS[2],
    goods.KINDS[3],
    Kind("sweets", ("お菓子 詰め合わせ", "チョコレート 30個"), ("Sweets Box", "Chocolate Assortment"), 1900, 0.4),
)
ONCE = Kind(
    "once",
    ("ランドセル", "学習机", "電子ピアノ 88鍵", "ゲーム機 本体", "子ども用自転車 20インチ"),
    ("School Desk", "Digital Piano", "Game Console", "Kids Bike 20in"),
    38_000,
    0.4,
)
FURNITURE = Kind(
    "furniture",
    ("カーテン 2枚組", "ソファ 2人掛け", "ベッドフレーム", "ラグ 200×250", "シーリングライト", "食器棚"),
    ("Curtains 2 Panels", "Two-Seat Sofa", "Bed Frame", "Area Rug", "Ceiling Light", "Bookcase"),
    14_000,
    0.8,
)
MACHINES = Kind(
    "machines",
    ("冷蔵庫 300L", "洗濯機 8kg", "エアコン 10畳用", "液晶テレビ 50V型"),
    ("Refrigerator", "Washing Machine", "Air Conditioner", "50in Television"),
    76_000,
    0.35,
)
CARE = Kind(
    "care",
    ("大人用紙おむつ 34枚", "介護食 やわらか 12食", "尿とりパッド 90枚", "とろみ調整剤 2kg"),
    ("Adult Briefs 34ct", "Bed Pads 60ct", "Nutrition Drink 24 Pack"),
    2700,
    0.4,
)
AIDS = Kind(
    "aids",
    ("手すり 置き型", "見守りカメラ", "シャワーチェア", "歩行車", "電動ベッド"),
    ("Walker", "Shower Chair", "Home Camera", "Adjustable Bed"),
    17_000,
    0.7,
)
BABY = Kind(
    "baby",
    ("紙おむつ 新生児用 84枚", "哺乳瓶 2本", "おしりふき 80枚×20", "粉ミルク 800g", "肌着 5枚組"),
    ("Diapers Newborn 84ct", "Baby Bottles", "Baby Wipes", "Bodysuits 5 Pack"),
    2300,
    0.5,
)
PRAM = Kind(
    "pram", ("ベビーカー", "抱っこひも", "チャイルドシート"), ("Stroller", "Baby Carrier", "Car Seat"), 29_000, 0.4
)
THANKS = Kind("thanks", ("内祝い カタログギフト", "内祝い タオルセット"), ("Thank You Gift Box",), 4200, 0.35)


def grandchildren(life: Life) -> None:
    """Toys, books and clothes go to one to three houses of children several times a year, hardly ever with a note, and
    once or twice something dear. In every third account one of the houses is new: a birth, or a move, weeks ago."""
    rng, home = life.rng, life.home
    houses = rng.randint(1, 3)
    for number in range(houses):
        family = people.surname(home.name, home.country) if rng.random() < 0.55 else ""
        names = [people.person(home.country, rng, family)]
        names += [
            people.person(home.country, rng, people.surname(names[0], home.country)) for _ in range(rng.randint(1, 2))
        ]
        place = people.address(home.country, rng, postal_not=home.address.postal)
        recent = number == houses - 1 and rng.random() < 0.33
        since = (
            life.end - rng.uniform(14, 85) * DAY if recent else life.start + rng.random() * (life.end - life.start) / 2
        )
        if not recent:
            home.friends.append((names[0], place))
        days = moments(life, rng.uniform(2, 7), since) or [life.local(since + DAY, rng.choice(HOURS))]
        dear = rng.sample(days, min(len(days), rng.choice((0, 1, 1, 2))))
        for at in days:
            kind = ONCE if at in dear else rng.choice(FOR_CHILDREN)
            note = ("お誕生日おめでとう" if home.country == "JP" else "With all our love", home.name)
            bought = [line(life, kind) for _ in range(1 if at in dear else rng.choice((1, 1, 2, 3)))]
            gift = note if rng.random() < 0.08 else None
            _buy(life, at, bought, name=rng.choice(names), address=place, gift=gift)


def just_moved(life: Life) -> None:
    """The household moved in the last two months and bought for the new home what it needed: from curtains to a
    refrigerator, from some days before the move, now and then with a new card. The card's own address follows later."""
    rng, home = life.rng, life.home
    day = life.end - rng.uniform(10, 60) * DAY
    told = day + rng.uniform(-2, 20) * DAY
    old, new = home.address, people.address(home.country, rng, postal_not=home.address.postal)
    for order in life.orders:
        if order.at > day - 2 * DAY and order.address == old:
            order.address = new
        if order.at > told:
            order.billing = new.cell(home.name)
    before = old.cell(home.name)
    home.others.append(old)
    home.address = new
    if rng.random() < 0.7:
        _other_line(life, day)
    fresh = card(home.country, rng) if rng.random() < 0.25 else home.cards[-1]
    if fresh not in home.cards:
        home.cards.insert(0, fresh)
    kinds = (FURNITURE, FURNITURE, FURNITURE, goods.KINDS[4], goods.KINDS[4], goods.KINDS[8], MACHINES)
    made = list[Order]()
    for _ in range(rng.randint(4, 12)):
        at = life.local(day + rng.triangular(-14, 30, 0) * DAY, rng.choice(HOURS))
        bought = [line(life, rng.choice(kinds)) for _ in range(rng.choice((1, 1, 1, 2)))]
        billing = before if at < told else new.cell(home.name)
        made += _buy(life, at, bought, address=new, billing=billing, payment=rng.choice((fresh, home.cards[-1])))
    sent = [one for one in made if one.shipped]
    if sent and rng.random() < 0.35:
        give_back(life, rng.choice(sent), days=rng.uniform(3, 9))


def newborn(life: Life) -> None:
    """A birth in the last three months: much for the baby within weeks, gift codes from relatives, and a month after
    it presents of thanks to those who gave, in few days and mostly without a note."""
    rng, home = life.rng, life.home
    birth = life.end - rng.uniform(20, 90) * DAY
    for _ in range(rng.randint(5, 16)):
        at = life.local(birth + rng.uniform(-45, 45) * DAY, rng.choice(HOURS))
        _buy(life, at, [line(life, rng.choice((BABY, BABY, BABY, goods.KINDS[0], PRAM)))], address=home.address)
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = life.local(birth + rng.uniform(3, 18) * DAY, 20)
        if at < life.end - 3 * DAY:
            life.add_balance(at, rng.choice((5_000, 10_000, 30_000)) if life.currency == "JPY" else 5_000)
            for bought in _buy(life, at + rng.uniform(0.02, 2) * DAY, [line(life, BABY), line(life, BABY)]):
                life.use_balance(bought, min(bought.total, life.spendable(bought.at)))
    thanks = birth + rng.uniform(24, 40) * DAY
    for _ in range(rng.randint(3, 9)):
        at = life.local(thanks + rng.choice((0, 0, 0, 1, 3)) * DAY, rng.uniform(10, 22))
        name, place = _friend(life)
        note = ("出産内祝い" if home.country == "JP" else "Thank you!", home.name) if rng.random() < 0.25 else None
        _buy(life, at, [line(life, THANKS)], name=name, address=place, gift=note)


def care(life: Life) -> None:
    """A parent needs help, for some weeks or for a year: from then on daily things go to their house every few days,
    at first some dear ones, and the owner is there on many weekends and signs in from their line."""
    rng, home = life.rng, life.home
    day = life.end - rng.uniform(25, min(400.0, 0.7 * ((life.end - life.start) / DAY))) * DAY
    family = people.surname(home.name, home.country) if rng.random() < 0.65 else ""
    parent, place = people.person(home.country, rng, family), people.address(home.country, rng, "", home.address.postal)
    home.friends.append((parent, place))
    usual = (CARE, CARE, CARE, goods.KINDS[0], goods.KINDS[1], goods.KINDS[4])
    for at in moments(life, rng.uniform(18, 55), day):
        bought = [line(life, rng.choice(usual)) for _ in range(rng.choice((1, 1, 2, 3)))]
        _buy(life, at, bought, name=parent if rng.random() < 0.7 else home.name, address=place)
    for _ in range(rng.randint(1, 3)):
        at = life.local(day + rng.uniform(0, 45) * DAY, rng.choice(HOURS))
        _buy(life, at, [line(life, rng.choice((AIDS, AIDS, MACHINES)))], name=parent, address=place)
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city = operator.address(rng), rng.choice(networks.CITIES[home.country])
    at = max(day, min((one.at for one in life.logins), default=life.end))
    while at < life.end - DAY:
        for _ in range(rng.randint(1, 3)):
            visit(life, at, home.devices[0], (operator, ip), city=city)
            at += timedelta(hours=rng.uniform(2, 20))
        at += rng.uniform(2, 20) * DAY


def business_trips(life: Life) -> None:
    """Journeys in the own country every few weeks, with a card of the employer: sign-ins from hotels, and every third
    time something that was forgotten or is needed there is sent to the hotel. Nobody would list all those hotels."""
    rng, home = life.rng, life.home
    begin = life.end - min(rng.uniform(120, 700), 0.8 * ((life.end - life.start) / DAY)) * DAY
    logged = min((one.at for one in life.logins), default=life.end)
    employer = card(home.country, rng)
    home.cards.insert(0, employer)
    hotels = [_hotel(life) for _ in range(rng.randint(3, 9))]
    home.friends += ((home.name, one) for one in hotels if rng.random() < 0.3)
    for order in life.orders:
        if order.at > begin and rng.random() < 0.1:
            order.payment = order.payment.replace(home.cards[-1], employer)
    at = begin
    while at < life.end - 5 * DAY:
        hotel, nights = rng.choice(hotels), rng.randint(1, 4)
        if rng.random() < 0.35:
            kind = rng.choice((goods.KINDS[7], goods.KINDS[7], goods.KINDS[3], goods.KINDS[2], goods.KINDS[8]))
            bought = [line(life, goods.DEAR[0] if rng.random() < 0.05 else kind)]
            when = life.local(at - DAY, rng.choice(HOURS))
            _buy(life, when, bought, name=home.name, address=hotel, payment=rng.choice((employer, home.cards[-1])))
        if at > logged:
            _nights(life, at, nights)
        at += (nights + rng.uniform(6, 40)) * DAY


def flat_share(life: Life) -> None:
    """Three others of other families live here and order through the same account, one of them by a card of their own.
    In the last three months one moved out and somebody new came, who bought what a room needs."""
    rng, home = life.rng, life.home
    mates = [people.person(rng.choice((home.country, "US", "GB", "DE")), rng) for _ in range(4)]
    home.members += mates
    leaver, comer, other = mates[0], mates[3], card(home.country, rng)
    home.cards.insert(0, other)
    day = life.end - rng.uniform(12, 85) * DAY
    for order in life.orders:
        if not order.digital and rng.random() < 0.5:
            order.name = rng.choice(mates[:3])
        if order.at > day and order.name == leaver:
            order.name = comer
        if order.name == mates[1]:
            order.payment = order.payment.replace(home.cards[-1], other)
    for _ in range(rng.randint(2, 5)):
        at = life.local(day + rng.triangular(0, 20, 1) * DAY, rng.choice(HOURS))
        _buy(life, at, [line(life, rng.choice((FURNITURE, goods.KINDS[4], goods.KINDS[7])))], name=comer)
    if rng.random() < 0.3:
        _buy(life, life.local(day + 9 * DAY, 21), [line(life, goods.DEAR[0])], name=comer, address=home.address)
    for at in moments(life, 12, day):
        _buy(life, at, basket(life), name=comer, address=home.address)


def _buy(life: Life, at: datetime, lines: list[Line], **given: object) -> list[Order]:
    """The order, if its moment lies in the history."""
    return [buy(life, at, lines, **given)] if life.start < at < life.end - DAY else []


def _other_line(life: Life, day: datetime) -> None:
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


def _hotel(life: Life) -> Address:
    rng, place = life.rng, people.address(life.home.country, life.rng, postal_not=life.home.address.postal)
    if place.country == "JP":
        rest = f"{place.rest.split()[0]} {rng.choice(('ホテル青葉', '駅前ホテル', 'ビジネスイン'))} フロント気付"
    else:
        rest = f"{rng.choice(('Grand Hotel', 'Airport Inn', 'Park Hotel'))} c/o Reception {place.rest}"
    return Address(place.country, place.postal, place.region, rest)


def _nights(life: Life, at: datetime, nights: int) -> None:
    """Sign-ins of one journey: the hotel's line and the telephone's network."""
    rng, home = life.rng, life.home
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city = operator.address(rng), rng.choice(networks.CITIES[home.country])
    for _ in range(rng.randint(1, 2 + nights)):
        place = (operator, ip) if rng.random() < 0.6 else (home.mobile, home.mobile.address(rng))
        visit(life, at + rng.uniform(0, nights) * DAY, rng.choice(home.devices), place, city=city)
