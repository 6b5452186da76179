"""Languages are declared in one place."""

from app.i18n.languages import negotiate


def test_the_language_asked_for_is_shown() -> None:
    """Accept-Language decides by weight; Japanese when nothing is asked, English for languages we do not have."""
    assert negotiate("en-GB,ja;q=0.8") == "en"
    assert negotiate("ja,en;q=0.9") == "ja"
    assert negotiate("tlh,eo;q=0.5") == "en"
    assert negotiate("en;q=nonsense,ja;q=0.1") == "ja"
    assert negotiate("") == "ja"
    assert negotiate(None) == "ja"
