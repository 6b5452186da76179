"""Made-up payments for the drawn screens."""

from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

SHOPS = (
    *("さくらマート 駅前店", "カフェ・ド・ソレイユ", "みどり薬局", "ヤマネ電機 新宿店", "コンビニA 三丁目店"),
    *("青空書店", "トリイ食堂", "ひので交通", "ベーカリーこむぎ", "スーパーフジミ", "オンラインショップ ネムノキ"),
    *("丸山クリーニング", "でんきの森", "花のいろ", "ゲームパーク", "シネマ銀河", "ラーメン一番星"),
    *("フィットネスGO", "東町郵便局", "ドラッグあおば"),
)
STORES = (
    "Blue Door Cafe", "Hillside Market", "Northgate Pharmacy", "Parcel & Co", "Greenleaf Books", "Metro Transit",
    "Lakeside Diner", "Pixel Arcade", "Harbor Hardware", "Sunny Cleaners", "Maple Bakery", "Cloudbox Storage",
)  # fmt: skip


class Record(NamedTuple):
    """One payment: minor units, signed (negative: went out), and the balance after it."""

    at: datetime
    name: str
    amount: int
    balance: int


def records(
    rng: Random, count: int, names: tuple[str, ...] = SHOPS, start: int = 0, most: int = 20_000
) -> list[Record]:
    """Payments, the newest first, with more that went out than came in. ``start`` is the balance before the first."""
    at = datetime(2026, rng.randint(3, 11), rng.randint(1, 28), rng.randint(7, 22), rng.randint(0, 59))
    balance, listed = start or rng.randint(30_000, 400_000), list[Record]()
    for _ in range(count):
        amount = rng.choice((rng.randint(1, 999), rng.randint(100, 5000), rng.randint(1000, most)))
        amount = amount if rng.random() < 0.15 or balance - amount < 0 else -amount
        balance += amount
        listed.append(Record(at, rng.choice(names), amount, balance))
        at += timedelta(hours=rng.randint(1, 60), minutes=rng.randint(0, 59))
    return listed[::-1]
