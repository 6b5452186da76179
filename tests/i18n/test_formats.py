"""Values are written in the way of the language."""

from app.i18n.formats import money, when


def test_values_are_shown_in_the_readers_way() -> None:
    """Money, instants, days and plain text are formatted for the language."""
    assert money(128000, "JPY", "ja") == "¥128,000"
    assert money(-1585, "GBP", "en") == "-£15.85"
    assert money(3990, "KWD", "en").endswith("3.990")
    assert when("2026-03-03T15:04:05Z", "stated", "ja", "Asia/Tokyo") == "2026年3月4日 00:04（日本時間）"
    assert when("2026-03-03T15:04:05Z[Asia/Tokyo]", "stated", "en") == "4 Mar 2026, 00:04 (Japan Time)"
    assert when("2026-03-03T15:04:05Z", "stated", "ja") == "2026年3月3日 15:04（UTC）"
    assert when("2026-03-03T15:04:05Z", "stated", "en") == "3 Mar 2026, 15:04 (UTC)"
    assert when("2026-03-03T00:00:00Z", "date_only", "ja") == "2026年3月3日"
