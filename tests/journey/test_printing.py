"""Pages on paper: the plan on two sheets, in easy words on one, and nothing that is only for a screen."""

import re

import pytest
from playwright.sync_api import Browser

from app.i18n.translate import translate
from checklists.labels import EASY_SENTENCES
from tests.journey.conftest import follow, visitor
from tests.journey.fits import MOST_SHEETS, sheets

KANJI = re.compile("[\u4e00-\u9fff々]")
BARE = """() => {
  const copy = document.querySelector(".easy").cloneNode(true);
  for (const each of copy.querySelectorAll("ruby")) each.remove();
  return copy.textContent;
}"""


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_plan_on_paper(chrome: Browser, site: str, lang: str) -> None:
    """A plan with much in it: boxes with numbers to call, no control of the page, and no kanji without its reading."""
    context = visitor(chrome, lang)
    page = context.new_page()
    page.goto(f"{site}/start/money?several=1")
    for name in ("cod_paid", "bank_misused", "unknown_charge", "phishing_link", "phone_lost", "known_person"):
        page.evaluate("id => { document.querySelector(`input[value='symptom.${id}']`).checked = true; }", name)
    follow(page, page.locator("form[action='/start'] > button"))
    for path, most in MOST_SHEETS.items():
        page.goto(site + path)
        assert page.locator(".boxes li").count() >= 3
        assert page.locator(".boxes .number").count() >= 1
        assert 1 <= len(sheets(page)) <= most, path
        assert not {translate("Print", lang), translate("Hide this page", lang)} & set(sheets(page)[0].split("\n"))
    if lang == "ja":
        assert not KANJI.search(page.evaluate(BARE))
        assert all(
            KANJI.search(translate(sentence, lang)) for name, sentence in EASY_SENTENCES.items() if name != "mail"
        )
    context.close()
