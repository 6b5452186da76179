"""The home page on a phone: three doors in the first view, nothing twice, and short."""

from urllib.parse import urldefrag, urlsplit

import pytest
from playwright.sync_api import Browser

from checklists.before import FIRST_TILES, doors
from tests.journey.conftest import visitor
from tests.journey.test_first_action import VIEW

LONGEST = 1.6  # screens
BOTTOMS = "all => all.map(each => each.getBoundingClientRect().bottom)"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_three_doors_in_the_first_view(chrome: Browser, site: str, lang: str) -> None:
    """Without JavaScript: the doors, large and whole, with what else there is below them; no link twice; at most 1.6
    screens. Behind each of the first two the most usual tiles are in the first view too."""
    context = visitor(chrome, lang, script=False)
    page = context.new_page()
    page.goto(site)
    bottoms = page.locator("a.door").evaluate_all(BOTTOMS)
    assert len(bottoms) == 3
    assert max(bottoms) <= VIEW
    assert page.locator("form[action='/sample'] button").evaluate("each => each.getBoundingClientRect().bottom") <= VIEW
    assert page.evaluate("document.documentElement.scrollHeight") <= LONGEST * VIEW
    links = page.locator("main a, footer a").evaluate_all("all => all.map(each => each.href)")
    paths = [urlsplit(urldefrag(link)[0]).path for link in links]
    assert len(paths) == len({*paths}) + paths.count("/sign-in") - 1  # for helpers, and for everybody
    for door in doors():
        page.goto(f"{site}/start/{door}")
        first = page.locator("button.tile").evaluate_all(BOTTOMS)[:FIRST_TILES]
        assert max(first) <= VIEW, (door, first)
    context.close()
