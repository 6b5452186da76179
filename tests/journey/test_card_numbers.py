"""The page saver keeps four digits of the number of a card, however a page writes it, and every other number whole."""

import re
import unicodedata

import pytest
from playwright.sync_api import Browser, Page

from tests.journey.test_page_saver import CLEAN, KEPT, LIST, SHOPS

GROUPS = ("4111", "1111", "1111", "1111")
BETWEEN = {
    "nothing": "", "a space": " ", "two spaces": "  ", "a hyphen": "-", "a no-break space": "\u00a0",
    "a narrow no-break space": "\u202f", "a thin space": "\u2009", "an ideographic space": "\u3000", "a dot": ".",
    "a middle dot": "・", "an en dash": "–", "an em dash": "—", "a minus": "−", "a full-width hyphen": "－",
    "a hyphen between spaces": " - ", "a soft hyphen": "\u00ad", "a zero-width space": "\u200b", "a joiner": "\u2060",
    "a line": "\n      ", "a tab": "\t", "a long vowel": "ー",
}  # fmt: skip
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
CARDS = {
    **{name: between.join(GROUPS) for name, between in BETWEEN.items()},
    "full-width digits": " ".join(GROUPS).translate(WIDE),
    "full-width digits at a stretch": "".join(GROUPS).translate(WIDE),
    "American Express": "3782 822463 10005",
    "American Express with no-break spaces": "3782\u00a0822463\u00a010005",
    "Diners Club": "3056 930902 5904",
    "19 digits": "6304000000000000000"[:18] + "0",
    "behind a dash": "–" + " ".join(GROUPS),
    "letters around": "カード4111111111111111まで",
}
PARTED = {
    "two elements": "<b>4111 1111</b> <b>1111 1111</b>",
    "two elements without a space": "4111 1111 <i>1111</i>1111",
    "an element for each digit": "".join(f"<span class='d'>{digit}</span>" for digit in "".join(GROUPS)),
    "elements that are not kept": "<font>4111</font> <x-part>1111</x-part> 1111 1111",
    "a script between": "4111 1111<script>1</script> 1111 1111",
    "a comment between": "4111 1111<!-- 1 --> 1111 1111",
}
# None of these is the number of a card, although some would pass its check digit in other groups.
OTHERS = (
    *("250-1234567-1234567", "503-7654321-1234567", "D01-1234567-1234567", "123456-20260603-0000000018"),
    *("4111.11111111111111", "1,234,567,890,123", "￥1,280", "1.234.567,89", "0.4111111111111111"),
    *("1234 5678 9012", "1234-5678-9012", "9400 1118 9922 3344", "1Z999AA10123456784", "JD014600006281230704"),
    *("2026-06-03", "2026/06/03 12:34", "03-1234-5678", "+81 90 1234 5678", "4111 1111 1111 1112", "978-4-06-519981-7"),
    *("B0ABCDEF12", "4111111111", "203.0.113.254", "1280 2980"),
)
LONG = "Paid by a card that is said here in a paragraph with more than sixty characters, so that it is not one number. "
TOKEN = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.aBcDeFgHiJkLmNoPqRsTuVwXyZ_AbCdEfGhIjKlMnOp"


@pytest.fixture(scope="module")
def page(chrome: Browser) -> Page:
    """An open page of a shop, whose body a test sets."""
    page = chrome.new_page()
    page.route("**/*", lambda route: route.fulfill(body="<!DOCTYPE html><body></body>", content_type="text/html"))
    page.goto(LIST)
    page.evaluate(CLEAN)
    return page


def kept(page: Page, body: str) -> str:
    """The page as it is kept."""
    page.evaluate("(body) => { document.body.innerHTML = body; }", f"{body}<hr>{LONG}")
    return str(page.evaluate(KEPT, SHOPS["amazon"]["paths"]))


def digits(html: str) -> str:
    """What a person reads as digits, whatever stands between them."""
    seen = re.sub(r"<[^>]*>|&#\d+;", "", html.partition("<body")[2])
    return re.sub(r"\D", "", unicodedata.normalize("NFKC", seen))


@pytest.mark.parametrize("place", ["<p>{}</p>", f"<p>{LONG}{{}} {LONG}</p>", f"<div><p>{LONG}<b>{{}}</b></p></div>"])
def test_no_card_is_kept_whole(page: Page, place: str) -> None:
    """Alone, in a paragraph and in an element of it; written in any way, and parted by elements."""
    for name, card in {**CARDS, **PARTED}.items():
        last = re.sub(r"\D", "", unicodedata.normalize("NFKC", re.sub("<[^>]*>", "", card)))[-4:]
        assert digits(kept(page, place.format(card))) == last, name


@pytest.mark.parametrize("attribute", ["title", "alt", "aria-label"])
def test_no_attribute_holds_a_card(page: Page, attribute: str) -> None:
    """Also beside signs that HTML escapes."""
    for name, card in CARDS.items():
        html = kept(page, f"<img {attribute}='&lt;{card}&gt; &amp; more'>")
        whole = html.partition(f'{attribute}="')[2].partition('"')[0]
        assert len(re.sub(r"\D", "", unicodedata.normalize("NFKC", re.sub(r"&#\d+;", " ", whole)))) == 4, name


@pytest.mark.parametrize("place", ["<p>{}</p>", f"<p>{LONG}{{}} {LONG}</p>", "<p>No. <b>{}</b></p>", "<p>😀{}</p>"])
def test_other_numbers_stay(page: Page, place: str) -> None:
    """Orders, amounts, days, telephones, parcels: what an importer reads."""
    for number in OTHERS:
        assert number in kept(page, place.format(number)), number


def test_no_signed_token_is_kept(page: Page) -> None:
    """None of its three parts, although the last one has no digit."""
    html = kept(page, f"<p>Session {TOKEN} ends.</p><p title='{TOKEN}'>x</p>")
    assert not [part for part in TOKEN.split(".") if part in html]
    assert "Session … ends." in html
