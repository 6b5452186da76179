"""The resume code opens a case elsewhere; guessing one is slow, and an unknown code looks like a wrong one."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.access import resume
from app.cases.hashing import HASH, _decoy
from app.cases.limits import Source
from app.settings import Settings
from app.storage import database
from app.storage.tables import AttemptRow, AuditRow, CaseRow, now
from tests.browser import Browser, code_of, visit
from tests.service import hits

pytestmark = pytest.mark.costly_hashes


def test_code_opens_the_case_elsewhere(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """The code is shown once, kept as an Argon2id hash, and opens the case elsewhere with a cookie of its own."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){8}[0-9A-HJKMNP-TV-Z]{4}", code)
    assert code not in browser.get("/case").text
    plain = code.replace("-", "")
    assert hits(settings, code.encode(), plain.encode(), plain[8:].encode()) == []
    with database.reading(app.state.service.engine) as session:
        assert (session.exec(select(CaseRow)).one().resume_hash or "").startswith("$argon2id$v=19$m=47104,t=1,p=1$")
    other = visit(app)
    assert other.post("/resume", {"code": code}, on="/resume").status_code == 303
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(AuditRow.event)).all()[-1] == "resumed"
    assert other.get("/case").status_code == browser.get("/case").status_code == 200
    assert other.client.cookies["mioboe"] != browser.client.cookies["mioboe"]


def test_code_is_understood_as_people_write_it(app: FastAPI, browser: Browser) -> None:
    """Small and full-width letters, other hyphens and spaces, and O, I, L for digits do not matter."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    written = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isalnum() else "ー" for one in code)
    for form in (written, wide, f"  {code}\n"):
        assert visit(app).post("/resume", {"code": form}, on="/resume").status_code == 303


def test_new_code_ends_the_old_one(app: FastAPI, browser: Browser) -> None:
    """A new code replaces the old one."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    old = code_of(browser.post("/case/code", on="/case"))
    new = code_of(browser.post("/case/code", on="/upload"))
    assert visit(app).post("/resume", {"code": old}, on="/resume").status_code == 403
    assert visit(app).post("/resume", {"code": new}, on="/resume").status_code == 303


def test_a_new_code_closes_the_case_elsewhere(app: FastAPI, browser: Browser) -> None:
    """Somebody who had the old code is out at once, and cannot make a code of their own any more."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    other = visit(app)
    other.post("/resume", {"code": code_of(browser.post("/case/code", on="/case"))}, on="/resume")
    token = other.token("/upload")
    code_of(browser.post("/case/code", on="/upload"))
    assert (browser.get("/case").status_code, other.get("/case").status_code) == (200, 404)
    assert other.client.post("/case/code", data={"csrf": token}).status_code == 410


def test_a_code_of_an_earlier_version_works(app: FastAPI, browser: Browser) -> None:
    """A shorter code opens the case until it is replaced."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    public, secret = "7K3M9QWE", "7K3M9QWE7K3M9QWE7K3M"
    with database.writing(app.state.service.engine) as session:
        row = session.exec(select(CaseRow)).one()
        row.resume_public, row.resume_hash = public, HASH.hash(secret)
    assert visit(app).post("/resume", {"code": public + secret}, on="/resume").status_code == 303


def test_unknown_and_wrong_are_one_answer(app: FastAPI, browser: Browser) -> None:
    """A code whose first part exists and one that is invented look the same and take about the same time."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    wrong = code[:-4] + ("AAAA" if code[-4:] != "AAAA" else "BBBB")
    unknown = ("2222-2222" if not code.startswith("2222-2222") else "3333-3333") + code[9:]
    _decoy()
    seen = []
    for given in (wrong, unknown, "", "short", "x" * 5000):
        started = time.perf_counter()
        answer = visit(app).post("/resume", {"code": given}, on="/resume")
        seen.append((answer.status_code, re.sub(r'value="[^"]*"', "", answer.text)))
        assert time.perf_counter() - started > 0.02, "no hash was made"
    assert len(set(seen)) == 1
    assert seen[0][0] == 403


@pytest.fixture
def a_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """No time passes between two tries: a wait of one second may be over on a busy machine."""
    with monkeypatch.context() as patch:
        moment = now()
        patch.setattr(resume, "now", lambda: moment)
        yield patch


def test_throttle_of_one_code(app: FastAPI, browser: Browser, a_moment: pytest.MonkeyPatch) -> None:
    """After each failure the wait of a browser doubles for this code, right or wrong, existing or not."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    for start in (code[:9], "ZZZZ-ZZZZ"):
        wrong = start + "-0000-0000-0000-0000-0000"
        assert browser.post("/resume", {"code": wrong}, on="/resume").status_code == 403
        answer = browser.post("/resume", {"code": start + code[9:]}, on="/resume")
        assert answer.status_code == 429
        assert "Wait" in answer.text
    a_moment.undo()
    waits = []
    with database.writing(app.state.service.engine) as session:
        for _ in range(14):
            resume._count(session, app.state.service, Source("n", "b"), "s" * 64)
            row = session.get_one(AttemptRow, "s" * 64)
            waits.append(round((row.until - now()).total_seconds()))
            row.until = now() - timedelta(seconds=1)
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900]


@pytest.mark.usefixtures("a_moment")
def test_a_stranger_does_not_keep_the_owner_out(app: FastAPI, browser: Browser) -> None:
    """Whoever tries somebody's code and has to wait for it, at another address or the same, waits alone."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    wrong = code[:9] + "-0000-0000-0000-0000-0000"
    near, far = visit(app), visit(app, address="203.0.113.9")
    for stranger in (near, far):
        tried = [stranger.post("/resume", {"code": wrong}, on="/resume").status_code for _ in range(2)]
        assert tried == [403, 429]
    assert visit(app).post("/resume", {"code": code}, on="/resume").status_code == 303


def test_throttle_of_one_browser(app: FastAPI) -> None:
    """Twenty different codes a minute from one browser, then a wait; who forwards a made-up address gains nothing."""
    browser = visit(app)
    token = browser.token("/resume")
    answers = [
        browser.client.post(
            "/resume", data={"csrf": token, "code": f"{number:08}0000"}, headers={"X-Forwarded-For": f"10.0.0.{number}"}
        ).status_code
        for number in range(22)
    ]
    assert answers == [403] * 20 + [429] * 2


def test_success_clears_the_counter(app: FastAPI, browser: Browser) -> None:
    """After the right code nobody has to wait for an earlier mistake in the same browser."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    other = visit(app)

    def counted(over: bool) -> set[str]:
        with database.writing(app.state.service.engine) as session:
            rows = session.exec(select(AttemptRow)).all()
            for row in rows:
                row.until -= timedelta(minutes=5 * over)
            return {row.subject for row in rows}

    before = counted(over=False)
    wrong = f"{code[:-1]}{'1' if code[-1] == '0' else '0'}"
    assert other.post("/resume", {"code": wrong}, on="/resume").status_code == 403
    mine = counted(over=True) - before
    assert other.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert len(mine - counted(over=False)) == 1


def test_leaving_closes_this_browser_only(app: FastAPI, browser: Browser) -> None:
    """Closing the case takes the cookie away and ends it on the server; the code opens the case again."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    code = code_of(browser.post("/case/code", on="/case"))
    cookie = browser.client.cookies["mioboe"]
    answer = browser.post("/case/leave", on="/upload")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert visit(app, Cookie=f"mioboe={cookie}").get("/case").status_code == 404
    assert browser.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert browser.get("/case").status_code == 200
