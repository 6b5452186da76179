"""The first page: a statement of who, what, when, how much and what is asked; tables and hashes come behind it."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from analyzers.events.answers import Home
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from app.report.claim_table.home_words import home_words
from app.report.summary import first_page, make
from app.report.summary.block import Block, Break, Facts, Heading, Items, Table, Text
from app.report.summary.words import HEADING_LABELS, SAY_LABELS, word
from tests.report.summary import given

HOSTILE = "x\u202e<script>#panic()|y"
PERSON = {"name": "見本 花子", "account": "login@example.org", "reach": ""}


def of(kind: type[Block], blocks: list[Block]) -> list[Block]:
    return [one for one in blocks if isinstance(one, kind)]


def page(lang: str = "en", **changes: object) -> list[Block]:
    """The first page about three findings: denied, doubtful, and without an answer."""
    made = [given.finding(n, verdict=answer) for n, answer in ((1, "not_mine"), (2, "not_sure"), (3, None))]
    return first_page(given.report(made), given.state(person=PERSON, with_open=False, **changes), lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_says_who_what_when_and_what_is_asked(lang: str) -> None:
    """What is denied and what is doubtful are tables of their own; what nobody answered is only counted; what is not
    known has no line."""
    blocks = page(lang)
    headings = [one.text for one in blocks if isinstance(one, Heading)]
    names = ("reported", "denied", "unsure", "answered", "requests")
    words = [word(HEADING_LABELS, name, lang) for name in names]
    words[1] = gettext(SAY_LABELS["denied_home"], lang, answers=home_words(Home({"Hanako": "did_not"}), lang))
    assert headings == words
    (facts,) = [one for one in blocks if isinstance(one, Facts)]
    shown = [text for _, text in facts.rows]
    assert "見本 花子" in shown
    assert "K7Q2-9F" in shown
    assert "Shop desk A-1" in shown
    assert all(text for text in shown)
    tables = [one for one in blocks if isinstance(one, Table)]
    assert [len(one.rows) for one in tables] == [1, 1]
    assert any("Hanako" in item for one in blocks if isinstance(one, Items) for item in one.items)
    assert any("1" in one.text for one in blocks if isinstance(one, Text) and one.tone == "note")
    assert isinstance(blocks[-1], Break)
    titles = {one.title for one in given.report().findings}
    assert not any(title in cell for table in tables for row in table.rows for cell in row for title in titles)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_answers_it_claims_nothing(lang: str) -> None:
    """Somebody who has not answered yet states nothing, and asks for nothing; what is open is named where wanted."""
    made = [given.finding(1), given.finding(2, detector="case.coverage_gap", title="A gap in the files")]
    for with_open in (True, False):
        blocks = first_page(given.report(made), given.state(course=[], household=[], with_open=with_open), lang)
        headings = [one.text for one in blocks if isinstance(one, Heading)]
        assert not of(Table, blocks)
        assert word(HEADING_LABELS, "requests", lang) not in headings
        assert (word(HEADING_LABELS, "unanswered", lang) in headings) == with_open
        assert [len(one.items) for one in blocks if isinstance(one, Items)] == [1] * with_open


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_one_page_of_the_pdf_and_the_last_page_holds_more_than_credits(lang: str) -> None:
    """The statement is on the first page alone; hashes begin behind it; no page is left for the credits."""
    whole = make("pdf", given.report(), given.state(person=PERSON | {"name": HOSTILE}), lang)
    pages = [one.extract_text() for one in PdfReader(BytesIO(whole.data)).pages]
    assert word(HEADING_LABELS, "denied", lang) in pages[0]
    assert "[U+202E]<script>#panic()" in pages[0].replace("\n", "")
    assert "SHA-256" not in pages[0]
    assert word(HEADING_LABELS, "annex", lang) in pages[1]
    assert "DB-IP" in pages[1]
    assert "DB-IP" not in pages[-1]
