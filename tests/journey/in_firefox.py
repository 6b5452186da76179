"""``make firefox``: the page saver in a real Firefox, at the pace of people, against a made-up shop."""

from itertools import pairwise
from pathlib import Path

from app.settings import Settings
from app.web.pages.hand_in.page_saver import archive
from tests.journey import made_up_shop
from tests.journey.firefox import Firefox, firefox
from tests.journey.made_up_shop import HOST
from tests.service import listening, until

SLOW = 180  # seconds that something may take


def test_a_shop_is_saved_and_handed_in(tmp_path: Path, settings: Settings) -> None:
    """One press, the orders of three months, gift card and payments; a second press puts them into the form."""
    (tmp_path / "saver.xpi").write_bytes(archive("firefox"))
    (tmp_path / "profile").mkdir()
    with made_up_shop.shop(tmp_path) as shop, listening(settings) as site:
        preferences = {
            "network.dns.forceResolve": "127.0.0.1",
            "network.socket.forcePort": f"443={shop.port}",
            "extensions.webextOptionalPermissionPrompts": False,  # what it asks for is granted
        }
        with firefox(tmp_path / "profile", preferences) as browser:
            saver = browser.ask("Addon:Install", path=str(tmp_path / "saver.xpi"), temporary=True)
            pages = browser.ask("WebDriver:GetWindowHandle")
            browser.ask("WebDriver:Navigate", url=f"https://{HOST}/")
            browser.press(saver)
            _show_window(browser, pages)
            until(lambda: browser.run("return document.getElementById('before')?.hidden === false"), SLOW)
            browser.click("#start")
            until(lambda: browser.run("return document.getElementById('stop').hidden"), SLOW)
            assert browser.run("return document.getElementById('state').textContent").startswith("Done.")

            browser.ask("WebDriver:SwitchToWindow", handle=pages)
            browser.ask("WebDriver:Navigate", url=f"{site}/upload")
            browser.press(saver)
            until(lambda: browser.run("return document.querySelector('#files').files.length") == 1, SLOW)
            browser.click("form[action='/upload'] button[type=submit]")
            until(lambda: browser.ask("WebDriver:GetCurrentURL").endswith("/case/result"), SLOW)
            browser.ask("WebDriver:Navigate", url=f"{site}/case/book")
            text = browser.run("return document.querySelector('main').textContent")
    assert all(f"見本の品 {number} " in text for number in range(12))
    walked = [(when, path) for when, path in shop.asked if path.startswith(("/your-orders", "/gc", "/cpe"))]
    assert len(walked) >= 5
    assert min(later - earlier for (earlier, _), (later, _) in pairwise(walked)) >= 5


def _show_window(browser: Firefox, pages: str) -> None:
    """Waits for the window that a press opens, and turns to it."""
    until(lambda: len(browser.ask("WebDriver:GetWindowHandles")) > 1, SLOW)
    [window] = {*browser.ask("WebDriver:GetWindowHandles")} - {pages}
    browser.ask("WebDriver:SwitchToWindow", handle=window)
