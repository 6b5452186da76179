"""Who at home was asked has a heading of its own in the summary, where somebody was."""

import pytest

from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.summary import make
from app.report.summary.parts.household import HEADING
from tests.report.summary import given


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_was_asked_has_a_heading(lang: str) -> None:
    """In the language of the summary, and in no other."""
    text = make("html", given.report(), given.state(), lang).data.decode("utf-8")
    assert [code for code in LANGUAGES if translate(HEADING, code) in text] == [lang]
