"""Who receives an order, as its address begins."""

import pytest

from analyzers.events.names import is_institution, recipient_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("山田 太郎 100-0001 東京都千代田区千代田1-1 JP", "山田 太郎"),
        ("佐藤 花子 大阪府大阪市北区梅田1-1", "佐藤 花子"),
        ("山田 太郎 Hotel Bay 9 Bay Rd Miami", "山田 太郎"),
        ("Emma Miller Unit 9 Bay Rd", "Emma Miller"),
        ("9 Bay Rd", ""),
        ("山田 太郎 市立病院 5階東病棟 気付 420-0858 静岡県静岡市葵区伝馬町10-93", "山田 太郎"),
    ],
)
def test_the_name_before_the_house(address: str, name: str) -> None:
    """It ends at the first figure or prefecture, and at words in another script."""
    assert recipient_name(address) == name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("山田 太郎 日航 気付 100-0001 東京都", "山田 太郎"),
        ("山田太郎 日航 気付 100-0001 東京都", "山田太郎"),
        ("山田 太郎 ホテル日航 フロント気付 100-0001 東京都", "山田 太郎"),
        ("山田 太郎 佐藤 様方 100-0001 東京都", "山田 太郎"),
        ("山田 太郎 佐藤様方 100-0001 東京都", "山田 太郎"),
        ("佐藤 様方 100-0001 東京都", "佐藤"),
        ("市立病院 山田 太郎 100-0001 東京都", "市立病院 山田 太郎"),
        ("Tobias c/o Hotel Reception Hauptstraße 98 Hannover", "Tobias"),
        ("Tobias Schneider c/o Hotel Reception Hauptstraße 98 Hannover", "Tobias Schneider"),
    ],
)
def test_who_keeps_it_for_the_receiver_ends_the_name(address: str, name: str) -> None:
    """A host, a hotel or an institution is no part of it; what begins with one has no other name."""
    assert recipient_name(address) == name


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("輪島市ボランティアセンター 中谷 926-0811 石川県七尾市御祓町1", True),
        ("能登町役場 支援物資係 926-0811 石川県七尾市御祓町1", True),
        ("七尾市 東本 和夫 926-0811 石川県七尾市御祓町1", True),
        ("山田 太郎 420-0858 静岡県静岡市葵区伝馬町10-93 市立病院5階", True),
        ("Emma Miller Hospice of the Bay 9 Bay Rd Miami", True),
        ("中村 太郎 926-0811 石川県七尾市御祓町1", False),
        ("山田 太郎 420-0858 静岡県静岡市葵区伝馬町10-93 コーポ病院前201", False),
        ("Emma Miller 9 Hospital Road Leeds", False),
        ("Emma Miller Hospital Lane 9 Leeds", False),
        ("Tobias Schneider Hospitalstraße 98 Hannover", False),
    ],
)
def test_houses_that_keep_what_they_get(address: str, is_so: bool) -> None:
    """Shelters, hospitals, homes and the offices of a town; no street or stop that is called so."""
    assert is_institution(address) is is_so
