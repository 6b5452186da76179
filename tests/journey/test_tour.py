"""The sample as a tour: five stops, and the PDF within eight taps of the home page."""

import pytest
from playwright.sync_api import Browser, expect

from app.web.sampling import TOUR
from tests.journey.conftest import follow, visitor
from tests.journey.fits import nearly_empty
from tests.journey.test_first_action import VIEW

MOST_TAPS = 8
SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const each of list.getEntries()) if (!each.hadRecentInput) window.shifted += each.value;
  }).observe({type: "layout-shift", buffered: true});
}"""
LONGEST = {"/case": 1.3}  # screens of a page


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_from_the_sample_to_the_pdf(chrome: Browser, site: str, lang: str) -> None:
    """Each stop says which it is, leads on, back and out; the last one offers the PDF. Nothing moves while a page
    loads, and the overview beside them is short."""
    context = visitor(chrome, lang)
    page = context.new_page()
    page.add_init_script(f"({SHIFTS})()")
    page.goto(site)
    taps = 1
    follow(page, page.locator("form[action='/sample'] button"))
    page.wait_for_url("**/case/result", timeout=120_000)
    for number, (path, _, _) in enumerate(TOUR, 1):
        assert page.url == site + path
        expect(page.locator(".sample progress")).to_have_attribute("value", str(number))
        expect(page.locator("form[action='/sample/leave'] button").first).to_be_visible()
        assert page.evaluate("window.shifted") == 0
        if number > 1:
            expect(page.locator(f".sample a[href='{TOUR[number - 2][0]}']")).to_be_visible()
        if number < len(TOUR):
            follow(page, page.locator(f".sample a[href='{TOUR[number][0]}']"))
            taps += 1
    with page.expect_download() as download:
        page.locator("a[href*='/case/summary.pdf']").first.click()
    taps += 1
    assert download.value.suggested_filename.endswith(".pdf")
    assert taps <= MOST_TAPS
    for path, most in LONGEST.items():
        page.goto(site + path)
        assert page.evaluate("document.documentElement.scrollHeight") <= most * VIEW, path
    context.close()


def test_the_tour_without_javascript(chrome: Browser, site: str) -> None:
    """The examination, every stop and the way out by links and forms alone; no stop prints a nearly empty sheet."""
    context = visitor(chrome, "ja", script=False)
    page = context.new_page()
    page.goto(site)
    follow(page, page.locator("form[action='/sample'] button"))
    page.wait_for_url("**/case/result", timeout=120_000)
    assert nearly_empty(page) == []
    for path, _, _ in TOUR[1:]:
        follow(page, page.locator(f".sample a[href='{path}']"))
        assert page.url == site + path
        assert page.locator("h1").count() == 1
        assert nearly_empty(page) == [], path
    follow(page, page.locator("form[action='/sample/leave'] button").first)
    assert page.url == f"{site}/upload"
    assert page.locator(".sample").count() == 0
    context.close()
