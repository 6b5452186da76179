"""Presents and orders for others: friends, parents, grandchildren, artists, presents of the season."""

from datetime import datetime, timedelta

from evaluation.circumstances._shared import add_friend, buy_within, some_day
from evaluation.simulate import goods, people
from evaluation.simulate.clean import HOURS, basket, buy, line, moments
from evaluation.simulate.goods import Kind
from evaluation.simulate.life import DAY, Life
from evaluation.simulate.records import Line


def gift_to_friend(life: Life) -> None:
    """A present is sent to a friend's address, with a message or without, and sometimes again a year later."""
    rng, home = life.rng, life.home
    friend = people.person(home.country, rng), people.address(home.country, rng)
    home.friends.append(friend)
    words = (
        ("お誕生日おめでとう！\nまた会おうね", "ご結婚おめでとうございます")
        if home.country == "JP"
        else ("Happy birthday!\nLove", "Congrats")
    )
    for number in range(1 + (rng.random() < 0.4)):
        at = life.local(some_day(life) + number * 365 * DAY, 20.5)
        if at < life.end - DAY:
            message = (rng.choice(words), home.name) if rng.random() < 0.75 else None
            buy(life, at, basket(life), name=friend[0], address=friend[1], gift=message)


def gift_card_season(life: Life) -> None:
    """Gift cards for relatives every December, of round sums."""
    rng = life.rng
    sums = [3000, 5000, 10_000] if life.currency == "JPY" else [2500, 5000]
    for year in range(life.start.year, life.end.year + 1):
        for _ in range(rng.randint(1, 3)):
            at = life.local(datetime(year, 12, rng.randint(10, 28), tzinfo=life.start.tzinfo), 20)
            if life.start < at < life.end - DAY:
                ja, en = goods.GIFT_CARDS[0]
                buy(life, at, [Line("B004N3APGO", ja if life.home.country == "JP" else en, rng.choice(sums))])


def season_presents(life: Life) -> None:
    """Presents of the season (in Japan in July and December): food to many houses within days, each year to much the
    same ones, mostly without a message."""
    rng = life.rng
    houses = [add_friend(life) for _ in range(rng.randint(4, 10))]
    months = rng.choice(((12,), (7, 12))) if life.home.country == "JP" else (12,)
    for year in range(life.start.year, life.end.year + 1):
        for month in months:
            first = datetime(year, month, rng.randint(1, 12), tzinfo=life.start.tzinfo)
            for name, place in rng.sample(houses, max(2, len(houses) - rng.randint(0, 3))):
                at = life.local(first + rng.choice((0, 0, 0, 1, 2, 5)) * DAY, rng.uniform(9, 22))
                if life.start < at < life.end - DAY:
                    message = ("お歳暮", life.home.name) if rng.random() < 0.3 else None
                    expensive = Line(
                        goods.asin(rng), "詰め合わせギフト", goods.minor(rng.uniform(3e3, 6e3), life.currency, rng)
                    )
                    buy(life, at, [expensive], name=name, address=place, gift=message)


def for_parents(life: Life) -> None:
    """Something expensive is sent to the parents in another region, whom earlier orders do not name."""
    rng, home = life.rng, life.home
    parent = people.person(home.country, rng, people.surname(home.name, home.country))
    place = people.address(home.country, rng, region_not=home.address.region)
    home.friends.append((parent, place))
    kind = rng.choice((*goods.EXPENSIVE, goods.KINDS[8], goods.KINDS[8]))
    at = life.local(some_day(life), 21)
    buy(life, at, [line(life, kind)], name=parent, address=place)
    for number in range(rng.choice((0, 0, 1, 3))):
        later = at + (number + 1) * rng.uniform(10, 90) * DAY
        if later < life.end - DAY:
            buy(life, later, basket(life), name=parent, address=place)


def wish_list(life: Life) -> None:
    """Something from a wish list is sent to people whom the owner only knows by name, at once or some days apart."""
    at = life.local(some_day(life), 22)
    for _ in range(life.rng.randint(1, 3)):
        friend = add_friend(life)
        if at < life.end - DAY:
            buy(life, at, [line(life, life.rng.choice(goods.KINDS))], name=friend[0], address=friend[1])
        at += life.rng.choice((0.01, 0.02, 3, 20)) * DAY


def gift_card_once(life: Life) -> None:
    """A gift card for a wedding, a birthday or a leaving colleague, in any month."""
    rng = life.rng
    ja, en = rng.choice(goods.GIFT_CARDS)
    minor = rng.choice((3000, 5000, 10_000, 30_000)) if life.currency == "JPY" else rng.choice((2500, 5000, 10_000))
    buy(life, life.local(some_day(life), 20), [Line("B004N3APGO", ja if life.home.country == "JP" else en, minor)])


def patron(life: Life) -> None:
    """Presents for artists: to a number of strangers over the years, some expensive, some several at once."""
    for _ in range(life.rng.randint(3, 9)):
        name, place = add_friend(life)
        at = life.local(some_day(life), life.rng.uniform(0, 23))
        for _ in range(life.rng.choice((1, 1, 1, 2))):
            kind = life.rng.choice((*goods.KINDS, goods.KINDS[8], *goods.EXPENSIVE))
            if at < life.end - DAY:
                buy(life, at, [line(life, kind)], name=name, address=place)
            at += timedelta(minutes=life.rng.uniform(3, 50))


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


def grandchildren(life: Life) -> None:
    """Toys, books and clothes go to one to three houses of children several times a year, hardly ever with a note, and
    once or twice something expensive. In every third account one house is new: a birth or a move, weeks ago."""
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
        expensive = rng.sample(days, min(len(days), rng.choice((0, 1, 1, 2))))
        for at in days:
            kind = ONCE if at in expensive else rng.choice(FOR_CHILDREN)
            note = ("お誕生日おめでとう" if home.country == "JP" else "With all our love", home.name)
            bought = [line(life, kind) for _ in range(1 if at in expensive else rng.choice((1, 1, 2, 3)))]
            gift = note if rng.random() < 0.08 else None
            buy_within(life, at, bought, name=rng.choice(names), address=place, gift=gift)
