"""What is bought: kinds of goods with the prices that they usually have, in yen."""

from dataclasses import dataclass
from random import Random

YEN = {"JPY": 1.0, "USD": 0.0068, "GBP": 0.0053, "EUR": 0.0062}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of goods: its titles in Japanese and English, the usual price in yen and how far prices spread (log)."""

    name: str
    ja: tuple[str, ...]
    en: tuple[str, ...]
    yen: int
    spread: float


KINDS = (
    Kind(
        "daily",
        ("洗剤 詰替用 1.6kg", "トイレットペーパー 12ロール", "歯ブラシ 10本"),
        ("Laundry Detergent", "Toilet Paper 12 Rolls"),
        1300,
        0.4,
    ),
    Kind(
        "food",
        ("コーヒー豆 500g", "炭酸水 500ml×24本", "無洗米 5kg", "プロテイン 1kg"),
        ("Coffee Beans 1lb", "Sparkling Water 24 Pack"),
        2400,
        0.4,
    ),
    Kind("books", ("漫画 第12巻", "文庫本", "資格試験 問題集"), ("Paperback Novel", "Cookbook"), 1100, 0.5),
    Kind(
        "clothes", ("メンズ Tシャツ", "子ども靴 18cm", "レインコート"), ("Cotton T-Shirt", "Running Shoes"), 3200, 0.5
    ),
    Kind(
        "home",
        ("LEDデスクライト", "収納ボックス", "フライパン 26cm"),
        ("Desk Lamp", "Storage Box", "Frying Pan"),
        3000,
        0.6,
    ),
    Kind("toys", ("ブロック 基本セット", "ぬいぐるみ"), ("Building Blocks", "Plush Toy"), 3400, 0.5),
    Kind("pets", ("猫砂 5L×4", "ドッグフード 3kg"), ("Cat Litter", "Dog Food 15lb"), 2900, 0.3),
    Kind(
        "gadgets",
        ("USB-C ケーブル 2m", "モバイルバッテリー", "ワイヤレスイヤホン"),
        ("USB-C Cable", "Power Bank", "Wireless Earbuds"),
        3800,
        0.8,
    ),
    Kind("appliances", ("加湿器", "コードレス掃除機", "炊飯器 5.5合"), ("Humidifier", "Cordless Vacuum"), 17000, 0.6),
)
EXPENSIVE = (
    Kind(
        "expensive",
        ("ノートパソコン 14インチ", "iPad 11インチ", "ゲーム機 本体", "ミラーレスカメラ"),
        ("Laptop 14in", "Tablet 11in", "Game Console"),
        82000,
        0.5,
    ),
)
SMALL = Kind(
    "small",
    ("スマホフィルム", "ネジ 10個セット", "シール 1枚", "ヘアゴム 1本"),
    ("Screen Protector", "Sticker", "Hair Tie"),
    55,
    0.35,
)
STREAMS = (KINDS[0], KINDS[1], KINDS[6])
GIFT_CARDS = (
    ("Amazonギフトカード(Eメールタイプ)", "Amazon.com eGift Card"),
    ("Apple Gift Card (デジタルコード)", "Apple Gift Card (Email Delivery)"),
    ("Google Play ギフトコード", "Google Play gift code"),
    ("ニンテンドープリペイド番号", "Nintendo eShop Gift Card"),
    ("プレイステーションストアチケット", "PlayStation Store Gift Card"),
)
DIGITAL = (
    ("Kindle版 小説", "Kindle Edition Novel", 800),
    ("Prime Video レンタル", "Prime Video Rental", 400),
    ("Audible 会員", "Audible Membership", 1500),
)
PRIME = ("Amazonプライム年間会員", "Amazon Prime Annual Membership", 5900)


def asin(rng: Random) -> str:
    """An item number."""
    return "B0" + "".join(rng.choice("0123456789BCDFGHJKLMNPQRSTVWXYZ") for _ in range(8))


def price(kind: Kind, currency: str, rng: Random) -> int:
    """A price in minor units of the currency, near what such a thing usually costs, and as shops write prices."""
    return minor(kind.yen * min(4.0, rng.lognormvariate(0, kind.spread)), currency, rng)


def minor(yen: float, currency: str, rng: Random) -> int:
    """An amount of yen as a shop's price in minor units of ``currency``."""
    value = yen * YEN[currency]
    if currency == "JPY":
        step = 1 if value < 100 else 10 if value < 10_000 else 100
        return max(1, round(value / step) * step - (rng.choice((0, 1, 2, 20)) if value > 300 else 0))
    return max(20, round(value) * 100 + rng.choice((99, 95, 49, 0)))


def title(kind: Kind, country: str, rng: Random) -> str:
    """What the thing is called in that country's shop."""
    return rng.choice(kind.ja if country == "JP" else kind.en)
