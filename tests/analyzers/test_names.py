"""Who receives an order, as its address begins."""

import pytest

from analyzers.names import house, named


@pytest.mark.parametrize(
    ("address", "name", "place"),
    [
        ("山田 太郎 100-0001 東京都千代田区千代田1-1 JP", "山田 太郎", "千代田区千代田1-1"),
        ("佐藤 花子 大阪府大阪市北区梅田1-1", "佐藤 花子", "大阪市北区梅田1-1"),
        ("山田 太郎 Hotel Bay 9 Bay Rd Miami", "山田 太郎", "hotelbay9bayrdmiami"),
        ("Emma Miller Unit 9 Bay Rd", "Emma Miller", "unit9bayrd"),
        ("9 Bay Rd", "", ""),
    ],
)
def test_the_name_before_the_house(address: str, name: str, place: str) -> None:
    """It ends at the first figure or prefecture, and at words in another script."""
    assert (named(address), house(address)) == (name, place)
