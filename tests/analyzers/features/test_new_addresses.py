"""Addresses that orders began to go to: when they are usual, and what is suspicious about them."""

from typing import Any

from analyzers.events.owner import Owner
from analyzers.features import recipients
from analyzers.features.new_addresses import NewAddress
from tests.analyzers.detector_cases import history
from tests.analyzers.order_rows import order

NAMES = ("佐藤 次郎", "高橋 三郎", "伊藤 四郎")


def new_addresses(*orders: dict[str, Any], owner: Owner | None = None) -> tuple[NewAddress, ...]:
    """The addresses that are new among these orders."""
    return history({"orders": list(orders)}, owner).of(recipients.measure).new


def new_address(*days: float, minor: int = 1000, name: str = "佐藤 次郎", age: float = 300) -> NewAddress:
    """The address to which orders went ``days`` after the others, whose prices vary widely. The last event of the
    history is ``age`` days after the first of them."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(12)]
    there = [order(50 + n, 20 + day, minor, address=f"{name} 1") for n, day in enumerate(days)]
    return new_addresses(*usual, *there, order(99, 20 + age, 2000))[0]


def test_three_orders_make_an_address_usual() -> None:
    """Three orders over fourteen days make a place usual, over sixty one of a stranger where it
    is not long ago; expensive orders (eight times the median of 2,000) do not. An address that is used again after more
    than a year lasts."""
    assert new_address(0, 365.1).lasting
    assert not new_address(0, 365).lasting
    assert new_address(0, 7, 14, minor=15_999).regular
    assert not new_address(0, 7, 14, minor=16_000).regular
    assert new_address(0, 7, 14, name="山田 太郎").regular
    assert not new_address(0, 7, 13.9, name="山田 太郎").regular
    assert not new_address(0, 14, name="山田 太郎").regular
    assert new_address(0, 7, 14).regular
    assert new_address(0, 7, 60, age=90).regular
    assert not new_address(0, 7, 59.9, age=90).regular


def test_an_address_used_for_more_than_a_year_is_lasting() -> None:
    """An address to which orders go for more than 365 days is one that the owner knows."""
    assert new_address(0, 365.1).lasting
    assert not new_address(0, 365).lasting


def test_the_first_of_orders_of_one_time_does_not_depend_on_the_rows() -> None:
    """Of orders that were placed at one time, the same one is the first in whatever order the rows are read."""
    usual = [order(n, n / 10) for n in range(12)]
    there = [order(50 + n, 20, address="佐藤 次郎 1") for n in range(3)]
    places = [new_addresses(*usual, *rows)[0] for rows in (there, there[::-1])]
    assert len({place.first()[0]["order_id"] for place in places}) == 1


def test_an_order_of_eight_medians_is_expensive() -> None:
    """Eight times the median is expensive however prices vary; the median of twelve and the order itself is 2,000. Two
    of them within thirty days are no present."""
    assert "expensive" in new_address(0, minor=16_000).oddities
    assert "expensive" not in new_address(0, minor=15_999).oddities
    assert "repeated_expense" in new_address(0, 30, minor=16_000).oddities
    assert "repeated_expense" not in new_address(0, 30.1, minor=16_000).oddities


def test_recent_orders_count_for_half_a_year() -> None:
    """An expensive order to an unknown recipient is fresh for 180 days; one in the owner's name for 90."""
    assert "recent_expense" in new_address(0, minor=16_000, age=180).oddities
    assert "recent_expense" not in new_address(0, minor=16_000, age=181).oddities
    assert "recent_expense" in new_address(0, minor=16_000, age=90, name="山田 太郎").oddities
    assert "recent_expense" not in new_address(0, minor=16_000, age=91, name="山田 太郎").oddities
    assert "recent_expense" not in new_address(0, minor=15_999, age=1, name="山田 太郎").oddities
    assert "recent_expense" not in new_address(0, minor=16_000, age=1, name="山田 花子").oddities


def test_several_first_orders_within_a_week() -> None:
    """Orders within three days count as the first. Three to an unknown recipient within a week are many from five
    medians (2,000) together on; two in the owner's name within a week are costly from twelve on."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(12)]
    for days, first, many in ((3, True, True), (3.1, False, True), (7, False, True), (7.1, False, False)):
        there = [order(50, 20, 500, address="佐藤 次郎 1"), order(51, 20 + days, 16_000, address="佐藤 次郎 1")]
        assert ("recent_expense" in new_addresses(*usual, *there)[0].oddities) is first
        assert ("burst" in new_address(0, 1, days, minor=3334).oddities) is many
        assert ("recent_expense" in new_address(0, days, minor=12_000, name="山田 太郎", age=20).oddities) is many
    assert "burst" not in new_address(0, 1, 2, minor=3333).oddities
    assert "burst" not in new_address(0, 1, minor=9000).oddities
    assert "recent_expense" not in new_address(0, 1, minor=11_999, name="山田 太郎", age=20).oddities
    assert "recent_expense" not in new_address(0, 1, minor=12_000, name="山田 太郎", age=91).oddities


def test_orders_to_three_unknown_recipients() -> None:
    """Orders to three strangers within thirty days, on three days over five, that cost four times the median together,
    outside December, are odd."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(12)]

    def odd(*days: float, minor: int = 2667, since: float = 20) -> bool:
        there = [
            order(50 + n, since + day, minor, address=f"{name} {n}")
            for n, (day, name) in enumerate(zip(days, NAMES, strict=False))
        ]
        return "strangers" in new_addresses(*usual, *there, order(99, since + 300, 2000))[0].oddities

    assert odd(0, 2, 30)
    assert not odd(0, 2, 30.1)
    assert odd(0, 2, 5)
    assert not odd(0, 2, 4)
    assert not odd(0, 5)
    assert not odd(0, 5, 5.1)
    assert not odd(0, 2, 30, minor=2666)
    assert not odd(0, 2, 6, since=340)


def test_two_orders_to_one_unknown_recipient() -> None:
    """Two orders to an unknown recipient within fourteen days, not long ago, for four times the median are many."""
    assert "burst" in new_address(0, 14, minor=4000, age=90).oddities
    assert "burst" not in new_address(0, 14.1, minor=4000, age=90).oddities
    assert "burst" not in new_address(0, 14, minor=3999, age=90).oddities
    assert "burst" not in new_address(0, 14, minor=4000, age=91).oddities
    assert "burst" not in new_address(0, minor=9000, age=90).oddities


def test_a_name_on_few_parcels_is_no_household_member() -> None:
    """Of eleven lines that the owner got two are few, of ten they are not: then it is somebody of the household."""
    usual = [order(n, n / 10, 500 if n % 2 else 2000) for n in range(10)]
    theirs = [order(50, 5, address="佐藤 次郎 1"), order(51, 200, 16_000, address="佐藤 次郎 2")]
    for last, known, fresh in (
        ("山田 太郎 100-0001 東京都千代田区千代田1-1", "rare_recipient", False),
        ("林 凛 3", "recipient", True),
    ):
        place = new_addresses(*usual, *theirs, order(99, 210, 2000, address=last))[1]
        assert place.relation == known
        assert ("recent_expense" in place.oddities) is fresh


def test_an_address_that_the_owner_does_not_list() -> None:
    """An address missing from the owner's list is suspicious for half a year; in the owner's name only after several
    orders for two medians together. Another unlisted address may be at most a month older;
    for an address in the owner's name, only other addresses in that name count."""

    def unnamed(minor: int, name: str, age: float = 180, other: float = 10, more: int = 1) -> bool:
        usual = [order(n, n / 10) for n in range(12)]
        there = [order(40, 10, address="田中 一郎 3"), order(50, 10 + other, minor, address=f"{name} 9")]
        there += [order(70 + n, 12 + other, 1001, address=f"{name} 9") for n in range(more)]
        owner = Owner.parse("{addresses: [100-0001 東京都千代田区千代田1-1], household: [山田 太郎]}")
        found = new_addresses(*usual, *there, order(99, 10 + other + age), owner=owner)
        return any("unlisted" in one.oddities for one in found if one.rows["address"][0].endswith("9"))

    assert unnamed(10, "佐藤 次郎")
    assert not unnamed(10, "佐藤 次郎", age=181)
    assert unnamed(10, "佐藤 次郎", other=30)
    assert not unnamed(10, "佐藤 次郎", other=31)
    assert unnamed(999, "山田 太郎")
    assert not unnamed(998, "山田 太郎")
    assert not unnamed(9000, "山田 太郎", more=0)
    assert not unnamed(5000, "山田 花子")
    assert unnamed(2000, "山田 太郎", other=31)
    assert not unnamed(2000, "田中 一郎", other=31)
