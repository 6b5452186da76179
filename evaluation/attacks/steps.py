"""Steps that several attacks share: when, ordering in the owner's name, spending the balance, what was taken."""

from datetime import datetime, timedelta
from typing import Any

from evaluation.simulate import goods, people
from evaluation.simulate.clean import cancel, card, line, ship
from evaluation.simulate.goods import Kind, minor
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.people import Address
from evaluation.simulate.records import Card, Line, Loot, Order, Record


def moment(life: Life, least: float = 3, most: float = 60) -> datetime:
    """When it happens: some days before the export, at any hour."""
    at = life.end - life.rng.uniform(least, most) * DAY
    return at.replace(microsecond=0)


def order(life: Life, at: datetime, lines: list[Line], **given: Any) -> Order:
    """An order that the owner did not place: on the owner's card and to the owner's home, unless ``given`` differs."""
    home = life.home
    usual: dict[str, Any] = {
        "shop": life.shop,
        "currency": life.currency,
        "payment": home.cards[-1],
        "name": home.name,
        "address": home.address,
        "billing": home.address.cell(home.name),
    }
    digital = bool(given.get("digital", False))
    made = Order(at=at, attack=True, id=life.order_id(digital), lines=lines, **{**usual, **given})
    ship(life, made)
    life.orders.append(made)
    return made


def record_loot(life: Life, amount: int, *records: Record) -> None:
    """Records stolen money; any of these records shows it."""
    life.loot.append(Loot(amount, life.currency, list(records)))


def yen(life: Life, amount: int) -> int:
    """An amount of yen as a round sum in the owner's currency."""
    return amount if life.currency == "JPY" else max(500, round(minor(amount, life.currency, life.rng) / 500) * 500)


def fill_balance(life: Life, at: datetime, least: int, most: int) -> None:
    """The owner had saved a balance some weeks before."""
    wanted = yen(life, life.rng.randrange(least, most, 1000))
    if life.spendable(at) < wanted:
        life.add_balance(at - life.rng.uniform(8, 40) * DAY, wanted)


def spend_on_hidden_order(life: Life, at: datetime, amount: int) -> None:
    """The balance pays for an order that the list of orders does not show."""
    hidden = order(life, at, [Line("B0HIDDEN00", "hidden", amount)], listed=False)
    entry = life.use_balance(hidden, amount, attack=True)
    record_loot(life, amount, entry)


def unknown_recipient(life: Life) -> tuple[str, Address]:
    """A receiver whom nobody in the household knows, in another region."""
    country = life.home.country
    return people.person(country, life.rng), people.address(
        country, life.rng, region_not=life.home.address.region or "-"
    )


def recent_moment(life: Life, least: float, most: float) -> datetime:
    """Some days before the export, and not near the beginning of a short history."""
    return moment(life, least, min(most, 0.6 * ((life.end - life.start) / DAY)))


def gift_card_line(life: Life, amount: int, game: bool = False) -> Line:
    """A gift card of any brand, or one for games, which a balance can pay."""
    place = life.rng.randrange(3 if game else 0, len(goods.GIFT_CARDS))
    line = titled_line(life, *goods.GIFT_CARDS[place], amount)
    if place == 0:
        line.asin = "B004N3APGO"
    return line


def line_worth(life: Life, kind: goods.Kind, least: int) -> Line:
    """A thing of that kind which is worth the trouble: of some thousand yen at least."""
    found, floor = line(life, kind), goods.minor(least * life.rng.uniform(1, 1.6), life.currency, life.rng)
    found.minor = max(found.minor, floor)
    return found


def titled_line(life: Life, ja: str, en: str, amount: int) -> Line:
    return Line(goods.asin(life.rng), ja if life.home.country == "JP" else en, amount)


def uneven_parts(life: Life, whole: int, count: int) -> list[int]:
    """Most of a sum in some uneven parts, as prices are; a little stays."""
    step, left, parts = (10 if life.currency == "JPY" else 5), whole, list[int]()
    for number in range(count):
        share = life.rng.uniform(0.85, 1.0) if number == count - 1 else life.rng.uniform(0.5, 1.4)
        part = int(left / (count - number) * share) // step * step
        if part > 0:
            parts.append(part)
            left -= part
    return parts or [whole]


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


def moments_apart(life: Life, gaps: list[float], least: float = 2) -> list[datetime]:
    """Moments separated by these gaps in days, the last some days before the export; closer in a short history."""
    whole = (life.end - life.start) / DAY
    scale = min(1.0, 0.3 * whole / max(sum(gaps), 0.01))
    times = [moment(life, least, min(80, 0.6 * whole))]
    for gap in gaps:
        times.append((times[-1] - gap * scale * DAY).replace(microsecond=0))
    return times[::-1]


def card_to_use(life: Life, at: datetime) -> str:
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


def drop_recipient(life: Life) -> tuple[str, Address]:
    """A stranger at their door or at a locker, or the owner's name at another house."""
    rng, home = life.rng, life.home
    draw = rng.random()
    if draw < 0.3:
        return home.name, people.address(home.country, rng, postal_not=home.address.postal)
    name, place = unknown_recipient(life)
    if draw < 0.5:
        return name, people.pickup(home.country, rng, place)
    return name, place


def record_delivered(life: Life, made: list[Order], stopped: float) -> None:
    """What was taken, apart from one of several orders that the shop or the owner may have stopped in time."""
    if len(made) > 1 and life.rng.random() < stopped:
        cancel(life, made.pop(life.rng.randrange(1, len(made))))
    for one in made:
        record_loot(life, one.total, one)
