"""Asking the family: the form, the steps that lead to it, and the letters that say what was answered."""

from html import unescape

from fastapi import FastAPI

from app.cases.home import household
from app.i18n.translate import translate
from tests.browser import Browser
from tests.service import hits, the_case
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check


def test_only_the_step_for_it_asks_the_family(guest: Browser, lang: str) -> None:
    """Elsewhere the page of the answers at home is named by what it holds."""
    guest.post("/start", {"symptom": ["symptom.unknown_charge"]})
    for step, label in (("save.household", "Ask the family"), ("claim.card_jp", "Answers of the family")):
        html = unescape(guest.get(f"/case/steps/{step}").text)
        assert f'<a href="/case/household">{translate(label, lang)}</a>' in html, step


def test_the_family_is_asked(app: FastAPI, reader: Browser, lang: str) -> None:
    """Who was asked and what they said is kept once, shown, stands in the letter to the card company, and is in no
    table; a missing name is said."""
    form = {"id": "entry1234", "who": "CANARY-Hanako", "at": "2026-11-20", "answer": "unknown", "finding": "aaaa"}
    for _ in range(2):
        assert reader.post("/case/household", form, on="/case/household").status_code == 303
    assert len(household.entries(the_case(app))) == 1
    assert "CANARY-Hanako" in reader.get("/case/household").text
    assert "CANARY-Hanako" in reader.get("/case/letters/card_jp").text
    assert hits(app.state.settings, b"CANARY-Hanako") == []
    wrong = reader.post("/case/household", {**form, "who": " ", "at": "soon"}, on="/case/household")
    assert wrong.status_code == 422
    assert 'id="who-error"' in wrong.text
    assert 'id="at-error"' in wrong.text
    check(Markup(wrong.text), lang)


def test_only_what_everybody_said_stands_in_a_letter(reader: Browser) -> None:
    """A letter speaks for the family only when everyone who was asked said that it was not them."""
    form = {"who": "Hanako", "at": "2026-11-20"}
    reader.post("/case/findings", {"finding": "aaaa", "verdict": "not_mine"}, on="/case/findings")
    assert "家族への確認：" not in reader.get("/case/letters/shop_support").text
    reader.post("/case/household", {**form, "id": "entry1234", "answer": "unknown"}, on="/case/household")
    assert "家族への確認：聞いた1人中1人が「知らない」。" in reader.get("/case/letters/shop_support").text
    form["who"] = "Taro"
    reader.post("/case/household", {**form, "id": "entry5678", "answer": "open"}, on="/case/household")
    text = reader.get("/case/letters/shop_support").text
    assert "家族への確認：聞いた2人中1人が「知らない」、聞いた2人中1人が未回答。" in text


def test_who_fears_somebody_at_home_need_not_ask_them(guest: Browser, lang: str) -> None:
    """The page that says whom to ask leads to the safety page."""
    guest.post("/start", {"symptom": ["symptom.known_person", "symptom.unknown_order"]})
    assert translate("Read this first: your safety", lang) in guest.get("/case/household").text
