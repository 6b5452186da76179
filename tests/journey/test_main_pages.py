"""The main pages without a violation of axe-core or of the syntax of HTML; ``make axe`` judges every page and state."""

import gzip
import re

from playwright.sync_api import Browser as Chromium

from tests.browser import Browser
from tests.journey.fits import nearly_empty
from tests.journey.judge import STATIC, faults, judging
from tests.web.pages.conftest import guest, pytest_generate_tests
from tests.web.pages.test_every_page import full, full_once, settings

__all__ = ["full", "full_once", "guest", "pytest_generate_tests", "settings"]

HEAVIEST = 60_000  # bytes of a page with all that it loads, each part compressed
MOST_TABS = 3
# The first answer of each page, or the group that holds it.
ANSWERS = {
    "/case/questions/parcel.paid": "answer",
    "/case/questions/what": "answer",
    "/case/recognise": "answer",
    "/start/told": "symptom",
    "/start/money": "symptom",
}
MAIN = (
    "/",
    "/start/told",
    "/upload",
    "/case",
    "/case/steps",
    "/case/steps/mail.password",
    "/case/questions/parcel.paid",
)
PRINTED = ("/case/recognise", "/case/summary/police_jp")
MORE = ("/case/result", "/case/book", "/case/summary", "/case/findings")


def test_main_pages(full: Browser, chrome: Chromium, lang: str) -> None:
    """Accessible to readers of screens, well-formed, in letters of 16 px, as wide as a phone, and whole on paper."""
    with judging(chrome) as judge:
        assert faults(judge, {path: full.get(path).text for path in (*MAIN, *MORE, *PRINTED)}) == []


def test_no_sheet_is_nearly_empty(full: Browser, chrome: Chromium) -> None:
    """On paper the text of these pages begins on the first sheet and goes on without a gap."""
    with judging(chrome) as judge:
        for path in ("/case/steps", *MORE, *PRINTED):
            judge.open(full.get(path).text, path)
            assert nearly_empty(judge.page) == [], path


def test_main_pages_are_light(full: Browser) -> None:
    """With styles, scripts and icons, each compressed; only the picture of the PDF is not counted."""
    for path in (*MAIN, *MORE, "/get-files", "/case/owner", "/case/letters", "/case/paper"):
        html = full.get(path).text
        files = set(re.findall(r'(?:href|src)="/static/([a-z-]+\.[a-z]+)', html))
        parts = [html.encode(), *((STATIC / name).read_bytes() for name in files)]
        assert files
        assert sum(len(gzip.compress(part)) for part in parts) <= HEAVIEST, path


def test_the_first_answer_is_near(full: Browser, chrome: Chromium) -> None:
    """Of a question, by keyboard: the skip link, and then its answers."""
    with judging(chrome) as judge:
        for path, first in ANSWERS.items():
            judge.open(full.get(path).text, path)
            judge.page.keyboard.press("Tab")
            judge.page.keyboard.press("Enter")
            focused = []
            for _ in range(MOST_TABS - 1):
                judge.page.keyboard.press("Tab")
                focused.append(judge.page.evaluate("document.activeElement.name || document.activeElement.tagName"))
            assert first in focused, (path, focused)
