"""The whole way in a real browser: upload, verdict, step, summary; both languages, and once without JavaScript."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from pypdf import PdfReader

from tests.journey.conftest import follow, visitor

# The beginnings of what stands out of the screen, as far as it can be seen.
TOO_WIDE = """() => {
    const most = document.documentElement.getBoundingClientRect().right + 1;
    return [...document.querySelectorAll("main, main *")]
        .filter((one) => one.checkVisibility({visibilityProperty: true}))
        .filter((one) => one.getBoundingClientRect().right > most)
        .map((one) => one.outerHTML.slice(0, 200));
}"""


@pytest.mark.parametrize(("lang", "script"), [("ja", True), ("en", False)])
def test_from_upload_to_summary(chrome: Browser, site: str, sample: Path, lang: str, script: bool) -> None:
    """A person uploads, says "not me", does the next step, downloads the PDF and deletes the case, on a phone."""
    context = visitor(chrome, lang, script)
    foreign: list[str] = []
    context.on("request", lambda request: _elsewhere(request, site, foreign))
    page = context.new_page()
    page.goto(site + "/upload")
    assert page.locator("html").get_attribute("lang") == lang
    page.set_input_files("#files", str(sample))
    page.locator("form[action='/upload'] button[type=submit]").click()
    page.wait_for_url("**/case/result" if script else "**/case/**", timeout=120_000)  # the script leads to the result
    _wait_for_findings(page, site)
    _fits(page)
    first = page.locator("article.card").first
    name, last = first.get_attribute("id"), page.locator("article.card").last.get_attribute("id")
    follow(page, first.locator("button[value='not_mine']"))
    expect(page.locator(f"#{name} .tag").nth(1)).to_be_visible()
    page.goto(site + "/case/steps")
    _fits(page)
    page.goto(f"{site}/case/findings#{last}")
    expect(page.locator(f"#{last}")).to_be_visible()  # it was folded
    page.goto(site + "/case/steps")
    title = page.locator("#next-title").inner_text()
    follow(page, page.locator("#next button[value='done']").first)
    expect(page.locator("#next-title")).not_to_have_text(title)
    page.goto(site + "/case/summary")
    _fits(page)
    with page.expect_download() as download:
        page.locator("a[href='/case/summary.pdf']").click()
    text = "".join(one.extract_text() for one in PdfReader(BytesIO(Path(download.value.path()).read_bytes())).pages)
    assert "Order History.csv" in text
    assert ("返金" if lang == "ja" else "refund") in text.lower()
    page.goto(site + "/case/delete")
    follow(page, page.locator("form[action='/case/delete'] button"))
    assert page.goto(site + "/case/findings").status == 404  # type: ignore[union-attr]
    assert foreign == []
    context.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_without_files(chrome: Browser, site: str, lang: str) -> None:
    """A person without files says what happened and gets one next action, without JavaScript."""
    context = visitor(chrome, lang, script=False, width=320)
    page = context.new_page()
    page.goto(site)
    _fits(page)
    follow(page, page.locator("a.door[href^='/start/money']"))
    _fits(page)
    page.locator("#word").fill("代引き")
    follow(page, page.locator("form[role='search'] button"))
    _fits(page)
    follow(page, page.locator("button[value='symptom.cod_parcel']"))
    while "/case/questions/" in page.url:
        _fits(page)
        follow(page, page.locator("main button[value='unknown']"))
    expect(page.locator("#next-title")).to_be_visible()
    _fits(page)
    for path in (
        "steps/parcel.refuse_cod/call",
        "steps/parcel.refuse_cod/other",
        "household",
        "deadlines",
        "contacts",
        "letters",
        "letters/shop_support",
        "safety",
    ):
        page.goto(f"{site}/case/{path}")
        _fits(page)
    context.close()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_quick_exit_leaves_no_entry(chrome: Browser, site: str, lang: str) -> None:
    """One tap shows a harmless page in place of the one that was open: going back does not lead to it."""
    context = visitor(chrome, lang)
    context.route(re.compile("^https:"), lambda route: route.fulfill(body="weather", content_type="text/plain"))
    page = context.new_page()
    page.goto(f"{site}/start/money")
    page.locator("details.group", has=page.locator("button[value='symptom.known_person']")).locator("summary").click()
    follow(page, page.locator("button[value='symptom.known_person']"))
    page.wait_for_url("**/case/questions/person.screen?after=what")
    page.goto(site + "/case/steps")
    page.locator("a.exit").click()
    page.wait_for_url(re.compile("^https:"))
    page.go_back()
    assert not page.url.endswith("/case/steps")
    context.close()


def _wait_for_findings(page: Page, site: str) -> None:
    """Looks again, as a person would, until the examination is through."""
    for _ in range(60):
        page.goto(site + "/case/findings")
        if page.locator("article.card").count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(page.inner_text("main"))


def _fits(page: Page) -> None:
    """Nothing is wider than the screen."""
    assert page.evaluate(TOO_WIDE) == []


def _elsewhere(request: Request, site: str, foreign: list[str]) -> None:
    """Notes every request that leaves the service."""
    if not request.url.startswith((site, "data:", "blob:")):
        foreign.append(request.url)
