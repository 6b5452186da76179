"""Codes: registered in a burst, spent at once, or bought for games."""

from datetime import timedelta

from evaluation.circumstances._shared import buy_within, some_day
from evaluation.simulate import goods
from evaluation.simulate.clean import basket, buy, line, moments
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line


def gift_codes_burst(life: Life) -> None:
    """Points of a survey site are changed into gift codes: several small ones are registered on one evening."""
    day = life.local(some_day(life), 22)
    for number in range(life.rng.randint(2, 6)):
        life.add_balance(day + timedelta(minutes=3 * number), 500)  # yen or cents


def gift_code_spent(life: Life) -> None:
    """A large gift code, a prize or a present of the employer, is registered and spent the same evening."""
    at = life.local(some_day(life), 21)
    minor = life.rng.choice((5000, 10_000, 20_000)) if life.currency == "JPY" else life.rng.choice((5000, 10_000))
    life.add_balance(at, minor)
    bought = buy(life, at + timedelta(minutes=life.rng.uniform(5, 300)), basket(life))
    life.use_balance(bought, min(bought.total, life.spendable(bought.at)))


CODES = (
    ("ニンテンドープリペイド番号", "Nintendo eShop Gift Card"),
    ("プレイステーションストアチケット", "PlayStation Store Gift Card"),
    ("Google Play ギフトコード", "Google Play gift code"),
    ("Steam プリペイドコード", "Steam Gift Card"),
)
SUMS = {"JPY": (500, 1_000, 1_500, 3_000, 3_000, 5_000, 9_000, 10_000), "": (500, 1_000, 2_000, 2_500, 5_000)}
ITEMS = (("アプリ内課金 ガチャ石", "App Item: Crystals"), ("アプリ内課金 シーズンパス", "App Item: Season Pass"))


def prepaid_codes(life: Life) -> None:
    """Codes for a game shop, since years or since a new console some weeks ago: one or two a month, and for a new game
    or a sale several on one evening."""
    rng = life.rng
    recent = rng.random() < 0.3
    since = life.end - rng.uniform(15, 70) * DAY if recent else life.start
    brands, sums = rng.sample(CODES, rng.randint(1, 2)), SUMS.get(life.currency, SUMS[""])
    if recent:
        buy_within(life, life.local(since, 20), [line(life, goods.EXPENSIVE[0])], address=life.home.address)
    for at in moments(life, rng.uniform(6, 22), since + DAY):
        for number in range(rng.choice((1, 1, 1, 1, 2, 3))):
            ja, en = rng.choice(brands)
            code = Line(goods.asin(rng), ja if life.home.country == "JP" else en, rng.choice(sums))
            buy_within(life, at + timedelta(minutes=4 * number), [code], address=life.home.address)


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
            buy_within(life, at, [Line(thing.asin, thing.title, thing.minor)], digital=True)
