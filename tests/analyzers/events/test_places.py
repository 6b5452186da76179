"""One house is one place, whoever receives a parcel there; two houses never are."""

import pytest

from analyzers.events.places import deliveries

SAME = [
    (
        "Joan Sample 3266 Example Way Mississauga Ontario L5M 6T2 Canada",
        "J Sample 3266 Example Way Mississauga Ontario L5M 6T2 Canada",
        "Joan M Sample 3266 Example Way Mississauga Ontario L5M 6T2 Canada",
        "Pat Rosenberg 3266 Example Way Mississauga Ontario L5M 6T2 Canada",
        "3266 Example Way, Mississauga, Ontario L5M 6T2",
    ),
    (
        "Jane Doe 221 Oak Ave Apt 4 Seattle WA 98101 US",
        "J. Doe Apt 4, 221 Oak Avenue, Seattle, WA 98101",
        "Doe Example Corp c/o Pat 221 Oak Ave Apt 4 Seattle WA 98101",
    ),
    ("Jane Doe PO Box 12 Springfield IL 62701", "J Doe PO Box 12 Springfield IL 62701"),
    ("Jane Doe 3266 Broadway New York NY 10001", "Pat Doe-Smith 3266 Broadway New York NY 10001 United States"),
    ("Priya Patel 12 Elm Street Leeds LS1 4AP United Kingdom", "P Patel 12 Elm St Leeds LS1 4AP UK"),
    (
        "Tobias Schneider Hauptstraße 98 10115 Berlin DE",
        "Schneider Hauptstr. 98 10115 Berlin",
        "Anna Maria Meier Hauptstrasse 98 10115 Berlin DE",
    ),
    (
        "Mario Rossi Via Roma 12 00100 Roma RM",
        "M Rossi Via Roma 12 00100 Roma RM",
        "Anna Bianchi Via Roma 12 00100 Roma RM",
    ),
    ("Jean Dupont 12 Rue de la Paix 75002 Paris FR", "Marie Dupont-Martin 12 Rue de la Paix 75002 Paris FR"),
    (
        "山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 コーポ桜 201 JP",
        "山田 150-0001 東京都渋谷区神宮前1丁目2番3号 コーポ桜２０１号室 JP",
        "ヤマダ ハナコ 〒150-0001 東京都渋谷区神宮前1-2-3-201",
        "山田 太郎 佐藤 様方 150-0001 東京都渋谷区神宮前1-2-3 201",
    ),
    ("山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP", "山田 花子 150-0001 渋谷区神宮前1-2-3 コーポ桜 201 日本"),
    ("山田 太郎 Hotel Bay 9 Bay Rd Miami FL 33101", "Emma Miller 9 Bay Road Miami FL 33101"),
    (
        "Taro Yamada 1-2-3 Jingumae, Shibuya-ku, Tokyo 150-0001",
        "H Yamada 1-2-3 Jingumae Shibuya-ku Tokyo 150-0001 Japan",
    ),
]
APART = [
    ("Jane Doe 221 Oak Ave Apt 4 Seattle WA 98101 US", "Jane Doe 221 Oak Ave Apt 5 Seattle WA 98101 US"),
    ("Jane Doe 221 Oak Ave Seattle WA 98101 US", "Jane Doe 223 Oak Ave Seattle WA 98101 US"),
    ("Jane Doe 12 Main St Springfield IL 62701", "Jane Doe 12 Main St Springfield MA 01101"),
    ("Jane Doe PO Box 12 Springfield IL 62701", "Jane Doe PO Box 13 Springfield IL 62701"),
    ("Emma Miller Rose Cottage Mill Lane Leeds LS1 4AP", "Emma Miller Oak Cottage Mill Lane Leeds LS1 4AP"),
    ("Tobias Schneider Hauptstraße 98 10115 Berlin", "Anna Meier Ahornweg 98 10115 Berlin"),
    ("Tobias Schneider Alte Poststraße 98 10115 Berlin", "Anna Meier Neue Poststraße 98 10115 Berlin"),
    ("Tobias Schneider Ludgeri 5 48143 Münster", "Anna Meier Markt 5 48143 Münster"),
    ("Tobias Schneider Ahornweg 12 B 10115 Berlin", "Tobias Schneider Hauptstraße 12 B 10115 Berlin"),
    ("Mario Rossi Via Roma 12 00100 Roma RM", "Mario Rossi Via Milano 12 00100 Roma RM"),
    (
        "山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 コーポ桜 201 JP",
        "山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 コーポ桜 202 JP",
    ),
    ("山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP", "山田 太郎 150-0001 東京都渋谷区神宮前1-2-4 JP"),
    ("山田 太郎 183-0027 東京都府中市本町1-2-3 JP", "山田 太郎 726-0003 広島県府中市本町1-2-3 JP"),
    ("山田 太郎 渋谷区神宮前1-2-3", "山田 太郎 港区芝1-2-3"),
]


@pytest.mark.parametrize("texts", SAME)
def test_one_house_is_one_place(texts: tuple[str, ...]) -> None:
    """The recipient may be shortened, another relative or left out, and the place spelled in another way."""
    assert len({one.place for one in deliveries(texts).values()}) == 1


@pytest.mark.parametrize("texts", APART)
def test_two_houses_are_two_places(texts: tuple[str, ...]) -> None:
    """Other numbers, rooms, streets and towns, also where the recipient is the same."""
    assert len({one.place for one in deliveries(texts).values()}) == 2


def test_a_spelling_without_the_room_belongs_to_no_room_if_there_are_two() -> None:
    """With one room known it is that one; with two it cannot be told and stays apart."""
    bare, first, second = (
        f"山田 太郎 150-0001 東京都渋谷区神宮前1-2-3{room} JP" for room in ("", " コーポ桜 201", " コーポ桜 202")
    )
    assert len({one.place for one in deliveries([bare, first]).values()}) == 1
    assert len({one.place for one in deliveries([bare, first, second]).values()}) == 3


def test_recipient_and_place_are_a_pair() -> None:
    """A known recipient at a new place is another pair, and so is another recipient at a known place."""
    home, work = "Jane Doe 221 Oak Ave Seattle WA 98101", "Jane Doe 9 Pine St Seattle WA 98101"
    other = "Pat Roe 221 Oak Ave Seattle WA 98101"
    found = deliveries([home, work, other])
    assert (found[home].recipient, found[other].place) == (found[work].recipient, found[home].place)
    assert len(set(found.values())) == 3


def test_names_that_the_owner_gives_are_no_part_of_the_place() -> None:
    """Also where the layout does not say where the name ends."""
    texts = ["Tobias Ludgeri 5 Münster", "Tobias M Schneider Ludgeri 5 Münster"]
    assert len({one.place for one in deliveries(texts).values()}) == 2
    assert len({one.place for one in deliveries(texts, ["Tobias", "Tobias M Schneider"]).values()}) == 1


def test_where_the_name_ends_is_counted_in_words() -> None:
    """Two words before an unknown street are a name; a street is looked for in the five words after the house number;
    two words in Latin letters after a Japanese name are a place."""
    assert one_place("Anna Beispiel Musterhof 5", "Otto Schmidt Musterhof 5")
    assert one_place("Anna Smith 12 Old Great Western Upper Road", "Otto Brown 12 Old Great Western Upper Road")
    assert not one_place(
        "Anna Smith Hof 5 one two three four five road", "Anna Smith Gut 5 one two three four five road"
    )
    assert one_place("見本 花子 Musterhof Berlin 5", "架空 一郎 Musterhof Berlin 5")
    assert not one_place("見本 花子 Musterhof 5", "架空 一郎 Musterhof 5")


def one_place(one: str, other: str) -> bool:
    known = deliveries([one, other])
    return known[one].place == known[other].place
