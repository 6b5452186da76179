"""Values are written in the way of the language."""

from app.i18n.formats import when
from app.i18n.translate import value


def test_values_are_shown_in_the_readers_way() -> None:
    """Money, instants, days and plain text are formatted for the language."""
    assert value({"minor": 128000, "currency": "JPY"}, "ja") == "¥128,000"
    assert value({"minor": -1585, "currency": "GBP"}, "en") == "-£15.85"
    assert value({"minor": 3990, "currency": "KWD"}, "en").endswith("3.990")
    assert when("2026-03-03T15:04:05Z", "stated", "ja") == "2026年3月4日 00:04（日本時間）"
    assert when("2026-03-03T15:04:05Z", "stated", "en") == "3 Mar 2026, 15:04 (UTC)"
    assert when("2026-03-03T00:00:00Z", "date_only", "ja") == "2026年3月3日"
