"""The HTML form: one file that runs nothing and asks for nothing."""

import re
from html.parser import HTMLParser

import pytest
from msgspec import structs

from app.i18n.languages import LANGUAGES
from app.report.model import Lane, Lanes, Report
from app.report.summary import make
from app.report.summary.words import COLUMN_LABELS, HEADING_LABELS, word
from tests.report.summary import given
from tests.web.pages.markup import Markup

# Of the headings: all is sure, without a form, denied, and paid.
ABSENT = {"unsure", "five_ws", "unanswered", "unpaid"}


class Page(HTMLParser):
    """The elements, attributes and text of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


def page(report: Report, lang: str = "en") -> tuple[str, Page]:
    text = make("html", report, given.state(), lang).data.decode("utf-8")
    return text, Page(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_holds_every_part_in_the_language(lang: str) -> None:
    """All headings, the evidence cells and the credit with its link are there."""
    text, parsed = page(given.report(), lang)
    assert f'<html lang="{lang}">' in text
    for name in HEADING_LABELS.keys() - ABSENT:
        assert word(HEADING_LABELS, name, lang) in parsed.text
    assert "有線イヤホン 高音質 テスト商品" in parsed.text
    assert ("lang", "en" if lang == "ja" else "ja") in parsed.attributes, "foreign names say their language"
    assert Markup(text).unsaid == []
    # What was not looked for must not be read as what happened, wherever the list is torn apart.
    assert re.search(r"\bWhether\b|かどうか", word(HEADING_LABELS, "not_assessed", lang))
    assert re.search(r"\bwhether\b|かどうか", word(COLUMN_LABELS, "check", lang))
    assert ("href", "https://db-ip.com/") in parsed.attributes
    assert parsed.tags.count("h1") == 1


def test_it_loads_and_runs_nothing() -> None:
    """The policy forbids everything but its own style, and there is nothing to forbid."""
    text, parsed = page(given.report([given.finding(1, evidence=[])]))
    assert "default-src 'none'; style-src 'unsafe-inline'" in text
    assert not {"script", "img", "iframe", "link", "form", "object"} & set(parsed.tags)
    assert not [name for name, _ in parsed.attributes if name.startswith("on") or name == "src"]
    assert [value for name, value in parsed.attributes if name == "href"] == ["https://db-ip.com/"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_well_formed_with_its_picture(lang: str) -> None:
    """Every element is closed, ids are unique and those that are referred to exist; the timeline is drawn and has its
    numbers beside it, and nothing of it needs a style of its own."""
    lanes = Lanes("month", ["2026-01-01", "2026-02-01"], [Lane("refunds", [(0, 3), (1, 1)])])
    text = make("html", structs.replace(given.report(), lanes=lanes), given.state(), lang).data.decode()
    markup = Markup(text)
    assert [one for one in markup.wrong if one != "a style element"] == []
    assert len(set(markup.ids)) == len(markup.ids)
    assert markup.described <= set(markup.ids)
    assert {"timeline-title", "timeline-desc"} <= markup.described
    assert markup.count["figure"] == markup.count["figcaption"] == markup.count["details"] == 1
    assert text.count('class="bar"') == 2


def test_hostile_text_stays_text() -> None:
    """Markup in cells, names, values and paths is shown letter for letter; hidden characters by their number."""
    row = {"path": "<b>\u202e.csv", "line": 1, "role": "trigger", "fields": {"<i>": "x", **given.HOSTILE}, "also": []}
    bad = given.finding(1, values={"amount": "<script>x</script>", "order": "{{ 7*7 }}"}, evidence=[row])
    text, parsed = page(given.report([bad]))
    assert not {"script", "img", "b", "i"} & set(parsed.tags)
    for name in ("typst", "html", "jinja", "long", "thai"):
        assert given.HOSTILE[name] in parsed.text
    assert "safe[U+202E]txt.exe" in parsed.text
    assert "a[U+0000]b[U+001B]c[U+007F]d[U+2028]e[U+FEFF]f" in parsed.text
    assert "x[U+D800]y[U+DFFF]z" in parsed.text
    assert not {"\u202e", "\x00", "\u2028", "\ufeff"} & set(text)


def test_nothing_is_cut() -> None:
    """The screen has room: every row and every character of a big case is in the page."""
    rows = [{"path": "a", "line": n, "role": "trigger", "fields": {"A": "z" * 5000}, "also": []} for n in range(1, 41)]
    _, parsed = page(given.report([given.finding(1, evidence=rows)]))
    assert parsed.text.count("z" * 5000) == 40
