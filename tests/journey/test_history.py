"""What a real Chromium keeps in its history with neutral titles: nothing of what happened."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser as Chrome
from playwright.sync_api import BrowserContext, Error, Page

from app.web.pages import declared
from app.web.route import Who
from tests.browser import GIFT, Browser
from tests.journey.conftest import FLAGS, chromium

CHAIN_END = 0x20000000  # of a visit at which the browser stayed (Chromium, ui/base/page_transition_types.h)
# Files that are of no case: a browser that is asked for one shows no page.
FILES = tuple(route.path for route in declared() if route.file and route.who is Who.ANYBODY)
PAGES = 60  # that are walked, by the links of one another
TITLE = {"en": "Notes", "ja": "メモ"}
READABLE = ("/case/steps/stop.card", "/case/letters/bank_jp", "/case/questions/what", "/case/household", "/start/told")
# Pages that need no case keep their addresses: they say that this service was used, and no more.
OPEN = {"/", "/upload", "/get-files", "/privacy", "/resume", "/verify", "/sign-in", "/sign-up"}


@pytest.fixture
def person(site: str, lang: str) -> Iterator[Browser]:
    """Somebody with a case who has chosen neutral titles."""
    with httpx.Client(base_url=site, headers={"Accept-Language": lang}) as client:
        browser = Browser(client)
        symptoms = ["symptom.cod_parcel", "symptom.login_alert", "symptom.codes_told"]
        assert browser.post("/start", {"symptom": symptoms}).status_code == 303
        assert browser.upload(text=GIFT).status_code == 303
        browser.wait()
        assert browser.post("/case/safety/titles", {"neutral": "1"}, on="/case/safety").status_code == 303
        yield browser


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """The folder of a browser that keeps a history."""
    return tmp_path / "profile"


def walk(page: Page, site: str) -> set[str]:
    """Opens every page of the service to which the pages lead, up to a number; returns the addresses."""
    waiting, seen = [f"{site}/case"], set[str]()
    while waiting and len(seen) < PAGES:
        address = waiting.pop(0)
        if address in seen:
            continue
        seen.add(address)
        try:
            page.goto(address)
        except Error as error:
            assert "Download is starting" in str(error)  # noqa: PT017 (a file; its name is on the list of downloads)
            continue
        links = page.eval_on_selector_all("main a[href], nav a[href]", "all => all.map(one => one.href.split('#')[0])")
        buttons = ("/exit", "/static/", "/language", *FILES)
        waiting += [link for link in links if link.startswith(f"{site}/") and urlsplit(link).path not in buttons]
    return seen


def history(profile: Path) -> list[tuple[str, str, bool]]:
    """(address, title, whether the list of the browser has it) of everything that the closed browser has kept. The list
    leaves out what only led on to another page."""
    copy = profile.parent / "history"
    shutil.copy(profile / "Default" / "History", copy)
    with closing(sqlite3.connect(copy)) as rows:
        stays = {
            url for url, transition in rows.execute("SELECT url, transition FROM visits") if transition & CHAIN_END
        }
        return [(url, title, row in stays) for row, url, title in rows.execute("SELECT id, url, title FROM urls")]


def browse(play: BrowserContext, person: Browser, site: str) -> Page:
    """A page of this browser, in which the person's case is open."""
    play.add_cookies([{"name": name, "value": value, "url": site} for name, value in person.client.cookies.items()])
    return play.new_page()


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_history_tells_nothing(chrome: Chrome, site: str, person: Browser, profile: Path, lang: str) -> None:
    """After a walk through the case by links, forms and old addresses: one title, and addresses without a word."""
    locale = {"ja": "ja-JP", "en": "en-GB"}[lang]
    context = chrome.browser_type.launch_persistent_context(
        str(profile), executable_path=chromium(), args=FLAGS, chromium_sandbox=os.geteuid() != 0, locale=locale
    )
    page = browse(context, person, site)
    seen = walk(page, site)
    page.goto(f"{site}/case/steps")
    page.locator("main form button").first.click()
    page.wait_for_load_state()
    for path in READABLE:
        page.goto(f"{site}{path}")
        assert urlsplit(page.url).path.startswith("/p/"), path
    page.wait_for_timeout(1_000)
    context.close()
    assert len(seen) == PAGES
    entries = [entry for entry in history(profile) if entry[0].startswith(site)]
    shown = [(urlsplit(url), title) for url, title, listed in entries if listed]
    assert len(shown) > PAGES / 2
    assert {title for address, title in shown if title} == {TITLE[lang]}
    paths = {address.path for address, _ in shown}
    assert {path for path in paths if not re.fullmatch(r"/p/[\w-]+", path)} <= OPEN
    assert sum(path.startswith("/p/") for path in paths) > PAGES / 2
    assert {address.query for address, _ in shown} <= {""}
    assert {address.fragment for address, _ in shown if "." in address.fragment} == set()
    left = {urlsplit(url).path for url, _, listed in entries if not listed and f"{site}/p/" not in url}
    assert left <= set(READABLE) | {"/case", "/case/steps"}, "only what was typed, and the browser does not list it"
