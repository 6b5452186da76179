"""Gift cards and codes bought with the owner's card: in a burst, slowly, or on a caller's instructions."""

from datetime import datetime, timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import (
    enter_after_phishing,
    enter_with_password,
    log_reaches,
    sign_in,
    sign_in_from_same_country,
)
from evaluation.attacks.steps import (
    gift_card_line,
    moment,
    moments_apart,
    order,
    recent_moment,
    record_delivered,
    record_loot,
    titled_line,
    yen,
)
from evaluation.circumstances._shared import BROWSER
from evaluation.circumstances.other_files import second_service
from evaluation.simulate import goods, networks
from evaluation.simulate.clean import buy, visit
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Audit, Line


@attack("A")
def gift_card_burst(life: Life) -> None:
    """Two to six gift cards of round sums within hours."""
    at = moment(life)
    sign_in(life, at, 0.85)
    _cards(life, at, life.rng.randint(2, 6))


@attack("A")
def gift_card_behind_a_decoy(life: Life) -> None:
    """One expensive gift card, minutes after something that the owner often buys."""
    at = moment(life)
    sign_in(life, at, 0.85)
    usual = [one for one in life.orders if one.at < at and not one.digital and one.status == "Closed"]
    if usual:
        again = life.rng.choice(usual)
        copy = buy(
            life,
            at - timedelta(minutes=life.rng.uniform(3, 40)),
            [Line(one.asin, one.title, one.minor) for one in again.lines[:1]],
        )
        copy.attack = True
    _cards(life, at, 1)


def _cards(life: Life, at: datetime, count: int) -> None:
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    amount = yen(life, life.rng.choice((10_000, 20_000, 30_000, 50_000) if count > 1 else (50_000, 96_000)))
    for number in range(count):
        when = at + timedelta(minutes=number * life.rng.uniform(1, 25))
        bought = order(life, when, [Line("B004N3APGO", title, amount)])
        record_loot(life, bought.total, bought)


@attack("H")
def slow_gift_cards(life: Life) -> None:
    """One gift card of an ordinary sum every few days, for weeks."""
    at = moment(life, 40, 80)
    sign_in_from_same_country(life, at)
    ja, en = life.rng.choice(goods.GIFT_CARDS)
    title = ja if life.home.country == "JP" else en
    for _ in range(life.rng.randint(3, 6)):
        made = order(life, at, [Line("B004N3APGO", title, yen(life, life.rng.choice((3_000, 5_000, 10_000))))])
        record_loot(life, made.total, made)
        at += life.rng.uniform(3.5, 8) * DAY


@attack("I")
def cards_days_apart(life: Life) -> None:
    """The account's mail address or password is changed; then a gift card every few days, of several kinds and sums.
    In half the accounts a second service's log shows such a change."""
    rng, at = life.rng, recent_moment(life, 28, 115)
    enter_with_password(life, at)
    if rng.random() < 0.5:
        _lock_out(life, at)
    at += rng.uniform(0.1, 4) * DAY
    for _ in range(rng.randint(2, 4)):
        amount = yen(life, rng.choice((3_000, 5_000, 8_000, 9_800, 10_000, 12_300, 15_000, 20_000, 30_000)))
        made = order(life, at, [gift_card_line(life, amount)])
        record_loot(life, made.total, made)
        at += rng.uniform(2, 6) * DAY


def _lock_out(life: Life, at: datetime) -> None:
    """The log of a second service with the same mail and password shows the changes."""
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


ASKED_FOR = {"JPY": (5_000, 10_000, 10_000, 20_000, 30_000, 50_000), "": (5_000, 10_000, 20_000, 20_000, 50_000)}


@attack("J")
def caller_at_the_screen(life: Life) -> None:
    """A caller who says that the computer is infected or the account blocked steers the owner's own computer by day
    and buys gift cards, of ever larger sums and of several brands. Now and then they call again the next day."""
    rng, home = life.rng, life.home
    gaps = [rng.uniform(3, 35) / 1440 for _ in range(rng.randint(1, 6))]
    again = len(gaps) > 2 and rng.random() < 0.3
    times = moments_apart(life, gaps, 3.5)
    first = life.local(times[0] - DAY, rng.uniform(9.5, 16.5))
    times = [first + (at - times[0]) for at in times]
    if again:
        times = [at + DAY * (number > len(times) // 2) for number, at in enumerate(times)]
    draw = rng.random()
    if draw < 0.3 and log_reaches(life, first):
        visit(life, first - timedelta(minutes=rng.uniform(5, 50)), home.devices[-1], home.lines[0], attack=True)
    elif draw < 0.6:
        enter_after_phishing(life, first)
    sums = sorted(rng.choice(ASKED_FOR.get(life.currency, ASKED_FOR[""])) for _ in times)
    brands = rng.sample(goods.GIFT_CARDS[:3], rng.randint(1, 3))
    made = [order(life, at, [_code(life, brands, amount)]) for at, amount in zip(times, sums, strict=True)]
    record_delivered(life, made, 0.35)


def _code(life: Life, brands: list[tuple[str, str]], amount: int) -> Line:
    ja, en = life.rng.choice(brands)
    bought = titled_line(life, ja, en, amount)
    if (ja, en) == goods.GIFT_CARDS[0]:
        bought.asin = "B004N3APGO"
    return bought
