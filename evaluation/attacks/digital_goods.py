"""Memberships, codes, coins and films bought on the owner's card."""

from datetime import timedelta

from evaluation.attacks.definition import attack
from evaluation.attacks.getting_in import enter_after_phishing, enter_with_password, sign_in
from evaluation.attacks.steps import moment, moments_apart, order, recent_moment, record_loot, titled_line, yen
from evaluation.simulate import goods
from evaluation.simulate.life import Life
from evaluation.simulate.records import Line


@attack("G")
def memberships_begun(life: Life) -> None:
    """A stranger begins memberships on the owner's card, the first ones ever, soon after getting in."""
    at = moment(life)
    sign_in(life, at, 1.0)
    for number, (ja, en, cost) in enumerate((goods.PRIME, goods.DIGITAL[2])):
        title = ja if life.home.country == "JP" else en
        priced = Line(goods.asin(life.rng), title, yen(life, cost))
        made = order(life, at + number * timedelta(minutes=30), [priced], digital=True)
        record_loot(life, made.total, made)


CODES = (
    ("ニンテンドープリペイド番号 9000円 オンラインコード版", "Nintendo eShop Card [Digital Code]", 9_000),
    ("プレイステーション ストアチケット 10,000円 オンラインコード版", "PlayStation Store Card [Digital Code]", 10_000),
    ("Nintendo Switch ソフト ダウンロード版", "Switch Game [Digital Code]", 7_500),
    ("PCゲーム デラックス・エディション オンラインコード版", "PC Game Deluxe Edition [Online Game Code]", 11_800),
    ("統合セキュリティソフト 3年3台版 オンラインコード版", "Security Suite 3 Years [Online Code]", 8_900),
    ("画像編集ソフト 12か月版 オンラインコード版", "Photo Editor 12 Months [PC/Mac Online Code]", 26_000),
)
TRIED = (("漫画 第1巻 Kindle版", "Comic Issue 1 Kindle Edition"), ("壁紙 アプリ内課金", "App Item"))


@attack("I")
def tried_then_codes(life: Life) -> None:
    """One digital thing that costs next to nothing shows that the card works; a day later come codes of games and
    software, which can be sold on at once."""
    rng, at = life.rng, recent_moment(life, 4, 120)
    life.options.digital_file = True
    enter_with_password(life, at)
    cheap = goods.minor(rng.uniform(60, 250), life.currency, rng)
    lines = [titled_line(life, *rng.choice(TRIED), cheap)]
    first = order(life, at, lines, digital=True)
    record_loot(life, first.total, first)
    at += timedelta(hours=rng.uniform(15, 36))
    for ja, en, cost in rng.choices(CODES, k=rng.randint(2, 5)):
        made = order(life, at, [titled_line(life, ja, en, yen(life, cost))], digital=True)
        record_loot(life, made.total, made)
        at += timedelta(minutes=rng.uniform(2, 50))


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


@attack("J")
def coins_and_films(life: Life) -> None:
    """Dozens of digital things in one go or over some nights: coins of a game, which are sold on, or books and films.
    Each costs little."""
    rng = life.rng
    life.options.digital_file = True
    wanted = COINS if rng.random() < 0.6 else READ_AND_SEEN
    minutes = rng.choice((2, 6, 20, 120))
    gaps = [minutes * rng.uniform(0.3, 1.7) / 1440 for _ in range(rng.randint(6, 40) - 1)]
    times = moments_apart(life, gaps)
    enter_after_phishing(life, times[0])
    things = [titled_line(life, ja, en, goods.minor(cost, life.currency, rng)) for ja, en, cost in wanted]
    for at in times:
        thing = rng.choice(things)
        if wanted is READ_AND_SEEN:
            thing.asin = goods.asin(rng)
        made = order(life, at, [Line(thing.asin, thing.title, thing.minor)], digital=True)
        record_loot(life, made.total, made)
