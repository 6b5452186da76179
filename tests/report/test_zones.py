"""Times follow the shop, never the language of the reader."""

import pytest

from analyzers.events.zones import common_zone, zone_of
from app.i18n.formats import local_day, zone_name
from app.i18n.languages import LANGUAGES
from app.report.catalogue import catalogue

TOKYO = "Asia/Tokyo"


@pytest.mark.parametrize(
    ("shops", "providers", "zone"),
    [
        (["amazon.co.jp"], ["google"], TOKYO),  # the sign-ins at Google have no shop: they follow the orders
        (["amazon.co.jp", "play.google.com"], [], TOKYO),
        ([], ["yahoo_japan"], TOKYO),
        (["amazon.com"], [], None),  # a shop of several zones: the owner says which
        (["amazon.com", "amazon.co.jp"], [], None),
        (["amazon.de", "amazon.co.jp"], [], None),
        ([], ["google"], None),
    ],
)
def test_what_has_no_clock_follows_the_shops_where_they_agree(
    shops: list[str], providers: list[str], zone: str | None
) -> None:
    """A sign-in has no shop; it is read by the clock of the orders, where that is one."""
    assert common_zone(shops, providers, catalogue()) == zone


def test_every_zone_has_a_name_in_every_language() -> None:
    """Nobody has to guess whose clock a time is."""
    zones = [zone_of(shop, catalogue()) for shop in ("amazon.co.jp", "amazon.de", "amazon.com", "paypay.ne.jp")]
    assert zones == [TOKYO, "Europe/Berlin", None, TOKYO]
    for lang in LANGUAGES:
        assert len({zone_name(zone, lang) for zone in zones}) == 3


@pytest.mark.parametrize(
    ("at", "zone", "day"),
    [
        ("2026-06-11T19:40:00Z", TOKYO, "2026-06-12"),
        ("2026-06-11T19:40:00Z", None, "2026-06-11"),
        ("2026-06-11T00:00:00Z", "America/New_York", "2026-06-11"),  # a file that gives days alone
        ("2026-06-11", TOKYO, "2026-06-11"),
        ("9999-12-31T23:00:00Z", TOKYO, "9999-12-31"),
    ],
)
def test_a_day_is_that_of_the_clock(at: str, zone: str | None, day: str) -> None:
    """Also at the ends of the calendar, and for days without an hour."""
    assert local_day(at, zone).isoformat() == day
