"""The page inside an evidence bundle, opened from a disk in a real Chromium: it says what ``mioboe verify`` says."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.i18n.translate import translate
from app.report.bundle import write
from app.report.bundle.sentences import RESULT_SENTENCES
from tests.journey.conftest import visitor
from tests.report.bundle.bags import ABOUT, NUMBER, bundle, check, files, wide, zipped
from tests.report.bundle.tamperings import TAMPERINGS


def said(page: Page, bag: Path, data: bytes, number: str = "") -> tuple[str, set[str], str]:
    """The result, the codes and the text that the page shows for a bundle."""
    bag.write_bytes(data)
    page.locator("#file").set_input_files(str(bag))
    page.locator("#number").fill(number)
    page.locator("button.go").click()
    box = page.locator("#said[data-result]")
    box.wait_for()
    codes = box.get_attribute("data-codes") or ""
    return box.get_attribute("data-result") or "", set(codes.split()), box.inner_text()


@pytest.fixture
def checker(tmp_path: Path) -> Path:
    """The page of a bundle, unpacked."""
    page = tmp_path / "verify.html"
    page.write_bytes(files(bundle())["verify.html"])
    return page


@pytest.mark.long
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_page_names_every_tampering(chrome: Browser, checker: Path, lang: str) -> None:
    """Whole bundles are unchanged, with the number from paper and without; each tampering is named with its file, and
    so is what is none of ours. Nothing is requested from anywhere."""
    context, bag = visitor(chrome, lang), checker.parent / "bundle.zip"
    page = context.new_page()
    requests: list[str] = []
    page.on("request", lambda one: requests.append(one.url))
    page.goto(checker.as_uri())
    for number in ("", NUMBER.lower()):
        result, codes, text = said(page, bag, bundle(), number)
        assert (result, codes) == ("unchanged", set()), text
        sentence = "unchanged" if number else "uncompared"
        assert translate(RESULT_SENTENCES[sentence], lang).format(key=NUMBER) in text
        assert NUMBER in text
    for name, one in TAMPERINGS.items() if lang == "ja" else ():
        data, number = one.make(), NUMBER if one.paper else ""
        result, codes, text = said(page, bag, data, number)
        assert one.code in codes, (name, text)
        assert (one.path or "") in text, (name, text)
        assert result == check(data, number or None).result, (name, text)
    assert said(page, bag, b"hello" * 99)[0] == "unreadable"
    assert said(page, bag, zipped({"data/a": b"a"}).replace(b"mioboe-evidence", b"someone-elses-a"))[0] == "foreign"
    assert said(page, bag, wide())[0] == "unchanged"
    locked = b"".join(write.protected(iter([bundle()]), ABOUT, "correct horse battery", False))
    assert said(page, bag, locked)[:2] == ("unreadable", {"protected"})
    result, _, text = said(page, bag, bundle(withheld=["evidence"]), NUMBER)
    assert (result, "（2件）" in text or ", 2" in text) == ("unchanged", True)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert requests == [checker.as_uri()]
    context.close()
