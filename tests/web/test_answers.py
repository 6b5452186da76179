"""What holds of every answer, whatever the route: nothing is changed by looking, and nothing is given away."""

import json
import logging
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi import FastAPI
from sqlalchemy import event

from app.cases.answers.entries import VALUES
from app.cases.limits import RATES
from app.web.middleware import POLICY
from app.web.templating import redirect
from tests.browser import GIFT, Browser, visit
from tests.conftest import CANARIES
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import addresses, full, full_once, settings
from tests.web.sweep import asks, kept, outcome, owner, send

__all__ = ["full", "full_once", "guest", "settings"]

# What an address may say after its question mark: names of ours, numbers, and the keyed hash of a part of a step or of
# what entries are filtered by.
QUERIES = {
    *VALUES,
    "before",
    "browser",
    "change",
    "done",
    "easy",
    "row",
    "go",
    "lang",
    "next",
    "recipient",
    "several",
    "subject",
    "to",
    "unanswered",
}
# Types of what is sent, and how each begins.
KINDS = {
    "text/html; charset=utf-8": rb"(?i)\s*<!doctype html>",
    "text/plain; charset=utf-8": rb"\S",
    "text/csv; charset=utf-8": b"\xef\xbb\xbf",
    "text/calendar; charset=utf-8": b"BEGIN:VCALENDAR",
    "application/json": rb"[\[{]",
    "application/pdf": rb"%PDF-",
    "application/octet-stream": rb"",
    "application/zip": rb"PK",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": rb"PK",
    "image/png": rb"\x89PNG",
    "image/jpeg": rb"\xff\xd8",
}


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def test_looking_changes_nothing(app: FastAPI, full: Browser) -> None:
    """Every page is opened, also by HEAD and OPTIONS: rows and files stay as they were. Only that a browser is in use
    is written down (once a minute), and that something was downloaded is counted and stands in the case's own log."""
    pages = [path for path in addresses(full) if not path.startswith("/exit")]
    full.get("/case")
    for path in pages:  # the copy of a picture is made when it is looked at first
        if path.startswith("/case/pictures/"):
            full.get(path)
    before = kept(app, "sessions.seen_at", "attempts", "custody", "cases.blobs")
    for path in pages:
        for verb in ("GET", "HEAD", "OPTIONS"):
            full.client.request(verb, path)
    assert kept(app, "sessions.seen_at", "attempts", "custody", "cases.blobs") == before


# The most queries of a page that was opened before, looking up the browser among them.
ASKED = {
    "/case": 7, "/case/deadlines": 4, "/case/end": 5, "/case/files": 4, "/case/findings": 4, "/case/letters": 4,
    "/case/recognise": 2, "/case/result": 5, "/case/steps": 5, "/case/summary": 7,
}  # fmt: skip


def test_pages_ask_the_database_little(app: FastAPI, full: Browser) -> None:
    """Looking up the browser is one query, and all that the page asks comes over one more connection."""
    connections: list[object] = []
    queries: list[str] = []
    engine = app.state.service.engine
    event.listen(engine, "begin", connections.append)
    event.listen(engine, "before_cursor_execute", lambda *given: queries.append(given[2]))
    for path, most in ASKED.items():
        full.get(path)
        connections.clear()
        queries.clear()
        assert full.get(path).status_code in (200, 303)
        asked = [one for one in queries if one != "BEGIN"]
        assert len(connections) == 2, path
        assert len(asked) <= most, (path, asked)


def test_every_answer_says_what_it_is(full: Browser) -> None:
    """Each body has the type that its beginning shows, text with its encoding; no address on a page gives away a token,
    a row of a file or who somebody is. Whoever is signed in can sign out on each page, and whoever has a case open
    finds the quick way out there."""
    secrets = [value for name, value in full.client.cookies.items() if name.startswith("mioboe")]
    words = [*secrets, *(one.decode() for one in CANARIES), "CANARY", *re.findall(r"\d{3}-\d{7}-\d{7}", GIFT)]
    for path in [*addresses(full), "/nothing-here", "/static/style.css", "/static/app.js", "/static/mark.svg"]:
        answer = full.get(path)
        kind = answer.headers.get("Content-Type", "")
        if path.startswith("/static/"):
            expected = ("text/css; charset=utf-8", "text/javascript; charset=utf-8", "image/svg+xml")
            assert kind in expected, path
        elif answer.content:
            assert re.match(KINDS[kind], answer.content), path
        is_page = kind.startswith("text/html")
        if is_page and "Content-Disposition" not in answer.headers and not path.startswith("/exit"):
            assert 'action="/sign-out"' in answer.text, path
            assert 'href="/exit"' in answer.text, path
        links = re.findall(r'(?:href|src|action)="([^"]*)"', answer.text) if is_page else []
        links.append(answer.headers.get("Location", ""))
        for link in map(unescape, links):
            assert not any(word in link for word in words), (path, link)
            if not urlsplit(link).netloc:
                assert set(parse_qs(urlsplit(link).query)) <= QUERIES, (path, link)


def test_nobody_is_sent_elsewhere(app: FastAPI) -> None:
    """Wherever a form or an address names the next page, only our own pages follow; a page that tried to lead elsewhere
    could not."""
    targets = ("//evil.example", "https://evil.example", "/\\evil.example")
    for target in targets:
        with pytest.raises(ValueError, match="our own"):
            redirect(target)
    names = ("next", "onward", "back", "go", "to", "url", "return", "redirect", "subject", "step", "from")
    browser = owner(app)
    for ask in asks():
        if ask.route in ("/account/close", "/case/delete", "/case/leave", "/sign-out") or "export" in ask.route:
            continue
        for target in targets:
            given = dict.fromkeys(names, target)
            answer = send(app, browser, ask, **given) if ask.verb == "POST" else browser.get(ask.path, params=given)
            assert answer.status_code != 500, ask
            there = answer.headers.get("Location", "/")
            assert re.match(r"/(?![/\\])", there), (ask, there)
            assert "evil" not in there.partition("?")[0], (ask, there)


def test_what_comes_twice_has_one_meaning(app: FastAPI) -> None:
    """Of a field that comes twice the last one counts; what an address says never stands for a field of a form; a
    header that decides about access must come once."""
    browser = owner(app)
    token, form = browser.token("/case"), "/case/safety"
    body = "application/x-www-form-urlencoded"
    answers = {
        f"csrf={token}&csrf=x": 403,
        f"csrf=x&csrf={token}": 303,
        f"csrf={token}&onward=steps&onward=questions": 303,
    }
    for sent, status in answers.items():
        answer = browser.client.post(form, content=sent, headers={"Content-Type": body})
        assert answer.status_code == status, sent
    alone = browser.post(form, {"onward": "questions"}, on="/case").headers["Location"]
    assert (answer.headers["Location"], alone != "/case/steps") == (alone, True)
    assert browser.client.post(f"{form}?csrf={token}", data={}).status_code == 403
    assert '<html lang="ja">' in visit(app).get("/?lang=en&lang=ja").text
    doubled = [("Host", "testserver"), ("Host", "evil.example")]
    assert browser.client.get("/", headers=doubled).status_code == 400


def test_other_verbs_and_folders(app: FastAPI) -> None:
    """TRACE and verbs that a route has not are refused everywhere, and no folder is listed."""
    browser = owner(app)
    known = {(ask.path, ask.verb) for ask in asks()}
    for path in sorted({path for path, _ in known}):
        for verb in ("TRACE", "PUT", "PATCH", "DELETE", "CONNECT"):
            answer = browser.client.request(verb, path)
            assert answer.status_code in (403, 404, 405), (verb, path)
            assert "csrf" not in answer.headers
    for path in (
        "/static/",
        "/static",
        "/case/",
        "/.git/HEAD",
        "/static/../pyproject.toml",
        "/static/%2e%2e/README.md",
    ):
        answer = browser.get(path)
        assert (answer.status_code, outcome(answer)) == (404, "unknown"), path


def test_reports_of_a_broken_policy(app: FastAPI, caplog: pytest.LogCaptureFixture) -> None:
    """What a browser reports leaves a line with the directive alone, whatever was sent; many are refused."""
    assert POLICY["report-uri"] == "/policy-report"
    browser = visit(app)
    whole = {"csp-report": {"document-uri": "http://x/CANARY", "effective-directive": "script-src-elem"}}
    sent = [json.dumps(whole), '{"csp-report": {"violated-directive": "CANARY"}}', "CANARY", "[" * 50_000, "", "null"]
    headers = {"Content-Type": "application/csp-report", "Sec-Fetch-Site": "same-origin"}
    with caplog.at_level(logging.INFO):
        for one in sent:
            assert browser.client.post("/policy-report", content=one, headers=headers).status_code == 204
        limit = RATES["report"].network or 0
        last = [browser.client.post("/policy-report", content="", headers=headers).status_code for _ in range(limit)]
    assert last[-1] == 429
    lines = [one.getMessage() for one in caplog.records if one.name == "mioboe"]
    assert lines[0] == "policy broken directive=script-src"
    assert lines[1:6] == ["policy broken directive=-"] * 5
    assert "CANARY" not in " ".join(lines)
    foreign = browser.client.post("/policy-report", content="", headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
