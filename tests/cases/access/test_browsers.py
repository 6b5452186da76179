"""Browsers end by themselves, by their owner's hand, and for whoever copied a cookie."""

import secrets
from datetime import timedelta

import pytest
from fastapi import FastAPI, Request
from sqlmodel import select

from app.cases.access import browsers
from app.cases.access.browser_state import ACCOUNT_LIFE, CONFIRMED, GUEST_IDLE, PERSON_IDLE, STAFF_IDLE, Browser
from app.cases.access.browsers import Visitor
from app.settings import Settings
from app.storage import database
from app.storage.tables import AccountRow, CaseRow, SessionRow
from app.web import session as web
from app.web.clients import client_name
from tests.browser import Browser as Client
from tests.browser import code_of, visit

HERE = Visitor("x" * 32, "", "Firefox, Linux")
MINUTE = timedelta(minutes=1)


def opened(app: FastAPI) -> Client:
    """A browser with a guest's case."""
    made = visit(app)
    assert made.post("/start", {"symptom": "symptom.free_parcel"}).status_code == 303
    return made


def cookie(browser: Client) -> str:
    """The token that a browser has."""
    return browser.client.cookies.get("mioboe") or ""


def account(app: FastAPI, role: str = "person") -> str:
    """The id of a new account."""
    name = secrets.token_hex(16)
    with database.writing(app.state.service.engine) as session:
        row = AccountRow(id=name, name=name, name_key=name, role=role)
        session.add(row)
    return row.id


def signed_in(app: FastAPI, browser: Client, role: str = "person") -> str:
    """Signs a new account in, as the sign-in page does, and returns its id."""
    made, here = account(app, role), Visitor(cookie(browser), "", "")
    browser.client.cookies.set("mioboe", browsers.sign_in(app.state.service, here, made), domain="testserver.local")
    return made


def held(app: FastAPI, browser: Client) -> Browser | None:
    """What the service knows of a browser."""
    return browsers.look_up(app.state.service, Visitor(cookie(browser), "", ""))


def age(app: FastAPI, **columns: timedelta) -> None:
    """Moves times of every browser back."""
    with database.writing(app.state.service.engine) as session:
        for row in session.exec(select(SessionRow)):
            for name, by in columns.items():
                if (at := getattr(row, name)) is not None:
                    setattr(row, name, at - by)


@pytest.mark.parametrize(("idle", "status"), [(GUEST_IDLE - MINUTE, 200), (GUEST_IDLE, 404)])
def test_a_guests_case_that_is_not_used_is_closed(app: FastAPI, idle: timedelta, status: int) -> None:
    """Fourteen days without use close a case in a browser; use on the last day begins them anew."""
    guest = opened(app)
    age(app, seen_at=idle)
    assert guest.get("/case").status_code == status
    age(app, seen_at=idle)
    assert guest.get("/case").status_code == status
    browsers.forget_ended(app.state.service)
    with database.reading(app.state.service.engine) as session:
        assert len(session.exec(select(SessionRow)).all()) == (status == 200)
        assert session.exec(select(CaseRow)).one().key is not None, "the case itself stays"


def test_a_browser_is_not_open_for_ever(app: FastAPI, settings: Settings) -> None:
    """After the days for which cases are kept the case is closed in a browser, used or not."""
    guest = opened(app)
    for days, status in ((settings.keep_cases - 1, 200), (1, 404)):
        age(app, created_at=timedelta(days=days))
        assert guest.get("/case").status_code == status


@pytest.mark.parametrize(("role", "idle"), [("person", PERSON_IDLE), ("helper", STAFF_IDLE), ("operator", STAFF_IDLE)])
def test_an_account_is_signed_out(app: FastAPI, role: str, idle: timedelta) -> None:
    """After the idle time of its role, and seven days after its holder last proved who they are."""
    for name, life in (("seen_at", idle), ("confirmed_at", ACCOUNT_LIFE)):
        person = visit(app)
        signed_in(app, person, role)
        age(app, **{name: life - MINUTE})
        known = held(app, person)
        assert known
        assert known.account
        age(app, **{name: life if name == "seen_at" else MINUTE})
        assert held(app, person) is None


def test_signing_out_of_an_account_keeps_a_guests_case(app: FastAPI) -> None:
    """A case that belongs to no account outlives the account's time in the browser; one of the account does not."""
    for own, status in ((False, 200), (True, 404)):
        person = opened(app)
        made = signed_in(app, person)
        known = held(app, person)
        assert known
        assert known.case
        if own:
            with database.writing(app.state.service.engine) as session:
                session.get_one(CaseRow, known.case.id).account_id = made
        age(app, seen_at=PERSON_IDLE)
        assert person.get("/case").status_code == status


def test_rows_of_closed_browsers_are_removed(app: FastAPI) -> None:
    """What has ended by time goes from the table, though nobody comes back with its cookie; the others stay."""
    for name, life in (("seen_at", GUEST_IDLE), ("confirmed_at", ACCOUNT_LIFE)):
        browser = visit(app)
        if name == "seen_at":
            browser = opened(app)
        else:
            signed_in(app, browser)
        age(app, **{name: life - MINUTE})
        browsers.forget_ended(app.state.service)
        with database.reading(app.state.service.engine) as session:
            assert len(session.exec(select(SessionRow)).all()) == 1
        age(app, **{name: MINUTE})
        browsers.forget_ended(app.state.service)
        with database.reading(app.state.service.engine) as session:
            assert session.exec(select(SessionRow)).all() == []


def test_use_is_written_down_once_a_minute(app: FastAPI) -> None:
    """Pages that are read do not write each time."""
    guest = opened(app)

    def seen() -> object:
        with database.reading(app.state.service.engine) as session:
            return session.exec(select(SessionRow.seen_at)).one()

    first = seen()
    guest.get("/case")
    assert seen() == first
    age(app, seen_at=MINUTE)
    guest.get("/case")
    assert seen() >= first  # type: ignore[operator]


def test_tokens_are_replaced(app: FastAPI) -> None:
    """At sign-in, re-authentication, a new code and a resumed case the former token opens nothing any more."""
    guest = opened(app)
    code = code_of(guest.post("/case/code", on="/case"))
    former = [guest.client.cookies["mioboe"]]
    signed_in(app, guest)
    former.append(guest.client.cookies["mioboe"])
    here = Visitor(former[-1], "", "")
    guest.client.cookies.set("mioboe", browsers.confirm(app.state.service, here), domain="testserver.local")
    former.append(guest.client.cookies["mioboe"])
    assert guest.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert guest.client.cookies["mioboe"] not in former
    for token in former:
        assert visit(app, Cookie=f"mioboe={token}").get("/case").status_code == 404
    known = held(app, guest)
    assert known
    assert known.case
    assert known.account


def test_another_case_ends_the_former(app: FastAPI) -> None:
    """Whoever resumes another case in a browser leaves no open token of the case that was open there."""
    one, two = opened(app), opened(app)
    code = code_of(two.post("/case/code", on="/case"))
    former = one.client.cookies["mioboe"]
    assert one.post("/resume", {"code": code}, on="/resume").status_code == 303
    assert visit(app, Cookie=f"mioboe={former}").get("/case").status_code == 404


def test_a_new_code_ends_a_copied_token(app: FastAPI) -> None:
    """Somebody who copied the cookie of this very browser is out too, also with a form that was loaded before."""
    guest = opened(app)
    thief = visit(app, Cookie=f"mioboe={guest.client.cookies['mioboe']}")
    form = thief.token("/case")
    code_of(guest.post("/case/code", on="/case"))
    assert guest.get("/case").status_code == 200
    assert thief.get("/case").status_code == 404
    assert thief.client.post("/case/code", data={"csrf": form}).status_code == 410


def test_a_button_pressed_twice_shows_one_code(app: FastAPI) -> None:
    """The same form again, with the token that the first one replaced, shows the same code and keeps the case open;
    a minute later it opens nothing."""
    guest = opened(app)
    token, form = guest.client.cookies["mioboe"], guest.token("/case")
    again = [visit(app, Cookie=f"mioboe={token}") for _ in range(3)]
    shown = [one.client.post("/case/code", data={"csrf": form}) for one in again]
    assert len({code_of(one) for one in shown}) == 1
    assert len({one.cookies["mioboe"] for one in shown}) == 1
    assert visit(app).post("/resume", {"code": code_of(shown[0])}, on="/resume").status_code == 303
    assert visit(app, Cookie=f"mioboe={shown[0].cookies['mioboe']}").get("/case").status_code == 200
    age(app, renewed_at=browsers.REPEATED)
    assert again[0].client.post("/case/code", data={"csrf": form}).status_code == 410


def test_a_form_sent_twice_opens_one_case(app: FastAPI) -> None:
    """Somebody who presses the first button twice has one case."""
    guest = visit(app)
    form = guest.token("/")
    for _ in range(2):
        answer = guest.client.post("/start", data={"csrf": form, "symptom": "symptom.free_parcel"})
        assert answer.status_code == 303
        guest.client.cookies.delete("mioboe")
    with database.reading(app.state.service.engine) as session:
        assert len(session.exec(select(CaseRow)).all()) == 1


def test_a_code_is_made_by_a_button_only(app: FastAPI) -> None:
    """Reading pages makes no code, however often and at once; the button does."""
    guest = opened(app)
    for path in ("/case", "/case", "/case/end", "/case/code"):
        assert "resume-code" not in guest.get(path).text
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow)).one().resume_hash is None
    assert len(code_of(guest.post("/case/code", on="/case")).replace("-", "")) * 5 - 40 >= 128


def test_places_are_names(app: FastAPI) -> None:
    """Where a sign-in leads on is a name of ours; an address in its place leads to the account."""
    assert web.place("case") == "/case"
    for name in ("", "https://evil.example", "//evil.example", "/case", "nothing"):
        assert web.place(name) == "/account"


def test_who_is_signed_in(app: FastAPI) -> None:
    """Pages for accounts send others to the sign-in, and what cannot be undone asks for a fresh proof; guests pass."""

    def asked(browser: Client, path: str) -> Request:
        cookies = "; ".join(f"{name}={value}" for name, value in browser.client.cookies.items())
        headers = [(b"host", b"testserver"), (b"cookie", cookies.encode())]
        scope = {"type": "http", "app": app, "path": path, "scheme": "http", "headers": headers, "query_string": b""}
        return Request({**scope, "method": "GET", "server": ("testserver", 80)})

    guest = opened(app)
    with pytest.raises(web.Elsewhere) as caught:
        web.require_account(asked(guest, "/account/browsers"))
    assert caught.value.path == "/sign-in?next=account-browsers"
    web.require_confirmed(asked(guest, "/case/delete"))
    made = signed_in(app, guest)
    assert web.require_account(asked(guest, "/account")).id == made
    web.require_confirmed(asked(guest, "/case/delete"))
    age(app, confirmed_at=CONFIRMED)
    with pytest.raises(web.Elsewhere) as caught:
        web.require_confirmed(asked(guest, "/case/delete"))
    assert caught.value.path == "/account/confirm?next=delete"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0", "Firefox, Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Version/18 Safari/605.1.15", "Safari, Mac"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140 Mobile Safari/604.1", "Chrome, iPhone"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"),
        ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.1", ""),
        ("<script>alert(1)</script>", ""),
        ("Safari/" * 999, "Safari"),
    ],
)
def test_browsers_have_names_of_ours(agent: str, name: str) -> None:
    """A browser is named in a word or two, and nothing that it sent itself is kept."""
    assert client_name(agent) == name
