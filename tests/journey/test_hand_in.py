"""The page that hands in files, in a real browser: what a person with a phone has at hand in the first minutes."""

import re
import time
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.i18n.translate import translate
from app.settings import Settings
from tests.browser import GIFT
from tests.cases.files.test_pictures import photo
from tests.importers.reading import SAMPLES
from tests.journey.certificates import certificate
from tests.journey.conftest import follow, visitor
from tests.journey.test_journey import TOO_WIDE
from tests.reader.web_archives import web_archive
from tests.service import listening

MINUTES = 5
TAP = 12  # seconds that a person has for each tap, choice of a file or page, beside the time of the machine
DRAINED = 48_500


def gift_card_page() -> str:
    """A pasted gift-card page: small uses for months, then nearly everything on one day."""
    first, balance, rows = date(2026, 1, 5), 60_000, []
    rows.append(f"{_day(first)}\tギフトカードの登録\t￥{balance:,}\t￥{balance:,}")
    for number in range(10):
        balance -= 700
        used = f"Amazon.co.jpの注文に利用\n503-10000{number:02}-10000{number:02}\t-￥700\t￥{balance:,}"
        rows.append(f"{_day(first + timedelta(20 * (number + 1)))}\t{used}")
    used = f"Amazon.co.jpの注文に利用\n250-9999999-9999999\t-￥{DRAINED:,}\t￥{balance - DRAINED:,}"
    rows.append(f"{_day(date(2026, 9, 3))}\t{used}")
    head = ["ギフトカード", "残高・利用履歴", f"￥{balance - DRAINED:,}", "日付\t説明\t金額\t残高"]
    return "\n".join([*head, *reversed(rows), "前へ", "次へ"])


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def chosen(page: Page, *states: str) -> None:
    """Waits until the lines beside the files are these."""
    expect(page.locator("[data-list] [data-state]")).to_have_text([re.compile(state) for state in states])


@pytest.mark.parametrize(("lang", "script"), [("ja", True), ("en", False)])
def test_a_drained_balance_within_five_minutes(
    chrome: Browser, site: str, tmp_path: Path, lang: str, script: bool
) -> None:
    """Somebody with a phone hands in three pages: the gift-card page as text, two lists of orders as their phone saves
    them. They are at the finding with the amount within five minutes of opening the page, with time for each tap."""
    pages = SAMPLES / "amazon/order_list_page"
    (tmp_path / "orders.webarchive").write_bytes(web_archive((pages / "jp.html").read_bytes()))
    (tmp_path / "pasted.txt").write_text((pages / "jp-pasted.txt").read_text("utf-8"), "utf-8")
    context = visitor(chrome, lang, script)
    page = context.new_page()
    begun, taps = time.monotonic(), 0
    page.goto(site + "/upload")
    taps += 3  # the menu of a page, its share sheet and “save”, for each of three pages of the shop
    taps += 2 * 4
    page.fill("#text", gift_card_page())
    page.set_input_files("#files", [tmp_path / "orders.webarchive", tmp_path / "pasted.txt"])
    taps += 4  # into the field, paste, choose files, those files
    page.locator("form[action='/upload'] button[type=submit]").click()
    taps += 1
    page.wait_for_url("**/case/result" if script else "**/case/**", timeout=120_000)
    if not script:
        page.wait_for_url("**/case/result", timeout=120_000)
    amount = f"{DRAINED:,}"
    expect(page.locator("main")).to_contain_text(amount)
    needed = time.monotonic() - begun + taps * TAP
    assert needed < MINUTES * 60, needed
    page.goto(site + "/case/findings")
    expect(page.locator("article.card").filter(has_text=amount).first).to_be_visible()
    page.goto(site + "/upload")
    arrived = page.locator(".captures .arrived")
    expect(arrived).to_have_count(3)  # the gift card, the orders and, read by the same reader, the hidden ones
    page.goto(site + "/case")
    page.goto(site + "/upload")
    expect(arrived).to_have_count(3)
    context.close()


@pytest.mark.parametrize("script", [True, False])
def test_files_are_chosen_in_the_language_of_the_page(chrome: Browser, site: str, tmp_path: Path, script: bool) -> None:
    """A button of the page and the names of the chosen files take the place of the browser's own control, which stays
    where there is no script."""
    (tmp_path / "証拠.png").write_bytes(photo())
    context = visitor(chrome, "ja", script)
    page = context.new_page()
    page.goto(f"{site}/start/money")
    follow(page, page.locator("button[value='symptom.unknown_charge']"))
    for path, label in {"/verify": "Choose a file", "/case/evidence": "Choose files"}.items():
        page.goto(site + path)
        expect(page.locator("label.button")).to_have_text(translate(label, "ja"))
        expect(page.locator("label.button")).to_be_visible(visible=script)
        page.set_input_files("#files", tmp_path / "証拠.png")
        expect(page.locator(".chosen li")).to_have_text(["証拠.png"] if script else [])
        box = page.locator("#files").bounding_box()
        assert box is not None
        assert (box["width"] > 100) != script
    context.close()


def test_one_place_for_everything(chrome: Browser, site: str, tmp_path: Path) -> None:
    """Files, pictures and pasted text stand in one list: each with its name, size and what it was recognised as; what
    is left out is not sent; a text that nobody can read leads to the questions."""
    (tmp_path / "gift.txt").write_text(GIFT, "utf-8")
    (tmp_path / "IMG_1.jpg").write_bytes(photo())
    (tmp_path / "other.csv").write_text("a,b\n1,2\n", "utf-8")
    context = visitor(chrome, "en", width=1280)
    page = context.new_page()
    page.goto(site + "/upload")
    page.set_input_files("#files", [tmp_path / "gift.txt", tmp_path / "other.csv"])
    page.set_input_files("#pictures", [tmp_path / "IMG_1.jpg"])
    page.set_input_files("#files", [tmp_path / "gift.txt"])  # the same once more
    rows = page.locator("[data-list] li")
    expect(rows.locator("[data-name]")).to_have_text(["gift.txt", "other.csv", "IMG_1.jpg"])
    expect(rows.nth(2).locator("canvas")).to_be_visible()
    assert [text for text in rows.locator("[data-size]").all_inner_texts() if re.match(r"^[\d.]+ [kM]B$", text)]
    rows.nth(1).get_by_role("button").click()
    expect(rows).to_have_count(2)
    page.fill("#text", "a text that is no page of a shop\n" * 3)
    page.locator("form[action='/upload'] button[type=submit]").click()
    chosen(page, "Amazon: gift-card history: 2 rows", "Kept as it is", "none that we know")
    expect(page.locator("[data-unread] a")).to_be_visible()
    assert page.evaluate(TOO_WIDE) == []
    follow(page, page.locator("[data-onward] a").last)
    assert "other.csv" not in page.content()
    page.goto(site + "/upload")
    page.set_input_files("#files", [tmp_path / "gift.txt"])
    page.locator("form[action='/upload'] button[type=submit]").click()
    page.wait_for_url("**/case/**", timeout=60_000)
    context.close()


def test_dropped_and_pasted(chrome: Browser, site: str) -> None:
    """Dropped files and pasted pictures join the list, dropped or pasted text the field; a file that is too large says
    so beside its name, and the others arrive."""
    context = visitor(chrome, "ja", width=1280)
    page = context.new_page()
    page.goto(site + "/upload")
    transfer = """(kind) => {
        const data = new DataTransfer();
        if (kind === "file") data.items.add(new File(["a,b"], "dropped.csv"));
        else if (kind === "picture") data.items.add(new File([new Uint8Array(9)], "shot.png", {type: "image/png"}));
        else data.setData("text/plain", "注文履歴");
        return data;
    }"""
    for event, kind in (("drop", "file"), ("drop", "text"), ("paste", "picture"), ("paste", "text")):
        name = "clipboardData" if event == "paste" else "dataTransfer"
        page.evaluate(
            f"""(kind) => {{
            const data = ({transfer})(kind);
            const kindOf = "{event}" === "paste" ? ClipboardEvent : DragEvent;
            document.body.dispatchEvent(new kindOf("{event}", {{bubbles: true, {name}: data}}));
        }}""",
            kind,
        )
    expect(page.locator("[data-list] [data-name]")).to_have_text(["dropped.csv", "shot.png"])
    expect(page.locator("#text")).to_have_value("注文履歴\n注文履歴")
    context.close()


def _sent(page: Page) -> None:
    page.locator("form[data-files] button").click()
    expect(page.locator("form[data-files] [data-say]")).to_be_visible()


def test_a_phone_over_https(chrome: Browser, settings: Settings, tmp_path: Path) -> None:
    """The address in the picture opens the page on the phone, which removes the code from it; the pictures stay chosen
    while the computer asks, and are sent by themselves after its yes."""
    (tmp_path / "IMG_1.jpg").write_bytes(photo())
    (tmp_path / "IMG_2.jpg").write_bytes(photo() + b"-")

    def secure(width: int) -> BrowserContext:
        return chrome.new_context(ignore_https_errors=True, locale="ja-JP", viewport={"width": width, "height": 844})

    with listening(settings, certificate(tmp_path, "127.0.0.1")) as site:
        computer, phone = secure(1280).new_page(), secure(390).new_page()
        computer.goto(site + "/upload")
        with computer.expect_navigation():  # at this address, which no phone reaches, the page offers no code
            computer.evaluate("""() => {
                const form = document.createElement("form");
                form.append(document.querySelector("[name=csrf]").cloneNode());
                Object.assign(form, {method: "post", action: "/upload/phone"});
                document.body.append(form);
                form.submit();
            }""")
        code = computer.locator("code.resume-code").inner_text()
        phone.goto(f"{site}/phone#{code}")
        expect(phone.locator("form[data-files]")).to_be_visible()
        assert "#" not in phone.url
        assert phone.evaluate("history.length") < 4
        phone.set_input_files("form[data-files] [accept]", [tmp_path / "IMG_1.jpg", tmp_path / "IMG_2.jpg"])
        _sent(phone)
        question = computer.get_by_role("button", name=translate("Yes, it is mine", "ja"))
        expect(question).to_be_visible()
        number = phone.locator("strong.resume-code").inner_text()
        assert number in computer.locator("#whose + p").inner_text()
        with phone.expect_navigation(url=re.compile("/phone")):
            question.click()
        expect(phone.locator(".note")).to_contain_text("2")
        assert phone.evaluate(TOO_WIDE) == []
        phone.goto(site + "/case")
        assert "IMG_1" not in phone.content()
        computer.goto(site + "/case/files")
        for context in (computer.context, phone.context):
            context.close()
