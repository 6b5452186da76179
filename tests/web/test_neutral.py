"""Neutral titles and addresses: every page has one title, and no address says which page it is."""

import re
from html import unescape

import pytest
from fastapi import FastAPI

from app.web.neutral.addresses import PREFIX, TELLING, opened, sealed
from app.web.pages import declared
from tests.browser import Browser, visit
from tests.service import the_case
from tests.web.pages.conftest import guest, reader
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import BLANK, ONWARD, REFUSED, addresses, full, full_once, settings
from tests.web.sweep import case_in, helper_in

__all__ = ["full", "full_once", "guest", "reader", "settings"]

OPENS = {"Accept": "text/html", "Sec-Fetch-Dest": "document"}  # as a browser that opens a page


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def choose(browser: Browser, neutral: str = "1") -> None:
    """Turns neutral titles on, or off."""
    answer = browser.post("/case/safety/titles", {"neutral": neutral}, on="/case/safety")
    assert answer.status_code == 303


def leading(html: str) -> list[str]:
    """Every address to which a page leads."""
    return [unescape(text) for text in re.findall(r'\s(?:href|action|formaction|data-next)="([^"]*)"', html)]


def test_every_page_is_neutral(app: FastAPI, full: Browser) -> None:
    """Each page has the title, and leads to no address that tells something; all other answers are as without it."""
    before = {path: full.get(path) for path in addresses(full)}
    choose(full)
    seen, tokens = 0, set()
    for path, usual in before.items():
        answer = full.get(path)
        assert answer.status_code == usual.status_code, path
        for header in ("Location", "Refresh"):
            assert "/case" not in answer.headers.get(header, ""), path
        page = answer.headers.get("Content-Type", "").startswith("text/html")
        if page and "attachment" not in answer.headers.get("Content-Disposition", "") and path not in BLANK:
            assert re.findall(r"<title>([^<]*)</title>", answer.text)[0] == "Notes", path
            links = leading(answer.text)
            assert [link for link in links if TELLING.match(link) or "#s-" in link] == [], path
            tokens |= {link for link in links if link.startswith(PREFIX)}
            seen += 1
    assert seen > 100
    assert len(tokens) > 100
    assert all(re.fullmatch(r"/p/[\w-]{30,}(#[\w-]*)?", token) for token in tokens)
    assert "<title>メモ</title>" in full.get("/case/steps?lang=ja").text
    choose(full, "")
    for path, usual in before.items():
        assert (
            "<title>" not in usual.text
            or Markup(full.get(path).text).texts["title"] == Markup(usual.text).texts["title"]
        ), path


def test_every_address_leads_to_its_page(app: FastAPI, full: Browser) -> None:
    """Whatever is opened by its sealed address is what its own address shows, with all that stood behind it."""
    case, paths, opens = case_in(app, full), addresses(full), 0
    choose(full)
    for path in paths:
        if not TELLING.match(path) or path in ONWARD or path in REFUSED:
            continue
        direct, hidden = full.get(f"{path}?several=1"), full.get(sealed(case, f"{path}?several=1"))
        assert hidden.status_code == direct.status_code, path
        if direct.headers["Content-Type"].startswith("text/html"):
            assert Markup(hidden.text).texts.get("h1") == Markup(direct.text).texts.get("h1"), path
            opens += 1
    assert opens > 60
    assert full.get(sealed(case, "/case") + "?lang=ja").text.count('<html lang="ja">') == 1


def test_a_readable_address_leads_to_the_sealed_one(app: FastAPI, full: Browser) -> None:
    """Where a browser opens a page by it, on any route under these addresses; a script that asks for data gets it."""
    case, paths, led = case_in(app, full), addresses(full), 0
    choose(full)
    for path in paths:
        answer = full.get(f"{path}?x=1", headers=OPENS)
        if TELLING.match(path) and path not in REFUSED:
            assert answer.headers["Location"] == sealed(case, f"{path}?x=1"), path
            led += 1
        elif not TELLING.match(path):
            assert not answer.headers.get("Location", "").startswith(PREFIX), path
    assert led > 80
    assert full.get("/case/progress.json", headers={"Accept": "*/*", "Sec-Fetch-Dest": "empty"}).status_code == 200
    assert visit(app).get("/case", headers=OPENS).status_code == 404


def test_forms_work_by_sealed_addresses(app: FastAPI, full: Browser) -> None:
    """What a form did before it does now, twice sent too, and it leads on to a sealed address."""
    case = case_in(app, full)
    choose(full)
    page = full.get(sealed(case, "/case/steps/mail.password")).text
    [form] = [form for form in re.findall(r"<form.*?</form>", page, re.S) if 'name="note"' in form][:1]
    fields = dict(re.findall(r'name="([^"]+)"[^>]* value="([^"]*)"', form))
    action = re.search(r'action="([^"]+)"', form)
    assert action
    fields = {"csrf": fields["csrf"], "step": "mail.password", "noted": "1", "note": "CANARY"}
    for _ in range(2):
        answer = full.client.post(action[1], data=fields)
        assert opened(case.service, answer.headers["Location"]) == "/case/steps/mail.password"
    assert "CANARY" in full.get("/case/steps/mail.password").text
    moved = full.post("/case/steps", {"step": "mail.password", "state": "done"}, on="/case/steps")
    path, _, place = moved.headers["Location"].partition("#")
    assert opened(case.service, path) == "/case/steps"
    assert f'id="{place}"' in full.get("/case/steps").text


def test_no_two_cases_have_the_same_addresses(app: FastAPI, reader: Browser) -> None:
    """So nobody learns an address in a case of their own; and what is made up opens nothing."""
    case = the_case(app)
    other = visit(app)
    other.post("/start", {"symptom": "symptom.free_parcel"})
    mine, theirs = sealed(case, "/case/steps"), sealed(case_in(app, other), "/case/steps")
    assert mine == sealed(case, "/case/steps")
    assert mine != theirs
    for made_up in ("/p/", "/p/x", "/p/" + "A" * 60, mine[:-2], mine + "A", "/p/%00", "/p/é"):
        answer = reader.get(made_up)
        assert answer.status_code == 404, made_up
        assert "exit" in answer.text
    assert sealed(case, "/upload") == "/upload"
    assert sealed(case, "/cases") == "/cases"
    assert all(TELLING.match(route.path) for route in declared() if route.path.startswith(("/case", "/start")))


@pytest.mark.parametrize("mode", ["read", "work"])
def test_the_choice_is_the_persons_alone(app: FastAPI, full: Browser, mode: str) -> None:
    """A helper can turn it neither on nor off; the sealed addresses work for them, too."""
    case = case_in(app, full)
    helper = helper_in(app, case, mode)
    choose(full)
    token = helper.token(sealed(case, "/case/safety"))
    answer = helper.client.post("/case/safety/titles", data={"csrf": token, "neutral": ""})
    assert answer.status_code == 403
    assert "<title>Notes</title>" in full.get("/case").text
    assert 'action="/p/' in full.get("/case/safety").text
    assert "safety/titles" not in helper.get("/case/safety").text
