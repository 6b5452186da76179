"""Payees of lists of payments: unfamiliar ones, and those of a journey."""

from datetime import timedelta

import polars as pl

from analyzers.events.catalogue import Catalogue
from analyzers.features import payees
from tests.analyzers.detector_cases import COMMON, history
from tests.analyzers.sign_in_rows import START


def test_an_unfamiliar_payee() -> None:
    """A payee is new after five payments and thirty days, unless paid again a month later. Payments within a day add
    up, from three times the median on."""

    def strange(*days: float, known: int = 20, every: float = 2, minor: int = 3000) -> list[int]:
        paid = [("Bookshop", n * every, 1000) for n in range(known)]
        paid += [(f"PAYPAL *Key Market 17{n}", day, minor) for n, day in enumerate(days)]
        return [cost for book in payees.unfamiliar_payments(payments(*paid), Catalogue()) for cost in book["ahead"]]

    assert strange(50) == [3000]
    assert strange(50, minor=2999) == []
    assert strange(50, known=5, every=8) == [3000]
    assert strange(50, known=4, every=10) == []
    assert strange(30, every=1) == [3000]
    assert strange(29.9, every=1) == []
    assert strange(50, 51) == [6000, 3000]
    assert strange(50, 51.1) == [3000, 3000]
    assert strange(50, 79.9) == [3000, 3000]
    assert strange(50, 80) == []


def test_several_new_payees_are_a_journey() -> None:
    """Three new payees who got a tenth to twice the usual payment within three days before or after are a journey, and
    what was paid there is no measure for anything else."""

    def journey(*minor: int, every: float = 1) -> bool:
        paid = [("Bookshop", n * 2.0, 1000) for n in range(20)]
        paid += [(name, 53 + n * every, cost) for n, (name, cost) in enumerate(zip("abcd", minor, strict=False))]
        paid += [("Hotel", 50, 9000), ("Bookshop", 200, 1000), ("Key Market", 201, 5000)]
        (book,) = payees.unfamiliar_payments(payments(*paid), Catalogue())
        assert book["most"][-1] == (0 if book["journey"][0] else 9000)
        return bool(book["journey"][0])

    assert journey(100, 2000, 1000, every=0)
    assert not journey(99, 2000, 1000, every=0)
    assert not journey(100, 2001, 1000, every=0)
    assert not journey(100, 2000, every=0)
    assert not journey(100, 2000, 1000, every=0.1)


def payments(*paid: tuple[str, float, int]) -> pl.DataFrame:
    """The payments of one list: who was paid, how many days after the start, how much."""
    given = {"source": "paypal.activity", "currency": "EUR", "path": "p.csv"}
    rows = [
        {**COMMON, **given, "merchant": name, "at": START + timedelta(days=day), "amount_minor": minor}
        for name, day, minor in paid
    ]
    return history({"payments": rows}).tables["payments"]
