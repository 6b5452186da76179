"""The page saver in a real browser, against a made-up shop: what it asks for, how fast, and what it keeps."""

import io
import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from app.report import intake
from app.sandbox.client import Input
from app.web.pages.hand_in.page_saver import EXTENSION, archive
from tests.importers.reading import SAMPLES, read
from tests.journey import made_up_shop
from tests.journey.conftest import FLAGS, chromium, follow
from tests.journey.made_up_shop import HOST, SECRETS, YEARS, order_number
from tests.reader.web_archives import web_archive
from tests.service import until

FACTOR = 20  # how much faster than life the waits are
SHOPS = json.loads((EXTENSION / "shops.json").read_text("utf-8"))
CLEAN = (EXTENSION / "clean.js").read_text("utf-8")
# The call of the browser comes after the listener was registered, so its answer means that the browser knows it.
LISTENS = """async () => {
    if (!globalThis.chrome?.action?.onClicked.hasListeners()) return false;
    await chrome.runtime.getPlatformInfo();
    return true;
}"""
KEPT = "(paths) => pageSaver.page(paths).html"
LIST = f"https://{HOST}/your-orders/orders"
REFUSED_TWICE = """async () => {
    const { patiently } = await import("./patience.js");
    let asked = 0;
    return patiently(async () => (++asked > 2 ? asked : Promise.reject(new Error("refused"))));
}"""
Press = Callable[[Page], None]
MERCARI = "jp.mercari.com"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[made_up_shop.Shop]:
    with made_up_shop.shop(tmp_path_factory.mktemp("shop")) as running:
        yield running


@contextmanager
def with_extension(chrome: Browser, folder: Path, port: int) -> Iterator[tuple[BrowserContext, Press]]:
    """A browser into which the extension was loaded from the archive that the service hands out, and what presses the
    extension's button while a page is seen."""
    zipfile.ZipFile(io.BytesIO(archive("chromium"))).extractall(folder / "extension")
    context = chrome.browser_type.launch_persistent_context(
        folder / "profile",
        executable_path=chromium(),
        chromium_sandbox=os.geteuid() != 0,
        ignore_default_args=["--disable-extensions"],
        locale="en-GB",
        args=[
            *FLAGS,
            f"--load-extension={folder / 'extension'}",
            f"--disable-extensions-except={folder / 'extension'}",
            f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{port}, MAP {MERCARI} 127.0.0.1:{port}",
            "--ignore-certificate-errors",
            "--enable-unsafe-extension-debugging",
        ],
    )
    try:
        yield context, partial(press, context, listening_extension(context))
    finally:
        context.close()


def listening_extension(context: BrowserContext) -> str:
    """The id of the extension, once the browser knows that it listens for presses; before, a press is lost."""
    worker = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    until(lambda: worker.evaluate(LISTENS), 60)
    return worker.url.split("/")[2]


def press(context: BrowserContext, extension: str, page: Page) -> None:
    assert context.browser is not None
    page.bring_to_front()
    debugger = context.browser.new_browser_cdp_session()
    tabs = debugger.send("Target.getTargets", {"filter": [{"type": "tab"}]})["targetInfos"]
    tab = next(tab["targetId"] for tab in tabs if tab["url"] == page.url)
    debugger.send("Extensions.triggerAction", {"id": extension, "targetId": tab})
    debugger.detach()


def window_of(context: BrowserContext, press_on: Press, page: Page) -> Page:
    """The window that a press opens."""
    with context.expect_page(timeout=120_000) as opened:
        press_on(page)
    return opened.value


def wait_for_end(window: Page) -> None:
    window.wait_for_function("() => document.getElementById('stop').hidden", timeout=120_000)


def events(data: bytes, name: str) -> dict[str, list[str]]:
    """The events of a file without its places in the file, by table."""

    def opened() -> int:
        fd = os.memfd_create("test")
        os.write(fd, data)
        return fd

    [source] = intake.read([Input(name, opened, 0)])
    left = ("line", "record", "path", "upload")
    return {
        table: sorted(json.dumps(row, default=str) for row in frame.drop(left, strict=False).to_dicts())
        for table, frame in source.tables.items()
    }


def test_a_shop_is_saved_with_one_press(chrome: Browser, shop: made_up_shop.Shop, site: str, tmp_path: Path) -> None:
    """Three years of orders with their details, gift card and payments: slowly, through a refusal and a sign-in,
    without anything that was planted; and then into the form of a service."""
    with with_extension(chrome, tmp_path, shop.port) as (context, press_on):
        page = context.new_page()
        page.goto(f"https://{HOST}/")
        window = window_of(context, press_on, page)
        window.locator("#start").wait_for()
        window.evaluate(f"import('./walk.js').then((walk) => {{ walk.clock.factor = {FACTOR}; }})")
        window.select_option("#period", "3")
        window.check("[value=details]")
        window.click("#start")
        wait_for_end(window)
        assert "password" in window.locator("#state").inner_text()
        before = len(shop.asked)
        page.fill("input[type=password]", "my own password")
        follow(page, page.locator("button"))
        press_on(page)
        window.click("#continue")
        wait_for_end(window)
        assert window.locator("#state").inner_text().startswith("Done.")
        with window.expect_download() as download:
            window.click("#download")
        data = Path(download.value.path()).read_bytes()

        form = context.new_page()
        form.goto(site + "/upload")
        press_on(form)
        form.wait_for_function("() => document.querySelector('#files').files.length > 0", timeout=120_000)
        form.locator("form[action='/upload'] button[type=submit]").click()
        form.wait_for_url("**/case/result", timeout=120_000)
        form.goto(site + "/case/files")
        assert "pages.json" in form.content()
        assert "more orders" not in form.content().lower()

    for walked in (shop.asked[1:before], shop.asked[before + 1 :]):  # not what the person opened
        asked = [when for when, path in walked if path != "/ap/signin"]
        assert len(asked) > 2
        assert min(later - earlier for earlier, later in pairwise(asked)) * FACTOR >= 5
    saved = zipfile.ZipFile(io.BytesIO(data))
    about = json.loads(saved.read("pages.json"))["pages"]
    kinds = [facts["kind"] for facts in about]
    assert {kind: kinds.count(kind) for kind in kinds} == {"orders": 4, "details": 15, "gift_card": 2, "payments": 2}
    assert all(facts["status"] == 200 for facts in about)
    for name in saved.namelist():
        content = saved.read(name).decode()
        assert [secret for secret in SECRETS if secret in content] == [], name
    got = events(data, "pages.zip")
    assert {json.loads(row)["order_id"] for row in got["orders"]} == {
        order_number(year, number) for year, count in YEARS.items() for number in range(count)
    }


def test_the_same_as_saved_by_hand(chrome: Browser, shop: made_up_shop.Shop, tmp_path: Path) -> None:
    """A page of the shop as the saver keeps it, as the browser saves it, and as a web archive: the same events."""
    shop.signed_in = True
    arguments = [*FLAGS, f"--host-resolver-rules=MAP {HOST} 127.0.0.1:{shop.port}", "--ignore-certificate-errors"]
    context = chrome.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium(), chromium_sandbox=os.geteuid() != 0, args=arguments, bypass_csp=True
    )
    page = context.new_page()
    for place in (
        f"{LIST}?timeFilter=year-2026&startIndex=10",
        f"https://{HOST}/gc/balance",
        f"https://{HOST}/cpe/yourpayments/transactions",
    ):
        page.goto(place)
        page.wait_for_function("() => !document.querySelector('.csd-encrypted-sensitive')")
        by_hand = page.content().encode()
        archived = context.new_cdp_session(page).send("Page.captureSnapshot", {"format": "mhtml"})["data"]
        page.evaluate(CLEAN)
        cleaned = page.evaluate(KEPT, SHOPS["amazon"]["paths"])
        expected = events(by_hand, "page.html")
        assert any(expected.values())
        assert events(cleaned.encode(), "page.html") == expected, place
        assert events(web_archive(by_hand), "page.webarchive") == expected, place
        assert events(archived.encode(), "page.mhtml") == expected, place
    context.close()


def test_cleaned_samples_give_the_same_events(chrome: Browser, tmp_path: Path) -> None:
    """Every sample of a shop's page, as the saver would keep it, is read as the sample is."""
    page = chrome.new_page()
    samples = [path for path in (SAMPLES / "amazon").rglob("*.html") if path.stem not in OTHER_WHEN_WHOLE]
    shown = {"body": b""}
    page.route("**/*", lambda route: route.fulfill(body=shown["body"], content_type="text/html; charset=utf-8"))
    for sample in samples:
        shown["body"] = sample.read_bytes()
        page.goto(LIST, wait_until="domcontentloaded")
        page.evaluate(CLEAN)
        (tmp_path / "cleaned.html").write_text(page.evaluate(KEPT, SHOPS["amazon"]["paths"]))
        assert without_places(read(tmp_path / "cleaned.html")) == without_places(read(sample)), sample
    assert samples
    page.close()


def test_a_list_that_a_button_makes_longer(chrome: Browser, shop: made_up_shop.Shop, tmp_path: Path) -> None:
    """At a shop that has one such list, nothing else is offered; the button is pressed until it is gone, and the page
    with all purchases is the one that is kept. A window that was opened elsewhere waits for a press at a shop, and
    says when the button was pressed at another."""
    with with_extension(chrome, tmp_path, shop.port) as (context, press_on):
        page = context.new_page()
        window = window_of(context, press_on, page)
        window.locator("#elsewhere").wait_for()
        page.goto(f"https://{MERCARI}/")
        press_on(page)
        window.locator("#start").wait_for()
        assert window.evaluate(REFUSED_TWICE) == 3
        offered = window.locator("[name=list]")
        assert [box.get_attribute("value") for box in offered.all() if box.is_visible()] == ["orders"]
        assert not window.locator("#period").is_visible()
        window.evaluate(f"import('./walk.js').then((walk) => {{ walk.clock.factor = {FACTOR}; }})")
        window.click("#start")
        wait_for_end(window)
        with window.expect_download() as download:
            window.click("#download")
        saved = zipfile.ZipFile(Path(download.value.path()))
        page.goto(f"https://{HOST}/")
        press_on(page)
        window.get_by_text("neither one of this shop").wait_for()
    [about] = json.loads(saved.read("pages.json"))["pages"]
    assert (about["kind"], about["orders"], about["ended"]) == ("orders", 1, "whole")
    html = saved.read(about["file"]).decode()
    assert html.count("item-label") == 2
    assert not [secret for secret in SECRETS if secret in html]


# Pieces of a page, which a browser makes whole, and pages that do not say of which shop they are.
OTHER_WHEN_WHOLE = ("uk-piece", "us-2025-unmarked-rows", "uk-card")


def without_places(outcome: dict[str, Any]) -> Any:
    rows = [
        [{key: value for key, value in row.items() if key != "line"} for row in table]
        for table in outcome["events"].values()
    ]
    return outcome["format"], rows, [problem["code"] for problem in outcome["problems"]]


def test_what_the_extension_may() -> None:
    """It asks for nothing but the tab of the press; Firefox's for the one shop besides. It loads nothing from
    elsewhere, and both languages have every text."""
    manifests = {}
    for browser in ("chromium", "firefox"):
        packed = zipfile.ZipFile(io.BytesIO(archive(browser)))
        manifests[browser] = json.loads(packed.read("manifest.json"))
        assert manifests[browser]["permissions"] == ["activeTab", "scripting"]
        assert "host_permissions" not in manifests[browser]
    assert "optional_host_permissions" not in manifests["chromium"]
    scripts = {path.name: path.read_text("utf-8") for path in EXTENSION.glob("*.js")}
    assert sum(len(script.splitlines()) for script in scripts.values()) <= 600
    assert not any(
        re.search(r"\beval\b|new Function|innerHTML|XMLHttpRequest|https?://", text) for text in scripts.values()
    )
    assert re.findall(r"fetch\(([^)]*)\)", "".join(scripts.values())) == ['"shops.json"']
    texts = [json.loads(path.read_text("utf-8")) for path in sorted(EXTENSION.glob("_locales/*/messages.json"))]
    assert [sorted(each) for each in texts] == [sorted(texts[0])] * 2
    used = set(re.findall(r'data-text="(\w+)"', (EXTENSION / "walk.html").read_text("utf-8")))
    used |= set(re.findall(r'(?:text|Stopped)\("(\w+)"', scripts["walk.js"]))
    used |= set(re.findall(r'"(press_\w+)"', scripts["walk.js"]))
    assert used <= set(texts[0])
