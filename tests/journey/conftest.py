"""A real Chromium before the real service on a real socket."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from app.settings import Settings
from tests.service import listening

FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chromium() -> str | None:
    """The system's Chromium, installed by apt where it is missing and we may; None leaves it to Playwright's own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
            subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        found = shutil.which("chromium")
    if found is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    return found


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    """One headless Chromium for all journeys. A busy machine has time."""
    expect.set_options(timeout=60_000)
    with sync_playwright() as play:
        sandbox = os.geteuid() != 0
        browser = play.chromium.launch(executable_path=chromium(), args=FLAGS, chromium_sandbox=sandbox)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def site(lasting: Settings) -> Iterator[str]:
    """The address of a service with an installation of its own."""
    with listening(lasting) as url:
        yield url


def visitor(chrome: Browser, lang: str, script: bool = True, width: int = 390) -> BrowserContext:
    """Somebody's browser on a phone-wide screen, with or without JavaScript. Its own requests name its language too."""
    locale = "ja-JP" if lang == "ja" else "en-GB"
    return chrome.new_context(
        locale=locale,
        extra_http_headers={"Accept-Language": locale},
        java_script_enabled=script,
        viewport={"width": width, "height": 844},
        accept_downloads=True,
    )


def follow(page: Page, control: Locator) -> None:
    """Presses a button or link and waits for the page it leads to. A press alone returns before the old page is gone,
    so what is read next could still be the old page, or none."""
    with page.expect_navigation():
        control.click()


@pytest.fixture
def sample() -> Path:
    """The sample export that ships with the product."""
    return Path(__file__).parents[2] / "app" / "data" / "sample" / "sample-export.zip"
