"""Pages on paper: the plan on two sheets, in easy words on one, and nothing that is only for a screen."""

import re
from datetime import date
from unicodedata import normalize

import pytest
from playwright.sync_api import Browser, Page

from app.i18n.formats import day
from app.i18n.translate import translate
from app.web.pages.plan.deadlines import DAY_LABELS
from tests.journey.conftest import follow, visitor
from tests.journey.fits import MOST_SHEETS, nearly_empty, sheets
from tests.journey.judge import judging

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
    context.close()


def plain(text: str) -> str:
    """A text without spaces and with the usual form of every letter, as sheets may divide and draw it otherwise."""
    return "".join(normalize("NFKC", text).replace("\u2027", "・").split())


def lost(page: Page, texts: list[str]) -> list[str]:
    """Those of the texts that are on no sheet of the page."""
    paper = plain("".join(sheets(page)))
    return [text for text in texts if plain(text) not in paper]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_tiles_and_fields_on_paper(chrome: Browser, site: str, lang: str) -> None:
    """The text of every door, tile and answer to press, and what is in the fields of the page of what is usual."""
    context = visitor(chrome, lang)
    page = context.new_page()
    for path in ("/", "/start/money", "/start/told"):
        page.goto(site + path)
        texts = page.locator(".door strong, .door .hint, .tile, .tap").all_text_contents()
        assert len(texts) > 5
        assert lost(page, texts) == [], path
    page.goto(f"{site}/start/money")
    follow(page, page.locator("button[value='symptom.unknown_charge']"))
    for path in ("/case/summary", "/case/questions/money.market"):
        page.goto(site + path)
        texts = page.locator(".tile, main .tap").all_text_contents()
        assert len(texts) > 2
        assert lost(page, texts) == [], path
    for name in ("market", "debit"):
        page.goto(f"{site}/case/questions/money.{name}")
        follow(page, page.locator(f"main .tap[value='{'japan' if name == 'market' else 'credit'}']"))
    page.goto(f"{site}/case/deadlines")
    page.locator("[name=charge]").first.fill("2026-05-01")
    follow(page, page.locator("form[action='/case/deadlines'] button").first)
    page.goto(f"{site}/case/deadlines")
    labels = page.locator("label[for^=charge], label[for^=statement]").all_text_contents()
    absent = lost(page, [*labels, translate(DAY_LABELS["charge"], lang), day(date(2026, 5, 1), lang)])
    assert absent == [translate(DAY_LABELS["statement"], lang)]  # the day that nobody gave
    page.goto(f"{site}/case/owner")
    typed = {"#household": "架空 花子\nCANARY 一郎", "#cards": "1111", "#networks": "203.0.113.0/24"}
    page.locator("details").evaluate_all("folded => { for (const each of folded) each.open = true; }")
    for field, text in typed.items():
        page.fill(field, text)
    page.locator("[name=place]").first.fill("Taiwan")
    page.locator("[name=start]").first.fill("2026-05-01")
    page.locator("[name=end]").first.fill("2026-05-03")
    page.select_option("#zone", "Asia/Tokyo")
    follow(page, page.locator("form[action='/case/owner'] button"))
    page.goto(f"{site}/case/owner")
    place = page.locator("[name=place]").first.input_value()
    assert place
    assert lost(page, [*typed.values(), place, "2026-05-01", "2026-05-03", "Asia/Tokyo"]) == []
    context.close()


@pytest.mark.parametrize(("height", "empty"), [(0, [1]), (100, [1]), (700, [])])
def test_a_nearly_empty_sheet_is_noticed(chrome: Browser, height: int, empty: list[int]) -> None:
    """A sheet with a line of text alone, or with a small picture too, is nearly empty; one with a large picture is
    not."""
    picture = f'<img src="/picture" width="300" height="{height}" alt="">' if height else ""
    with judging(chrome) as judge:
        judge.open(f'<p>A line</p>{picture}<p style="break-before: page">The next sheet</p>')
        assert nearly_empty(judge.page) == empty
