"""The doors of the home page: their tiles, and the search for what happened."""

import pytest

from app.i18n.translate import translate
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
    """With boxes every symptom is there once, the tiles are gone, and what is most usual is not folded."""
    page = guest.get(f"/start/money?several={several}").text
    assert all(page.count(f'value="{symptom}"') == 1 for symptom in symptoms())
    usual = page[: page.index("<details")]
    assert all(f'value="{tile.symptom}"' in usual for tile in doors()["money"].tiles)
    assert ("checkbox" in page) == bool(several)
    assert ('class="tiles"' in page) != bool(several)


def test_the_question_what_happened_has_the_same_tiles(guest: Browser, lang: str) -> None:
    """In a case too what happened is a tile to press or a word to look for, every symptom once; what is chosen says so,
    and the page that was asked from stays."""
    guest.post("/start", {"symptom": "symptom.cod_paid"})
    page = guest.get("/case/questions/what?to=answers").text
    assert all(page.count(f'value="{symptom}"') == 1 for symptom in symptoms())
    assert page.count('<button class="tile"') == FIRST_TILES * len(doors())
    assert '<button class="tile" name="answer" value="symptom.cod_paid" aria-current="true">' in page
    fitting = guest.post("/case/questions/what", {"word": "証券口座", "to": "answers"}, on="/case/questions/what")
    assert fitting.status_code == 200
    tiles, others = fitting.text.split("</ul>", 1)
    assert 'value="symptom.securities_misused"' in tiles
    assert 'value="symptom.cod_paid"' in others
    assert fitting.text.count('name="to" value="answers"') == 2
    several = guest.get("/case/questions/what?several=1").text
    assert all(several.count(f'value="{symptom}"') == 1 for symptom in symptoms())
    assert translate("Choose what fits. More than one is fine.", lang) in several
    assert 'class="tile"' not in several
