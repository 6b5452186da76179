"""Family J, held back, and written by somebody who had not read the detectors: what most victims of a hijacked account
see, by the police, consumer centres and newspapers of Japan, the United States and Europe."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import fill_balance, loot, moment, order, stranger
from evaluation.attacks.i_unseen import _logged, _said, _worth
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import HOURS, basket, cancel, card, line, visit
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Card, Line, Order

family = "J"
held_back = True

PHONES = Kind(
    "phones",
    ("スマートフォン 256GB SIMフリー", "スマートウォッチ 45mm", "携帯ゲーム機 本体", "ワイヤレスヘッドホン"),
    ("Smartphone 256GB Unlocked", "Smart Watch 45mm", "Handheld Console", "Noise Cancelling Headphones"),
    62_000,
    0.45,
)
STOCK = Kind(
    "stock",
    ("インクカートリッジ 6色マルチパック", "替刃 16個入", "美容液 50ml", "粉ミルク 800g×2", "トレーディングカード BOX"),
    ("Ink Cartridge Multipack", "Razor Blades 16ct", "Face Serum 50ml", "Infant Formula 2 Pack", "Trading Cards Box"),
    4_800,
    0.4,
)
COINS = (
    ("アプリ内課金 ジェム 3,000個", "App Item: 3,000 Gems", 2_500),
    ("アプリ内課金 コイン 6,500枚", "App Item: 6,500 Coins", 6_000),
    ("アプリ内課金 スターターパック", "App Item: Starter Pack", 480),
    ("アプリ内課金 プレミアムパック", "App Item: Premium Pack", 10_000),
)
READ_AND_SEEN = (
    ("コミック 全巻セット Kindle版", "Comic Collection Kindle Edition", 5_400),
    ("写真集 Kindle版", "Photo Book Kindle Edition", 1_900),
    ("映画 (購入) Prime Video", "Feature Film (Buy) Prime Video", 2_500),
    ("映画 (レンタル) Prime Video", "Feature Film (Rental) Prime Video", 500),
    ("ライトノベル Kindle版", "Fantasy Novel Kindle Edition", 750),
)
ASKED_FOR = {"JPY": (5_000, 10_000, 10_000, 20_000, 30_000, 50_000), "": (5_000, 10_000, 20_000, 20_000, 50_000)}


def taken_at_the_door(life: Life) -> None:
    """Telephones and the like go to the owner's own home and are fetched there: from the doorstep, from the carrier,
    or by a courier who asks for the parcel. One order may be stopped in time."""
    rng, home = life.rng, life.home
    count = rng.choice((1, 1, 2, 2, 3, 4))
    times = _times(life, [rng.choice((0.004, 0.1, 0.9, 2)) * rng.uniform(0.5, 1.4) for _ in range(count - 1)])
    _enter(life, times[0])
    payment = _payment(life, times[0])
    name = home.name if rng.random() < 0.8 else people.person(home.country, rng)
    if rng.random() < 0.3:
        tried = times[0] - timedelta(minutes=rng.uniform(5, 1500))
        first = order(life, tried, [line(life, rng.choice(goods.KINDS[:3]))], payment=payment, name=name)
        loot(life, first.total, first)
    kinds = (PHONES, PHONES, PHONES, goods.DEAR[0], goods.KINDS[8])
    made = [order(life, at, [_worth(life, rng.choice(kinds), 9_000)], payment=payment, name=name) for at in times]
    _sent(life, made, 0.25)


def shops_for_themselves(life: Life) -> None:
    """The thief simply lives on it: ordinary shopping for weeks, to their own door, on the owner's card."""
    rng = life.rng
    gaps = [rng.choice((0.2, 3, 7)) * rng.uniform(0.4, 1.6) for _ in range(rng.randint(2, 9))]
    times = [life.local(at, rng.choice(HOURS) + 0.9 * rng.random()) for at in _times(life, gaps, 4)]
    _enter(life, min(times))
    payment, (name, place) = _payment(life, min(times)), _receiver(life)
    made = [order(life, at, basket(life), payment=payment, name=name, address=place) for at in sorted(times)]
    _sent(life, made, 0.1)


def many_of_one_thing(life: Life) -> None:
    """What sells at once, by the dozen: ink, razor blades, formula, cosmetics. To an empty flat, a forwarder or a
    helper, in one order or in several because the shop limits how many one may have."""
    rng = life.rng
    thing, limit = line(life, STOCK), rng.random() < 0.4
    gaps = [rng.choice((0.002, 0.02, 1)) * rng.uniform(0.5, 1.5) for _ in range(rng.randint(2, 6) if limit else 1)]
    times = _times(life, gaps if limit or rng.random() < 0.4 else [])
    _enter(life, times[0])
    payment, (name, place) = _payment(life, times[0]), _receiver(life)
    made = list[Order]()
    for at in times:
        if rng.random() < 0.25:  # something else that sells as well
            thing = line(life, STOCK)
        bought = Line(thing.asin, thing.title, thing.minor, rng.randint(2, 5) if limit else rng.randint(5, 24))
        made.append(order(life, at, [bought], payment=payment, name=name, address=place))
    _sent(life, made, 0.2)


def coins_and_films(life: Life) -> None:
    """Dozens of digital things in one go or over some nights: coins of a game, which are sold on, or books and films.
    Each costs little."""
    rng = life.rng
    life.options.digital_file = True
    wanted = COINS if rng.random() < 0.6 else READ_AND_SEEN
    minutes = rng.choice((2, 6, 20, 120))
    gaps = [minutes * rng.uniform(0.3, 1.7) / 1440 for _ in range(rng.randint(6, 40) - 1)]
    times = _times(life, gaps)
    _enter(life, times[0])
    things = [_said(life, ja, en, goods.minor(cost, life.currency, rng)) for ja, en, cost in wanted]
    for at in times:
        thing = rng.choice(things)
        if wanted is READ_AND_SEEN:
            thing.asin = goods.asin(rng)
        made = order(life, at, [Line(thing.asin, thing.title, thing.minor)], digital=True)
        loot(life, made.total, made)


def caller_at_the_screen(life: Life) -> None:
    """A caller who says that the computer is infected or the account blocked steers the owner's own computer by day
    and buys gift cards, of ever larger sums and of several brands. Now and then they call again the next day."""
    rng, home = life.rng, life.home
    gaps = [rng.uniform(3, 35) / 1440 for _ in range(rng.randint(1, 6))]
    again = len(gaps) > 2 and rng.random() < 0.3
    times = _times(life, gaps, 3.5)
    first = life.local(times[0] - DAY, rng.uniform(9.5, 16.5))
    times = [first + (at - times[0]) for at in times]
    if again:
        times = [at + DAY * (number > len(times) // 2) for number, at in enumerate(times)]
    draw = rng.random()
    if draw < 0.3 and _logged(life, first):
        visit(life, first - timedelta(minutes=rng.uniform(5, 50)), home.devices[-1], home.lines[0], attack=True)
    elif draw < 0.6:
        _enter(life, first)
    sums = sorted(rng.choice(ASKED_FOR.get(life.currency, ASKED_FOR[""])) for _ in times)
    brands = rng.sample(goods.GIFT_CARDS[:3], rng.randint(1, 3))
    made = [order(life, at, [_code(life, brands, amount)]) for at, amount in zip(times, sums, strict=True)]
    _sent(life, made, 0.35)


def balance_then_card(life: Life) -> None:
    """A dear thing takes the whole saved balance, as the shop proposes it, and the rest from the owner's card."""
    rng, home = life.rng, life.home
    times = _times(life, [rng.uniform(0.003, 1.5) for _ in range(rng.choice((0, 0, 1, 1, 2)))])
    at = times[0]
    _enter(life, at)
    fill_balance(life, at, 2_000, 20_000)
    life.unspend(at - DAY)
    name, place = _receiver(life) if rng.random() < 0.8 else (home.name, home.address)
    for at in times:
        kind = rng.choice((PHONES, PHONES, goods.DEAR[0], goods.KINDS[8], STOCK))
        bought, saved = [_worth(life, kind, 5_000)], life.spendable(at)
        while len(bought) < 4 and sum(one.minor for one in bought) < saved:
            bought.append(_worth(life, PHONES, 5_000))
        made = order(life, at, bought, name=name, address=place)
        amount = min(saved, made.total)
        used = [life.use_balance(made, amount, attack=True)] if amount else []
        loot(life, made.total, made, *used)


def _times(life: Life, gaps: list[float], least: float = 2) -> list[datetime]:
    """Moments with so many days between them, the last some days before the export; closer in a short history."""
    whole = (life.end - life.start) / DAY
    scale = min(1.0, 0.3 * whole / max(sum(gaps), 0.01))
    times = [moment(life, least, min(80, 0.6 * whole))]
    for gap in gaps:
        times.append((times[-1] - gap * scale * DAY).replace(microsecond=0))
    return times[::-1]


def _enter(life: Life, at: datetime) -> None:
    """The owner typed the password into a false page. In a third nothing of the rest is seen; otherwise somebody signs
    in from abroad, from a hosting company or from the own country, minutes to days before, and maybe once more after
    it, to delete the shop's mails."""
    rng, home = life.rng, life.home
    draw = rng.random()
    if draw < 0.34 or not _logged(life, at):
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


def _payment(life: Life, at: datetime) -> str:
    """The owner's card, an older one that is still saved, or one that was stolen elsewhere and is added."""
    rng, draw = life.rng, life.rng.random()
    if draw < 0.75:
        return life.home.cards[-1] if draw < 0.6 else rng.choice(life.home.cards)
    new = card(life.home.country, rng)
    if rng.random() < 0.6:
        if not life.cards:
            life.cards.append(Card(at=life.start, last4=life.home.cards[0][-4:]))
        life.cards.append(Card(at=at - timedelta(minutes=rng.uniform(1, 40)), attack=True, last4=new[-4:]))
    return new


def _receiver(life: Life) -> tuple[str, Address]:
    """A stranger at their door or at a locker, or the owner's name at another house."""
    rng, home = life.rng, life.home
    draw = rng.random()
    if draw < 0.3:
        return home.name, people.address(home.country, rng, postal_not=home.address.postal)
    name, place = stranger(life)
    if draw < 0.5:
        return name, people.pickup(home.country, rng, place)
    return name, place


def _code(life: Life, brands: list[tuple[str, str]], amount: int) -> Line:
    ja, en = life.rng.choice(brands)
    bought = _said(life, ja, en, amount)
    if (ja, en) == goods.GIFT_CARDS[0]:
        bought.asin = "B004N3APGO"
    return bought


def _sent(life: Life, made: list[Order], stopped: float) -> None:
    """What was taken, apart from one of several orders that the shop or the owner may have stopped in time."""
    if len(made) > 1 and life.rng.random() < stopped:
        cancel(life, made.pop(life.rng.randrange(1, len(made))))
    for one in made:
        loot(life, one.total, one)
