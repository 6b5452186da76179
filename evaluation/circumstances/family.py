"""A birth, a parent who needs care, a new school year."""

from datetime import datetime, timedelta

from evaluation.circumstances._shared import add_friend, buy_within
from evaluation.circumstances.moves import MACHINES
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, buy, line, moments, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life


def school_year(life: Life) -> None:
    """April: within a week everything for a new school year or a first flat, in many orders, some expensive."""
    first = datetime(life.rng.randint(life.start.year, life.end.year), 4, 1, tzinfo=life.start.tzinfo)
    for at in moments(life, 500, first, first + 7 * DAY):
        if life.start < at < life.end - 2 * DAY:
            kind = life.rng.choice((goods.KINDS[2], goods.KINDS[4], goods.KINDS[8]))
            buy(life, at, [line(life, kind)], address=life.home.address)


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


def newborn(life: Life) -> None:
    """A birth in the last three months: much for the baby within weeks, gift codes from relatives, and a month after
    it presents of thanks to those who gave, in few days and mostly without a note."""
    rng, home = life.rng, life.home
    birth = life.end - rng.uniform(20, 90) * DAY
    for _ in range(rng.randint(5, 16)):
        at = life.local(birth + rng.uniform(-45, 45) * DAY, rng.choice(HOURS))
        buy_within(life, at, [line(life, rng.choice((BABY, BABY, BABY, goods.KINDS[0], PRAM)))], address=home.address)
    for _ in range(rng.choice((0, 0, 1, 2))):
        at = life.local(birth + rng.uniform(3, 18) * DAY, 20)
        if at < life.end - 3 * DAY:
            life.add_balance(at, rng.choice((5_000, 10_000, 30_000)) if life.currency == "JPY" else 5_000)
            for bought in buy_within(life, at + rng.uniform(0.02, 2) * DAY, [line(life, BABY), line(life, BABY)]):
                life.use_balance(bought, min(bought.total, life.spendable(bought.at)))
    thanks = birth + rng.uniform(24, 40) * DAY
    for _ in range(rng.randint(3, 9)):
        at = life.local(thanks + rng.choice((0, 0, 0, 1, 3)) * DAY, rng.uniform(10, 22))
        name, place = add_friend(life)
        note = ("出産内祝い" if home.country == "JP" else "Thank you!", home.name) if rng.random() < 0.25 else None
        buy_within(life, at, [line(life, THANKS)], name=name, address=place, gift=note)


def care(life: Life) -> None:
    """A parent needs help, for some weeks or for a year: from then on daily things go to their house every few days,
    at first some expensive ones, and the owner is there on many weekends and signs in from their line."""
    rng, home = life.rng, life.home
    day = life.end - rng.uniform(25, min(400.0, 0.7 * ((life.end - life.start) / DAY))) * DAY
    family = people.surname(home.name, home.country) if rng.random() < 0.65 else ""
    parent, place = people.person(home.country, rng, family), people.address(home.country, rng, "", home.address.postal)
    home.friends.append((parent, place))
    usual = (CARE, CARE, CARE, goods.KINDS[0], goods.KINDS[1], goods.KINDS[4])
    for at in moments(life, rng.uniform(18, 55), day):
        bought = [line(life, rng.choice(usual)) for _ in range(rng.choice((1, 1, 2, 3)))]
        buy_within(life, at, bought, name=parent if rng.random() < 0.7 else home.name, address=place)
    for _ in range(rng.randint(1, 3)):
        at = life.local(day + rng.uniform(0, 45) * DAY, rng.choice(HOURS))
        buy_within(life, at, [line(life, rng.choice((AIDS, AIDS, MACHINES)))], name=parent, address=place)
    operator = rng.choice(networks.operators(home.country, "home"))
    ip, city = operator.address(rng), rng.choice(networks.CITIES[home.country])
    at = max(day, min((one.at for one in life.logins), default=life.end))
    while at < life.end - DAY:
        for _ in range(rng.randint(1, 3)):
            visit(life, at, home.devices[0], (operator, ip), city=city)
            at += timedelta(hours=rng.uniform(2, 20))
        at += rng.uniform(2, 20) * DAY
