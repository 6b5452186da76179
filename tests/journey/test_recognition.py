"""The flow of recognition in a real browser on a phone: short pages, the answers at the lower edge, without JavaScript
and by keyboard, in both languages."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journey.conftest import follow, visitor
from tests.service import until

SCREEN = 844  # pixels of a phone
# The answers that take more than one line in Japanese, and the words of others that do.
BROKEN = """() => [...document.querySelectorAll(":is(.bar button, .choices span)")].flatMap((answer) => {
  const text = document.createRange(), node = answer.firstChild;
  const parts = document.documentElement.lang === "ja" ? /[^]+/g : /[^\\s-]+/g;
  return [...node.textContent.matchAll(parts)].filter((part) => {
    text.setStart(node, part.index);
    text.setEnd(node, part.index + part[0].length);
    return new Set([...text.getClientRects()].map((box) => Math.round(box.top))).size > 1;
  }).map((part) => part[0]);
})"""
FOREIGN = ("9,800", "32,800", "503-6025617", "Claro")


@pytest.mark.parametrize(("lang", "script"), [("ja", True), ("en", False)])
def test_from_the_front_to_the_end(chrome: Browser, site: str, lang: str, script: bool) -> None:
    """The result takes one and a half screens, few screens lead to the end, and nothing is wider than the phone."""
    context = visitor(chrome, lang, script)
    page = context.new_page()
    page.goto(site)
    follow(page, page.locator("form[action='/sample'] button"))
    _read(page, site, script)
    height = _height(page)
    assert height <= 1.5 * SCREEN
    shown, questions = SCREEN + height, 0
    follow(page, page.locator("a[href='/case/recognise']").first)
    while not page.url.endswith("/case/end"):
        questions += 1
        shown += _height(page)
        _answer(page)
    assert questions <= 8
    assert shown + SCREEN <= 10 * SCREEN
    assert page.locator("a[href^='/case/steps/']").count()
    assert "46,580" in page.inner_text("main").replace("\u202f", "")
    context.close()


def test_by_keyboard(chrome: Browser, site: str) -> None:
    """The answers are reached and given with the keyboard alone, and the one in focus is not hidden."""
    context = visitor(chrome, "en")
    page = context.new_page()
    page.goto(site)
    follow(page, page.locator("form[action='/sample'] button"))
    _read(page, site, True)
    page.goto(site + "/case/recognise")
    first = page.inner_text("h1") + page.inner_text(".thing")
    page.locator("main").focus()
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "family":
            break
    box = page.locator("button[value=family]").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= SCREEN
    page.keyboard.press("Enter")
    page.wait_for_selector(".undo")
    assert page.inner_text("h1") + page.inner_text(".thing >> nth=0") != first
    context.close()


def _read(page: Page, site: str, script: bool) -> None:
    """Waits for the result; the script leads there by itself."""
    until(lambda: not page.context.request.get(site + "/case/progress.json").json()["running"])
    if script:
        page.wait_for_url("**/case/result")
    else:
        page.goto(site + "/case/result")


def _answer(page: Page) -> None:
    """Answers a page as the owner of the sample would. Its buttons are equal and stay at the lower edge of the
    screen, in Japanese each in one line, in English with whole words; nothing is chosen before but where it was
    answered before, in a second look."""
    bar = page.locator(".bar").bounding_box()
    assert bar is not None
    assert bar["y"] + bar["height"] == pytest.approx(SCREEN, abs=1)
    assert page.evaluate("document.documentElement.scrollWidth") == page.viewport_size["width"]  # type: ignore[index]
    assert page.evaluate(BROKEN) == []
    layout = page.locator("input[name=layout]").get_attribute("value")
    assert bool(page.locator("form.asked input:checked").count()) is (layout == "confirm")
    if layout == "one":
        boxes = [one.bounding_box() for one in page.locator(".bar button").all()]
        assert len({(box["width"], box["height"]) for box in boxes if box}) == 1
        foreign = any(one in page.inner_text("form.asked") for one in FOREIGN)
        follow(page, page.locator(f".bar button[value={'not_mine' if foreign else 'mine'}]"))
    else:
        for row in page.locator("fieldset.row").all():
            foreign = any(one in row.inner_text() for one in FOREIGN)
            answer = f"input[value={'not_mine' if foreign else 'mine'}]"
            if layout == "confirm":
                assert row.locator(answer).is_checked()
            else:
                row.locator("label", has=page.locator(answer)).click()
        follow(page, page.locator(".bar button"))


def _height(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollHeight"))
