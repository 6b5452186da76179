"""Accounts through the front door: making one, signing in, proving it again, keeping a case, closing it."""

import logging
import re
import time
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from fastapi import FastAPI
from sqlmodel import select

from app.cases.accounts.account import account_of_name
from app.cases.accounts.change import recovery_code
from app.storage import database
from app.storage.tables import AccountRow, AttemptRow, CaseRow, SessionRow, now
from tests.browser import Browser, code_of, visit
from tests.service import the_case
from tests.web.sweep import asks

PASSWORD = "gyokuro teapot 4 herons"
OTHER = "another fjord, 17 lamps"
SHORT = "gl3w-Zqv"


def sign_up(browser: Browser, name: str = "Hanako", **given: str) -> str:
    """Makes an account with a password of 15 characters or more. Where it leads."""
    form = {"name": name, "password": PASSWORD, "again": PASSWORD, **given}
    answer = browser.post("/sign-up", form, on="/sign-up")
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def app_code(page: str, steps: int = 0) -> str:
    """What the app shows for the key on a page."""
    import base64

    found = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page)
    assert found
    secret = base64.b32decode(found[1].replace(" ", ""))
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time()) + 30 * steps).decode()


def plain(text: str) -> str:
    """A page without what differs each time."""
    return re.sub(r'value="[^"]*"', "", text)


def waited(app: FastAPI) -> None:
    with database.writing(app.state.service.engine) as session:
        for one in session.exec(select(AttemptRow)):
            one.until = now() - timedelta(seconds=1)


def long_ago(app: FastAPI) -> None:
    """Everybody proved who they are eleven minutes ago."""
    with database.writing(app.state.service.engine) as session:
        for one in session.exec(select(SessionRow)):
            one.confirmed_at = now() - timedelta(minutes=11)


def test_an_account_keeps_cases(app: FastAPI, browser: Browser) -> None:
    """A guest's case moves into the account: its code and its other browsers end, and the account opens it elsewhere.
    What is begun while signed in is kept there at once."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    other = visit(app)
    assert other.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert 'href="/sign-up?next=keep"' in browser.get("/case/keep").text
    assert 'name="to" value="/sign-up?next=keep"' in browser.get("/sign-up?next=keep").text
    assert sign_up(browser, next="keep") == "/case/keep"
    assert browser.post("/case/keep", on="/case/keep").status_code == 303
    assert (browser.get("/case").status_code, other.get("/case").status_code) == (200, 404)
    assert other.post("/resume", {"code": code}, on="/resume").status_code == 403
    assert 'action="/case/code"' not in browser.get("/case").text
    out = browser.post("/sign-out", on="/account")
    assert (out.status_code, out.headers["Clear-Site-Data"]) == (303, '"cache", "storage"')
    assert browser.get("/case").status_code == 404
    form = {"name": "hanako", "password": PASSWORD}
    assert other.post("/sign-in", form, on="/sign-in").headers["Location"] == "/account?lang=en"
    found = re.search(r'name="id" value="(\w+)"', other.get("/account").text)
    assert found
    assert other.post("/account/cases", {"id": found[1]}, on="/account").headers["Location"] == "/case"
    assert other.get("/case").status_code == 200
    other.post("/case/leave", on="/case")
    other.post("/start", {"symptom": "symptom.free_parcel"})
    with database.reading(app.state.service.engine) as session:
        assert {one.account_id for one in session.exec(select(CaseRow))} == {session.exec(select(AccountRow)).one().id}


def test_cases_of_others_do_not_open(app: FastAPI, browser: Browser) -> None:
    """Neither an account's nor a guest's case opens by its id, nor can it be moved."""
    sign_up(browser)
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    case = the_case(app)
    other = visit(app)
    sign_up(other, "Taro")
    for one in (case.id, "", "x" * 3000):
        assert other.post("/account/cases", {"id": one}, on="/account").status_code == 404
    assert other.post("/case/keep", on="/account").status_code == 404
    assert the_case(app).account_id == case.account_id


def test_signing_in_says_nothing_of_accounts(app: FastAPI, browser: Browser) -> None:
    """Unknown name, wrong password, missing or wrong second factor, too early: one page, with one status."""
    sign_up(browser)
    form = {"name": "Jiro", "password": SHORT, "again": SHORT, "second": "1"}
    jiro = visit(app)
    jiro.post("/sign-up", form, on="/sign-up")
    page = jiro.get("/sign-up/second").text
    assert jiro.post("/sign-up/second", {"code": app_code(page)}, on="/sign-up/second").status_code == 200
    attempts = [
        ("nobody", PASSWORD, ""),
        ("hanako", OTHER, ""),
        ("jiro", SHORT, ""),
        ("jiro", SHORT, "123456"),
        ("jiro", SHORT, app_code(page, 1)),  # right, but too early
    ]
    seen = set()
    for name, password, code in attempts:
        if code != attempts[-1][2]:
            waited(app)
        else:
            with database.writing(app.state.service.engine) as session:
                for one in session.exec(select(AttemptRow)):
                    one.until = now() + timedelta(seconds=50)
        answer = visit(app).post("/sign-in", {"name": name, "password": password, "code": code}, on="/sign-in")
        seen.add((answer.status_code, plain(answer.text), "set-cookie" in answer.headers))
        assert password not in answer.text
    assert len(seen) == 1
    assert next(iter(seen))[0] == 403


def test_a_second_press_of_the_button_signs_in_too(app: FastAPI, browser: Browser) -> None:
    """Somebody who presses twice sends one form twice, and sees the answer to the second."""
    sign_up(browser)
    other = visit(app)
    form = {"csrf": other.token("/sign-in"), "name": "hanako", "password": PASSWORD}
    first = other.client.post("/sign-in", data=form)
    other.client.cookies.delete("mioboe")
    second = other.client.post("/sign-in", data=form)
    assert first.status_code == second.status_code == 303
    assert other.get("/account").status_code == 200


def test_the_second_factor_is_asked_for(app: FastAPI, browser: Browser) -> None:
    """An account with a short password has one from the beginning; recovery codes are shown once and work once."""
    form = {"name": "Hanako", "password": SHORT, "again": SHORT}
    refused = browser.post("/sign-up", form, on="/sign-up")
    assert (refused.status_code, SHORT in refused.text) == (422, False)
    assert browser.post("/sign-up", {**form, "second": "1"}, on="/sign-up").status_code == 303
    assert browser.get("/account").status_code == 303  # not yet made
    page = browser.get("/sign-up/second").text
    assert browser.post("/sign-up/second", {"code": "000000"}, on="/sign-up/second").status_code == 422
    shown = browser.post("/sign-up/second", {"code": app_code(page)}, on="/sign-up/second").text
    codes = re.findall(r"<li>([0-9A-Z-]{29})</li>", shown)
    assert len(codes) == 10
    assert codes[0] not in browser.get("/account/second-factor").text
    for code, status in ((codes[0], 303), (codes[0], 403), (codes[1], 303)):
        waited(app)
        answer = visit(app).post("/sign-in", {"name": "hanako", "password": SHORT, "code": code}, on="/sign-in")
        assert answer.status_code == status
    waited(app)
    off = browser.post("/account/second-factor/remove", {"password": SHORT}, on="/account/second-factor")
    assert off.status_code == 422  # too short to do without
    assert account_of_name(app.state.service, "hanako").has_second_factor  # type: ignore[union-attr]


def test_an_app_is_set_up_and_turned_off_later(app: FastAPI, browser: Browser) -> None:
    """With a password of 15 characters both are possible, and both close the account in all other browsers."""
    sign_up(browser)
    elsewhere = visit(app)
    assert elsewhere.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in").status_code == 303
    assert browser.post("/account/second-factor", on="/account/second-factor").status_code == 303
    page = browser.get("/account/second-factor/new").text
    done = browser.post("/account/second-factor/new", {"code": app_code(page)}, on="/account/second-factor/new")
    codes = re.findall(r"<li>([0-9A-Z-]{29})</li>", done.text)
    assert len(codes) == 10
    assert elsewhere.get("/account").headers["Location"].startswith("/sign-in")
    signing = {"name": "hanako", "password": PASSWORD, "code": codes[0]}
    assert elsewhere.post("/sign-in", signing, on="/sign-in").status_code == 303
    assert visit(app).post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in").status_code == 403
    waited(app)
    off = browser.post("/account/second-factor/remove", {"password": PASSWORD}, on="/account/second-factor")
    assert off.status_code == 303
    assert browser.get("/account").status_code == 200
    assert elsewhere.get("/account").headers["Location"].startswith("/sign-in")
    waited(app)
    assert visit(app).post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in").status_code == 303


@pytest.mark.parametrize("path", ["/account/password", "/account/second-factor", "/account/close"])
def test_settings_want_a_proof(app: FastAPI, browser: Browser, path: str) -> None:
    """Ten minutes after the sign-in the holder proves once more who they are, and goes on where they were."""
    assert browser.get(path).headers["Location"].startswith("/sign-in?next=")
    sign_up(browser)
    token = browser.token("/account")
    assert browser.get(path).status_code == 200
    long_ago(app)
    asked = browser.get(path).headers["Location"]
    assert asked.startswith("/account/confirm?next=")
    refused = browser.client.post(path, data={"csrf": token, "old": PASSWORD, "password": OTHER, "again": OTHER})
    assert refused.headers["Location"].startswith("/account/confirm")
    following = {"next": asked.partition("next=")[2].partition("&")[0]}
    wrong = browser.post("/account/confirm", {"password": OTHER, **following}, on=asked)
    assert wrong.status_code == 403
    waited(app)
    before = browser.client.cookies["mioboe"]
    right = browser.post("/account/confirm", {"password": PASSWORD, **following}, on=asked)
    assert right.headers["Location"].partition("?")[0] == path
    assert browser.client.cookies["mioboe"] != before
    assert browser.get(path).status_code == 200


@pytest.mark.parametrize("name", ["//evil.example", "https://evil.example", "/account/close", "..", ""])
def test_nobody_is_sent_elsewhere(browser: Browser, name: str) -> None:
    """What follows a sign-in is one of our own pages by its name."""
    assert sign_up(browser, next=name).startswith("/account?lang=")


def test_the_password_changes(app: FastAPI, browser: Browser) -> None:
    """With the old one; other browsers are signed out, and this one has a new cookie."""
    sign_up(browser)
    other = visit(app)
    other.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in")
    form = {"old": PASSWORD, "password": OTHER, "again": OTHER}
    for wrong, status in ((form | {"old": OTHER}, 403), (form | {"again": PASSWORD}, 422), (form | {"old": ""}, 403)):
        assert browser.post("/account/password", wrong, on="/account/password").status_code == status
        waited(app)
    before = browser.client.cookies["mioboe"]
    assert browser.post("/account/password", form, on="/account/password").status_code == 303
    assert browser.client.cookies["mioboe"] != before
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (200, 303)
    waited(app)
    assert other.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in").status_code == 403


def test_a_taken_name_is_said_last(app: FastAPI, browser: Browser) -> None:
    """Only where everything else is right, in the same words as for a name that nobody may have, and not often."""
    sign_up(browser)
    form = {"password": PASSWORD, "again": PASSWORD}
    weak = visit(app).post("/sign-up", {"name": "hanako", "password": "short", "again": "short"}, on="/sign-up")
    free = visit(app).post("/sign-up", {"name": "nobody", "password": "short", "again": "short"}, on="/sign-up")
    assert plain(weak.text) == plain(free.text)
    seen = set()
    for name, second in (("hanako", ""), ("ＨＡＮＡＫＯ", ""), ("admin", "")):
        answer = visit(app).post("/sign-up", {"name": name, "second": second, **form}, on="/sign-up")
        seen.add((answer.status_code, plain(answer.text)))
    assert [status for status, _ in seen] == [409]


def test_the_operators_code_sets_a_password(app: FastAPI, browser: Browser) -> None:
    """Once; a password that will not do leaves the code usable."""
    sign_up(browser)
    account = account_of_name(app.state.service, "hanako")
    assert account
    code = recovery_code(account)
    other = visit(app)
    form = {"code": code, "password": OTHER, "again": OTHER}
    for wrong, status in ((form | {"code": code[:-1]}, 403), (form | {"password": "x", "again": "x"}, 422)):
        assert other.post("/sign-in/recover", wrong, on="/sign-in/recover").status_code == status
    assert "If you did not ask for it" in browser.get("/account").text
    answer = other.post("/sign-in/recover", form, on="/sign-in/recover")
    assert (answer.status_code, "Two-step verification is as it was" in answer.text) == (200, True)
    assert "Your passkeys have ended" not in answer.text  # there was none
    assert "Signed in as" in answer.text
    assert (browser.get("/account").status_code, other.get("/account").status_code) == (303, 200)
    assert visit(app).post("/sign-in/recover", form, on="/sign-in/recover").status_code == 403


def test_closing_the_account_erases_its_cases(app: FastAPI, browser: Browser) -> None:
    """It is closed in all browsers, with its cases."""
    sign_up(browser)
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    other = visit(app)
    other.post("/sign-in", {"name": "hanako", "password": PASSWORD}, on="/sign-in")
    assert "1 case in it" in browser.get("/account/close").text
    last = browser.post("/account/close", on="/account/close")
    assert last.status_code == 200
    assert "mioboe=;" in last.headers["set-cookie"]
    assert "Signed in as" not in last.text
    assert (browser.get("/case").status_code, other.get("/account").status_code) == (404, 303)
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow)).one().key is None
        assert session.exec(select(AccountRow)).all() == []


def test_passwords_can_be_pasted_and_kept(browser: Browser) -> None:
    """Fields are masked, told to password managers, and cut nothing."""
    page = browser.get("/sign-in").text + browser.get("/sign-up").text
    fields = re.findall(r"<input type=\"password\"[^>]*>", page)
    assert [re.findall(r'autocomplete="([^"]*)"', one) for one in fields] == [
        ["current-password"],
        ["new-password"],
        ["new-password"],
    ]
    assert not any("maxlength" in one or "onpaste" in one for one in fields)
    script = browser.get("/static/password.js").text
    assert "paste" not in script


def test_no_form_asks_a_secret_question(app: FastAPI) -> None:
    """Who somebody is shows by a name, a password, a code or a device, and by nothing that others may know of them."""
    fields = {"name", "password", "again", "old", "code", "answer", "next", "second", "called", "passkey", "browser"}
    fields |= {"id", "others"}  # of a case to open, and whether other browsers are closed
    ours = [ask for ask in asks() if ask.route.startswith(("/sign-", "/account"))]
    found = {name: ask.route for ask in ours for name in ask.all_fields}
    assert found.keys() - fields == set(), found


def test_sign_ins_are_in_the_log(app: FastAPI, browser: Browser, caplog: pytest.LogCaptureFixture) -> None:
    """Those that succeed and those that fail, without the name."""
    sign_up(browser)
    with caplog.at_level(logging.INFO):
        for password in (OTHER, PASSWORD):
            visit(app).post("/sign-in", {"name": "hanako", "password": password}, on="/sign-in")
            waited(app)
    lines = [one.getMessage() for one in caplog.records]
    assert [line.partition(" status=")[0] for line in lines if line.startswith("refused ")] == [
        "refused kind=WrongSignIn"
    ]
    assert sum(line.startswith("signed in account=") for line in lines) == 1
    assert "hanako" not in " ".join(lines).lower()
