"""What holds of every route, whoever asks: numbers of any length, a way out, refusals in the log."""

import logging
import os
import re
from collections.abc import Iterator, Sequence
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app.web.pages import admitted
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import held, signed_in
from tests.web.offered import Forms
from tests.web.pages.conftest import guest
from tests.web.pages.test_every_page import HELPERS, ROLES, addresses, full, full_once, settings
from tests.web.sweep import asks, case_in, helper_in, kept, own_token

__all__ = ["full", "full_once", "guest", "settings"]

PROVIDER = ("/sign-in/provider", "/account/confirm/provider", "/account/provider")  # nobody answers there
# Numbers that are too long, too large for a column, of another script, of no value, or cut.
NUMBERS = ("9" * 5_000, "9" * 30, "\uff11\uff12", "\u0661", "\u00b2", "-1", "1e9", "1\x00")

TYPED = NUMBERS[:3] + NUMBERS[-1:]  # that are tried in fields
EVERY_CASE = bool(os.environ.get("EVERY_CASE"))

# What a request to look at something may write.
NOTED = ("looks", "sessions.seen_at", "attempts", "custody")


@pytest.fixture
def lang() -> str:
    """One language is enough here."""
    return "en"


def in_turn(numbers: Sequence[str], place: int, count: int) -> list[str]:
    """So many of the numbers, others at each place; with EVERY_CASE all of them."""
    return [numbers[(place * count + one) % len(numbers)] for one in range(len(numbers) if EVERY_CASE else count)]


def forms_of_pages(browser: Browser) -> Iterator[tuple[str, dict[str, str]]]:
    """(address, fields) of every form of every page of a case, each kind once, with its first and its last button."""
    known = set()
    for path in addresses(browser):
        answer = browser.get(path)
        if not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for form in Forms(answer.text).forms:
            unchosen = {name: [value] for name, value, _ in form.choices if name not in form.fields}
            fields = {name: values[-1] for name, values in (form.fields | unchosen).items()}
            for name, value in {form.buttons[0], form.buttons[-1]} if form.buttons else {("", "")}:
                kind = form.action or path, *sorted(fields), name, value if len(form.buttons) > 1 else ""
                if kind not in known:
                    known.add(kind)
                    yield form.action or path, {**fields, **({name: value} if name else {})}


def test_no_number_in_a_form_makes_a_page_fail(app: FastAPI, full: Browser) -> None:
    """In every field that a page offers, beside what else its form holds, one after the other in turn; with EVERY_CASE
    each."""
    left = ("/sign-out", "/account/", "/case/delete", "/case/leave", "/case/remove")
    forms = [
        (path, fields) for path, fields in forms_of_pages(full) if not path.startswith(left) and path not in PROVIDER
    ]
    assert len({path for path, _ in forms}) > 25
    places = 0
    for path, fields in forms:
        for name in fields:
            for number in in_turn(TYPED, places, 1):
                filled = {**fields, "csrf": own_token(app, full), name: number}
                assert full.client.post(path, data=filled).status_code < 500, (path, name, number[:9])
            places += 1
    assert places > 200


def test_no_number_in_an_address_makes_a_page_fail(app: FastAPI, full: Browser) -> None:
    """In every part of an address, every parameter, and all fields of a form at once, two of them in turn; with
    EVERY_CASE each."""
    browser, places = full, 0
    queries = {route.path: [one.alias for one in route.dependant.query_params] for route in admitted()}
    for ask in asks():
        if ask.route in PROVIDER:
            continue
        for number in in_turn(NUMBERS, places, 2):
            start, brace, _ = ask.route.partition("{")
            path = f"{start}{number}".replace("\x00", "%00") if brace else ask.path
            for where in {path, ask.path}:
                if ask.verb == "POST":
                    fields = {**dict.fromkeys(ask.all_fields, number), "csrf": own_token(app, browser)}
                    status = browser.client.post(where, data=fields).status_code
                else:
                    query = dict.fromkeys(queries[ask.route], number)
                    status = browser.client.request(ask.verb, where, params=query).status_code
                assert status < 500, (ask.verb, ask.route, number[:9])
            known = held(app, browser)
            if known is None or known.case is None or known.account is None:
                browser = again(app)
        places += 1
    assert places > 180


def again(app: FastAPI) -> Browser:
    """Somebody who is signed in, with a case."""
    browser = visit(app)
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    signed_in(app, browser)
    return browser


def test_no_route_reads_a_number_by_itself() -> None:
    """Every number comes as a text, which ``app.web.numbers`` reads."""
    for route in admitted():
        given = (*route.dependant.query_params, *route.dependant.path_params, *route.dependant.body_params)
        assert [one.alias for one in given if one.field_info.annotation in (int, int | None, float)] == [], route.path


def is_page(answer: httpx.Response) -> bool:
    """Whether a person sees the answer as a page of ours."""
    kind = answer.headers.get("Content-Type", "")
    return kind.startswith("text/html") and "attachment" not in answer.headers.get("Content-Disposition", "")


def lookers(people: Sequence[Browser], place: int, path: str) -> Sequence[Browser]:
    """Who opens a page: the first and one of the others in turn; everybody a page of a role, and with EVERY_CASE each
    page."""
    if EVERY_CASE or path in ROLES or path in HELPERS:
        return people
    return people[0], people[1 + place % (len(people) - 1)]


def test_every_page_has_a_way_out(app: FastAPI, full: Browser) -> None:
    """With and without a case, signed in or not, of every role, refused or not: the button and its script."""
    case = case_in(app, full)
    people = [full, visit(app), helper_in(app, case, "read"), helper_in(app, case, "work")]
    for role in ("person", "helper", "operator"):
        people.append(visit(app))
        signed_in(app, people[-1], role)
    seen = 0
    paths = dict.fromkeys([*addresses(full), *(ask.path for ask in asks() if ask.verb == "GET"), "/nothing", "/x/y"])
    looks = [(browser, path) for place, path in enumerate(paths) for browser in lookers(people, place, path)]
    for browser in people:
        answers = [(path, browser.get(path)) for one, path in looks if one is browser and path != "/exit"]
        answers += [(path, browser.client.request("DELETE", path)) for path in ("/", "/case", "/sign-out")]
        answers += [(path, browser.client.post(path, data={"csrf": "x"})) for path in ("/start", "/case/steps", "/no")]
        for path, answer in answers:
            if is_page(answer):
                assert answer.text.count('class="exit" href="/exit" data-exit="https://') == 1, path
                assert '<script src="/static/exit.js" defer></script>' in answer.text, path
                seen += 1
    assert seen > len(paths)


def test_to_look_changes_nothing(app: FastAPI, full: Browser) -> None:
    """Whoever opens every page, in another language too: no row and no file is another, but those that say who looked,
    when a browser was seen, how often something was asked for, and what was downloaded of the evidence."""
    case = case_in(app, full)
    people = [full, visit(app), helper_in(app, case, "read"), helper_in(app, case, "work")]
    for role in ("helper", "operator"):
        people.append(visit(app))
        signed_in(app, people[-1], role)
    paths = list(dict.fromkeys([*addresses(full), *(ask.path for ask in asks() if ask.verb == "GET")]))
    for path in paths:  # copies of pictures are made when they are first looked at
        full.get(path)
    before, opened = compared(app), 0
    for place, path in enumerate(paths):
        for browser in lookers(people, place, path):
            lang = "ja" if case_of(app, browser) != "ja" else "en"
            opened += browser.get(path, params={"lang": lang, "next": "case"}).status_code < 400
            browser.client.request("HEAD", path)
    assert opened > len(paths)
    assert compared(app) == before


def compared(app: FastAPI) -> dict[str, list[str] | str]:
    """All rows and files but what looking may write; of the log of the evidence, its number among the files too."""
    everything = kept(app, *NOTED)
    everything["cases"] = [re.sub(r"'custody': \d+", "", row) for row in everything["cases"]]
    return everything


def case_of(app: FastAPI, browser: Browser) -> str | None:
    """The language of the case that a browser has open."""
    known = held(app, browser)
    return known.case.lang if known and known.case else None


def test_what_is_refused_is_in_the_log(app: FastAPI, full: Browser, caplog: pytest.LogCaptureFixture) -> None:
    """Odd methods, and pages of roles that the asker does not have."""
    stranger = visit(app)
    requests: list[tuple[Any, str, str, str]] = [
        (stranger, method, "/case/steps", "status=405") for method in ("TRACE", "PUT", "DELETE", "PATCH")
    ]
    for path in ("/operator", "/operator/invitations", "/desk/figures", "/desk/notes"):
        requests += [(stranger, "GET", path, "kind=SignedOut status=401"), (full, "GET", path, "status=404")]
    requests.append((visit(app, address="203.0.113.9"), "GET", "/metrics", "status=404"))
    for browser, method, path, words in requests:
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            browser.client.request(method, path)
        [line] = [record.getMessage() for record in caplog.records if "refused " in record.getMessage()]
        assert words in line, (method, path)
        assert f"route={path}" in line, (method, path)
