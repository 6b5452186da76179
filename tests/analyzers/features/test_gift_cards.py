"""Orders of gift cards outside a habit."""

from analyzers.features.gift_cards import unusual_gift_cards
from tests.analyzers.order_rows import DAY, order, placed
from tests.analyzers.sign_in_rows import START


def test_gift_cards_beside_a_habit() -> None:
    """Two orders of gift cards a month before make a habit, and so do three a quarter after. Beside a habit an order
    is unusual at twice the highest cost of any other order or week that far before or after; for codes at three
    times."""
    december = 348  # days from the start, the first of January, to the middle of the month

    def unusual(*given: tuple[float, int], later: tuple[float, ...] = (), kind: str = "gift_card") -> bool:
        every = [*given, *((day, 1000) for day in later)]
        cards = [order(n, day, minor, kind=kind) for n, (day, minor) in enumerate(every)]
        return START + given[-1][0] * DAY in unusual_gift_cards(placed(*cards), kind)["at"].to_list()

    for more, kind in ((2, "gift_card"), (3, "code")):
        for days in ((0, 8), (0, 7)):
            habit = [(day, 1000) for day in days]
            assert not unusual(*habit, (38, more * 1000 - 1), kind=kind)
            assert unusual(*habit, (38, more * 1000), kind=kind)
        assert not unusual((0, 1000), (8, 1000), *((38 + n / 9, 499) for n in range(more * 2)), kind=kind)
        assert unusual((0, 1000), (8, 1000), *((38 + n / 9, 500) for n in range(more * 2)), kind=kind)
        assert not unusual((0, 1000), (7, 1000), *((38 + n / 9, 999) for n in range(more * 2)), kind=kind)
        assert unusual((0, 1000), (7, 1000), *((38 + n / 9, 1000) for n in range(more * 2)), kind=kind)
    assert unusual((0, 1000), (8, 1000), (37.9, 1000))
    assert unusual((0, 1000), (38, 1000))
    assert not unusual((0, 1000), later=(90, 91, 92))
    assert unusual((0, 1000), later=(89.9, 91, 92))
    assert not unusual((0, 1999), later=(90, 91, 92))
    assert unusual((0, 2000), later=(90, 91, 92))
    assert not unusual((0, 1999), later=(89, 90, 91, 92))
    assert not unusual((december, 1000), (december + 1, 1000), (december + 180, 1000))
    # Of one currency only; what costs nothing is no measure.
    assert not unusual((0, 0), (8, 0), (38, 1000))
