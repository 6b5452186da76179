"""The doors of the home page: their tiles, and the search for what happened."""

import pytest

from checklists.before import FIRST_TILES, MOST_TILES, doors
from checklists.model import symptoms
from tests.browser import Browser
from tests.web.pages.markup import Markup

SEARCHES = {
    "ギフト": "symptom.balance_changed",
    "ぎふと": "symptom.balance_changed",
    "代引": "symptom.cod_paid",
    "フィッシング": "symptom.phishing_link",
    "ﾌｨｯｼﾝｸﾞ": "symptom.phishing_link",
    "PayPay": "symptom.payapp_misused",
    "gift card": "symptom.balance_changed",
    "parcels": "symptom.free_parcel",
    "証券口座": "symptom.securities_misused",
}
CLOSE = (
    "元夫",
    "元彼",
    "元カレ",
    "夫",
    "妻",
    "別れた",
    "DV",
    "家庭内暴力",
    "former husband",
    "husband",
    "ex",
    "boyfriend",
)


def chosen(browser: Browser, path: str, word: str = "") -> list[str]:
    """The symptoms of the tiles, in order."""
    html = browser.post(path, {"word": word}, on=path).text if word else browser.get(path).text
    start = html.find('<ul class="tiles">')
    return [part.split('"')[0] for part in html[start : html.find("</ul>", start)].split('name="symptom" value="')[1:]]


def test_doors_offer_what_is_most_usual(guest: Browser) -> None:
    """Two doors with twelve tiles at most, no symptom behind both, and everything else folded below."""
    offered = [chosen(guest, f"/start/{name}") for name in doors()]
    assert all(FIRST_TILES <= len(tiles) <= MOST_TILES for tiles in offered)
    assert len({name for tiles in offered for name in tiles}) == sum(map(len, offered))
    for name in doors():
        page = guest.get(f"/start/{name}").text
        assert all(page.count(f'value="{symptom}"') == 1 for symptom in symptoms())
    assert guest.get("/start/elsewhere").status_code == 404


def test_a_word_finds_what_happened(guest: Browser, lang: str) -> None:
    """Words of both languages, in whatever width, case or kana; the word comes back in its field, never in an
    address."""
    for word, symptom in SEARCHES.items():
        assert symptom in chosen(guest, "/start/told", word), word
    for word in CLOSE:
        assert chosen(guest, "/start/told", word)[0] == "symptom.known_person", word
    hostile = guest.post("/start/money", {"word": '"><script>'}, on="/start/money")
    assert hostile.status_code == 200
    assert "<script>" not in hostile.text
    assert chosen(guest, "/start/money", "zzzzzz") == []
    assert len(chosen(guest, "/start/money", "の")) <= MOST_TILES


def test_nothing_chosen(guest: Browser) -> None:
    """Sending the boxes without a tick says so beside them, at the door that somebody came through."""
    answer = guest.post("/start", {"door": "told"}, on="/start/told")
    page = Markup(answer.text)
    assert answer.status_code == 422
    assert "symptom-error" in page.ids
    assert 'action="/start"' in answer.text
    assert 'value="told"' in answer.text


@pytest.mark.parametrize("several", ["", "1"])
def test_several_things(guest: Browser, several: str) -> None:
    """With boxes every symptom is there once, and the tiles are gone."""
    page = guest.get(f"/start/money?several={several}").text
    assert ("checkbox" in page) == bool(several)
    assert ('class="tiles"' in page) != bool(several)
