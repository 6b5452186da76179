"""Family I, held back, and written by somebody who had not read the detectors: what thieves are reported to do."""

from datetime import datetime, timedelta

from evaluation.attacks._steps import fill_balance, loot, moment, order, sign_in, stranger, yen
from evaluation.circumstances.second import BROWSER, second_service
from evaluation.simulate import goods, networks, people
from evaluation.simulate.clean import buy, line, visit
from evaluation.simulate.life import DAY, SHOPS, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Audit, Line, Loot, Order, Refund

family = "I"
held_back = True

RESOLD = (goods.KINDS[3], goods.KINDS[5], goods.KINDS[7], goods.KINDS[7], goods.KINDS[8])
CODES = (
    ("ニンテンドープリペイド番号 9000円 オンラインコード版", "Nintendo eShop Card [Digital Code]", 9_000),
    ("プレイステーション ストアチケット 10,000円 オンラインコード版", "PlayStation Store Card [Digital Code]", 10_000),
    ("Nintendo Switch ソフト ダウンロード版", "Switch Game [Digital Code]", 7_500),
    ("PCゲーム デラックス・エディション オンラインコード版", "PC Game Deluxe Edition [Online Game Code]", 11_800),
    ("統合セキュリティソフト 3年3台版 オンラインコード版", "Security Suite 3 Years [Online Code]", 8_900),
    ("画像編集ソフト 12か月版 オンラインコード版", "Photo Editor 12 Months [PC/Mac Online Code]", 26_000),
)
TRIED = (("漫画 第1巻 Kindle版", "Comic Issue 1 Kindle Edition"), ("壁紙 アプリ内課金", "App Item"))
HOTELS = ("ビジネスホテル松", "ステーションホテル", "Station Hotel", "City Inn")


def cards_days_apart(life: Life) -> None:
    """The account's mail address or password is changed; then a gift card every few days, of several kinds and sums.
    In half the accounts a second service's log tells of such a change."""
    rng, at = life.rng, _when(life, 28, 115)
    _enter(life, at)
    if rng.random() < 0.5:
        _lock_out(life, at)
    at += rng.uniform(0.1, 4) * DAY
    for _ in range(rng.randint(2, 4)):
        amount = yen(life, rng.choice((3_000, 5_000, 8_000, 9_800, 10_000, 12_300, 15_000, 20_000, 30_000)))
        made = order(life, at, [_gift_card(life, amount)])
        loot(life, made.total, made)
        at += rng.uniform(2, 6) * DAY


def locker_near_the_thief(life: Life) -> None:
    """In the owner's own name, with another telephone number, to a locker, a shop or a hotel in another region."""
    rng, home = life.rng, life.home
    at = _when(life, 7, 100)
    _enter(life, at)
    near = people.address(home.country, rng, home.address.region or "-", home.address.postal)
    place = people.pickup(home.country, rng, near) if rng.random() < 0.65 else _hotel(life, near)
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice((*goods.DEAR, goods.KINDS[8], goods.KINDS[8], goods.KINDS[7]))
        made = order(life, at, [_worth(life, kind, 6_000)], address=place)
        loot(life, made.total, made)
        at += timedelta(hours=rng.choice((0.2, 2, 14, 30)) * rng.uniform(0.5, 1.4))


def flea_market_sales(life: Life) -> None:
    """Long ago in the history: the thief sells at a flea market what they do not have, and has it sent from here to
    three to six buyers over weeks. Hardly anything is dear."""
    rng = life.rng
    whole = (life.end - life.start) / DAY
    at = moment(life, min(200, 0.5 * whole), min(500, 0.75 * whole))
    _enter(life, at)
    for _ in range(rng.randint(3, 6)):
        name, place = people.person(life.home.country, rng), people.address(life.home.country, rng)
        for _ in range(rng.choice((1, 1, 1, 2))):
            made = order(life, at, [_worth(life, rng.choice(RESOLD), 2_500)], name=name, address=place)
            loot(life, made.total, made)
            at += timedelta(minutes=rng.uniform(5, 600))
        at += rng.uniform(0.4, 5) * DAY


def tried_then_codes(life: Life) -> None:
    """One digital thing that costs next to nothing shows that the card works; a day later come codes of games and
    software, which can be sold on at once."""
    rng, at = life.rng, _when(life, 4, 120)
    life.options.digital_file = True
    _enter(life, at)
    cheap = goods.minor(rng.uniform(60, 250), life.currency, rng)
    lines = [_said(life, *rng.choice(TRIED), cheap)]
    first = order(life, at, lines, digital=True)
    loot(life, first.total, first)
    at += timedelta(hours=rng.uniform(15, 36))
    for ja, en, cost in rng.choices(CODES, k=rng.randint(2, 5)):
        made = order(life, at, [_said(life, ja, en, yen(life, cost))], digital=True)
        loot(life, made.total, made)
        at += timedelta(minutes=rng.uniform(2, 50))


def not_received_then_codes(life: Life) -> None:
    """One or two true orders of the owner are reported as not received, the refund goes to the balance, and the
    balance pays for game cards that stand in the list."""
    rng, at = life.rng, _when(life, 10, 110)
    _enter(life, at)
    parked = list[Loot]()
    for victim in _received(life, at):
        refund = life.refund(
            Refund(
                at=at,
                attack=True,
                order_id=victim.id,
                shop=victim.shop,
                currency=victim.currency,
                minor=victim.total,
                paid=at + timedelta(hours=rng.uniform(2, 60)),
                reason="Item not received",
                destination="gift_card",
                returned=False,
            )
        )
        parked.append(Loot(victim.total, life.currency, [refund, life.entries[-1]]))
        at += timedelta(minutes=rng.uniform(3, 900))
    when = max(record.at for one in parked for record in one.records) + timedelta(hours=rng.uniform(0.5, 40))
    left = sum(one.minor for one in parked)
    for amount in _parts(life, left, rng.randint(1, 3)):
        spent = order(life, when, [_gift_card(life, amount, game=True)])
        entry = life.use_balance(spent, amount, attack=True)
        for one in parked:
            one.records += [spent, entry]
        when += timedelta(hours=rng.uniform(0.1, 18))
    life.loot += parked


def shop_abroad(life: Life) -> None:
    """The same password opens the company's shop in another country, where nobody looks: dear things in that
    currency, to a forwarder there."""
    rng = life.rng
    country = rng.choice(
        [one for one in SHOPS if one != life.home.country and SHOPS[one][0] not in life.home.marketplaces]
    )
    shop, currency, front, _ = SHOPS[country]
    at, place = _when(life, 6, 90), people.address(country, rng)
    _enter(life, at)
    number = rng.randint(1000, 9999)
    unit = f"{place.rest.split()[0]} 転送センター{number}" if country == "JP" else f"Unit {number} {place.rest}"
    place = Address(country, place.postal, place.region, unit)
    name = people.person(country, rng) if rng.random() < 0.7 else life.home.name
    for _ in range(rng.randint(1, 3)):
        kind = rng.choice((*goods.DEAR, *goods.DEAR, goods.KINDS[7], goods.KINDS[8]))
        cost = max(goods.price(kind, currency, rng), goods.minor(rng.uniform(12_000, 30_000), currency, rng))
        bought = Line(goods.asin(rng), goods.title(kind, country, rng), cost)
        made = order(life, at, [bought], shop=shop, currency=currency, name=name, address=place)
        made.id = front + made.id[3:]
        life.loot.append(Loot(made.total, currency, [made]))
        at += timedelta(hours=rng.choice((0.3, 5, 26)) * rng.uniform(0.5, 1.5))


def former_partner(life: Life) -> None:
    """Somebody who lived here and knows the password furnishes their new flat, on the owner's card and mostly through
    a line and a device that belong to the household."""
    rng, home = life.rng, life.home
    at = _when(life, 22, 120)
    name = home.members[-1] if len(home.members) > 1 else people.person(home.country, rng)
    place = people.address(home.country, rng, postal_not=home.address.postal)
    for _ in range(rng.randint(2, 5)):
        if rng.random() < 0.6 and _logged(life, at):
            visit(life, at - timedelta(minutes=rng.uniform(5, 90)), home.devices[-1], home.lines[0], attack=True)
        kind = rng.choice((goods.KINDS[4], goods.KINDS[8], goods.KINDS[8], *goods.DEAR))
        made = order(life, at, [_worth(life, kind, 4_000)], name=name, address=place)
        loot(life, made.total, made)
        at += rng.uniform(0.05, 4) * DAY


def balance_piece_by_piece(life: Life) -> None:
    """A saved balance goes within about three days: small things, each in sight, all to the same stranger."""
    rng, at = life.rng, _when(life, 8, 90)
    _enter(life, at)
    fill_balance(life, at, 12_000, 50_000)
    life.unspend(at - DAY)
    name, place = stranger(life)
    for amount in _parts(life, min(life.spendable(at), yen(life, 60_000)), rng.randint(4, 8)):
        kind = rng.choice((goods.KINDS[0], goods.KINDS[3], goods.KINDS[4], goods.KINDS[5], goods.KINDS[7]))
        bought = Line(goods.asin(rng), goods.title(kind, life.home.country, rng), amount)
        made = order(life, at, [bought], name=name, address=place)
        loot(life, amount, made, life.use_balance(made, amount, attack=True))
        at += timedelta(hours=rng.uniform(3, 18))


def _when(life: Life, least: float, most: float) -> datetime:
    """Some days before the export, and not near the beginning of a short history."""
    return moment(life, least, min(most, 0.6 * ((life.end - life.start) / DAY)))


def _logged(life: Life, at: datetime) -> bool:
    """Whether the list of sign-ins reaches back so far."""
    return at - 4 * DAY > min((one.at for one in life.logins), default=life.end)


def _enter(life: Life, at: datetime) -> None:
    """How they got in: only the shop's password was known and the mail account shows nothing, or it was read from
    anywhere, or through an ordinary line of the owner's country."""
    rng, draw = life.rng, life.rng.random()
    if draw < 0.35 or not _logged(life, at):
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


def _lock_out(life: Life, at: datetime) -> None:
    """The second service, where the same mail and password were good, tells of the changes."""
    rng = life.rng
    if not life.audits:
        second_service(life)
    seen = [(one.ip, one.country) for one in life.logins if one.attack]
    operator = rng.choice(networks.operators(life.home.country, "home", "hosting"))
    ip, country = seen[-1] if seen else (operator.address(rng), operator.country)
    agent = BROWSER.format(v=rng.choice((109, 128, 134)))
    for action in ("user.login", *rng.sample(("user.change_password", "user.add_email", "user.remove_email"), 2)):
        life.audits.append(Audit(at=at, attack=True, action=action, ip=ip, country=country, agent=agent))
        at += timedelta(minutes=rng.uniform(1, 40))


def _gift_card(life: Life, amount: int, game: bool = False) -> Line:
    """A gift card of any brand, or one for games, which a balance can pay."""
    place = life.rng.randrange(3 if game else 0, len(goods.GIFT_CARDS))
    line = _said(life, *goods.GIFT_CARDS[place], amount)
    if place == 0:
        line.asin = "B004N3APGO"
    return line


def _worth(life: Life, kind: goods.Kind, least: int) -> Line:
    """A thing of that kind which is worth the trouble: of some thousand yen at least."""
    found, floor = line(life, kind), goods.minor(least * life.rng.uniform(1, 1.6), life.currency, life.rng)
    found.minor = max(found.minor, floor)
    return found


def _said(life: Life, ja: str, en: str, amount: int) -> Line:
    return Line(goods.asin(life.rng), ja if life.home.country == "JP" else en, amount)


def _received(life: Life, at: datetime) -> list[Order]:
    """One or two of the dearer orders of the last weeks that arrived and were paid by card."""
    known, least = {one.order_id for one in life.refunds}, yen(life, 2_500)
    mine = [
        one
        for one in life.orders
        if one.status == "Closed"
        and not one.digital
        and not one.from_balance
        and one.currency == life.currency
        and " - " in one.payment
        and one.total > least
        and one.id not in known
    ]
    for days in (45, 90, 180):
        recent = [one for one in mine if at - days * DAY < one.at < at - 5 * DAY]
        if recent:
            dearest = sorted(recent, key=lambda one: -one.total)[:4]
            return life.rng.sample(dearest, min(len(dearest), life.rng.randint(1, 2)))
    return [buy(life, at - life.rng.uniform(8, 30) * DAY, [line(life, goods.KINDS[8])], payment=life.home.cards[-1])]


def _parts(life: Life, whole: int, count: int) -> list[int]:
    """Most of a sum in some uneven parts, as prices are; a little stays."""
    step, left, parts = (10 if life.currency == "JPY" else 5), whole, list[int]()
    for number in range(count):
        share = life.rng.uniform(0.85, 1.0) if number == count - 1 else life.rng.uniform(0.5, 1.4)
        part = int(left / (count - number) * share) // step * step
        if part > 0:
            parts.append(part)
            left -= part
    return parts or [whole]


def _hotel(life: Life, near: Address) -> Address:
    rng, room = life.rng, life.rng.randint(201, 1212)
    if near.country == "JP":
        rest = f"{near.rest.split()[0]} {rng.choice(HOTELS[:2])} {room}号室"
    else:
        rest = f"{rng.choice(HOTELS[2:])} Room {room} {near.rest}"
    return Address(near.country, near.postal, near.region, rest)
