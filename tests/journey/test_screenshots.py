"""A person with a phone and a drained gift balance: three pictures of the list, and no file."""

import time
from collections.abc import Sequence

from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.importers.screens.drawn import Words, screen
from tests.journey.conftest import follow, visitor
from tests.service import until

HEAD: tuple[int, Words] = (20, ((160, "Amazonギフトカードの残高と利用履歴"),))
ENTRIES = (
    ("2026年11月8日", "注文に適用", "-¥30,000", "¥800"),
    ("2026年11月8日", "注文に適用", "-¥20,000", "¥30,800"),
    ("2026年11月7日", "注文に適用", "-¥9,200", "¥50,800"),
    ("2026年11月5日", "登録されたギフトカード", "¥50,000", "¥60,000"),
    ("2026年10月30日", "注文に適用", "-¥2,500", "¥10,000"),
    ("2026年10月22日", "注文に適用", "-¥1,500", "¥12,500"),
    ("2026年10月12日", "登録されたギフトカード", "¥14,000", "¥14,000"),
)
PARTS = (
    ENTRIES[:4],
    ENTRIES[2:6],
    ENTRIES[4:],
)  # a list that was scrolled: each picture shows two rows of the one before
STOLEN = "59,200"  # the three uses on the last two days
FIVE_MINUTES = 300


def test_from_three_pictures_to_a_finding_with_the_amount(chrome: Browser, site: str) -> None:
    """Within five minutes of opening the page; each row counts once, and only after it was compared or proven."""
    context = visitor(chrome, "ja")
    page = context.new_page()
    started = time.monotonic()
    page.goto(site + "/upload")
    page.locator("input[type=file]").first.set_input_files([_picture(part, n) for n, part in enumerate(PARTS)])
    follow(page, page.locator("form[action^='/upload'] button").last)
    page.wait_for_url("**/case/pictures", timeout=120_000)
    follow(page, page.locator("main a.button[href^='/case/pictures/']").first)
    while not page.url.endswith("/case/pictures"):
        _confirm(page)
    until(lambda: not page.context.request.get(site + "/case/progress.json").json()["running"])
    page.goto(site + "/case/book")
    assert page.locator(".entries > div:last-child > [role=row]").count() == len(ENTRIES)
    page.goto(site + "/case/recognise")
    while not page.url.endswith("/case/end"):
        _answer(page)
    page.goto(site + "/case/result")
    assert STOLEN in page.inner_text("main").replace("\u202f", "")
    assert time.monotonic() - started < FIVE_MINUTES
    page.goto(site + "/upload")
    expect(page.locator(".captures .arrived a[href*='/gc/balance']")).to_have_count(1)  # of this shop alone
    context.close()


def _picture(entries: Sequence[tuple[str, str, str, str]], number: int) -> FilePayload:
    """A picture of some entries of the list, as a telephone names it."""
    lines: list[tuple[int, Words]] = [HEAD]
    for day, words, amount, balance in entries:
        lines += [(44, ((24, day),)), (0, ((24, words),)), (0, ((24, amount), (-24, f"残高 {balance}")))]
    return {"name": f"IMG_{number}.PNG", "mimeType": "image/png", "buffer": screen(lines)}


def _confirm(page: Page) -> None:
    """Compares what waits next in a picture: all rows without doubt, or one row."""
    every = page.locator("button[value=all]")
    follow(page, every if every.count() else page.locator("button[value=row]").first)


def _answer(page: Page) -> None:
    """Knows what was bought before November, and none of the later uses."""
    layout = page.locator("input[name=layout]").get_attribute("value")
    if layout == "one":
        follow(page, page.locator(f".bar button[value={_of(page.inner_text('form.asked'))}]"))
        return
    for row in page.locator("fieldset.row").all():
        if layout == "each":
            row.locator("label", has=page.locator(f"input[value={_of(row.inner_text())}]")).click()
    for one in page.locator("ul.marks li").all():
        if _of(one.inner_text()) == "not_mine":
            one.locator("input[type=checkbox]").check()
    follow(page, page.locator(".bar button"))


def _of(text: str) -> str:
    return "not_mine" if any(amount in text for amount in ("30,000", "20,000", "9,200")) else "mine"
