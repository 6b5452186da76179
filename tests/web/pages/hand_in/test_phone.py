"""A phone hands in to the case on the computer: one phone, ten minutes, confirmed, upload only, over https alone."""

import re
from datetime import timedelta
from html import unescape

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.access import phones
from app.cases.batch import Batch, End, Write
from app.cases.files.uploads import uploads
from app.cases.record import custody
from app.storage.phone_tables import PhoneRow
from tests.browser import Browser, multipart, visit
from tests.cases.files.test_pictures import photo
from tests.service import hits, rows_by_hand, the_case
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check
from tests.web.sweep import asks
from tests.web.test_uploads import blobs

SECURE = "https://mioboe.test"
PHOTO, OTHER = photo(), photo() + b"-"
IPHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"}


@pytest.fixture
def computer(app: FastAPI) -> Browser:
    """A computer on which a code is shown; its case is opened with it."""
    browser = visit(app, SECURE)
    assert browser.post("/upload/phone", on="/upload").headers["Location"] == "/case/phone"
    return browser


@pytest.fixture
def phone(app: FastAPI) -> Browser:
    return visit(app, SECURE, "198.51.100.7", **IPHONE)


def code(computer: Browser) -> str:
    found = re.search(r'class="resume-code"[^>]*>([0-9A-Z-]+)<', computer.get("/case/phone").text)
    assert found, "no code is shown"
    return found[1]


def claim(phone: Browser, typed: str) -> int:
    return phone.post("/phone", {"code": typed}, on="/upload").status_code


def announce(phone: Browser, wanted: object) -> int:
    return phone.post("/phone/ask", {"wanted": str(wanted)}, on="/upload").status_code


def say_yes(computer: Browser) -> None:
    page = computer.get("/case/phone").text
    fields = dict(re.findall(r'name="(phone|wanted)" value="([^"]*)"', page))
    assert computer.post("/case/phone", fields, on="/case/phone").status_code == 303


def send(phone: Browser, *files: bytes) -> int:
    form = multipart(phone.token("/upload"), tuple((f"IMG_{at}.jpg", data) for at, data in enumerate(files)))
    return phone.client.post("/phone/files", **form).status_code


def state(app: FastAPI) -> str:
    door = phones.of_case(the_case(app))
    assert door
    return door.state


def names(app: FastAPI) -> list[str]:
    return [upload.name for upload in uploads(the_case(app))]


def test_the_whole_way(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """The picture on the computer holds the address with the code behind its mark; the phone announces, the computer
    is asked, and after its yes the pictures are in the case, counted, and in its log as coming from a phone."""
    shown = computer.get("/case/phone")
    assert "<svg" in shown.text
    assert shown.headers["Refresh"].startswith("4;")
    assert claim(phone, code(computer).lower()) == 303
    assert "Waiting" not in phone.get("/phone").text
    assert send(phone, PHOTO) == 409, "before anything was announced"
    assert announce(phone, 2) == 303
    question = computer.get("/case/phone")
    number = re.search(r"shows the number (\d\d)\.", question.text)
    assert number
    assert f">{number[1]}<" in phone.get("/phone").text
    assert "A phone wants to hand in 2 files. Is it yours?" in unescape(question.text)
    assert "Safari, iPhone" in question.text
    assert "Refresh" not in question.headers, "nothing moves while somebody answers"
    assert send(phone, PHOTO) == 409, "before the yes"
    assert names(app) == []
    say_yes(computer)
    assert send(phone, PHOTO, OTHER) == 303
    assert names(app) == ["IMG_0.jpg", "IMG_1.jpg"]
    assert {line["who"] for line in custody.lines(the_case(app))} == {"phone"}
    assert "2 files came from the phone" in computer.get("/case/phone").text
    assert send(phone, PHOTO) == 409, "a yes counts once"


def test_every_state_is_a_page(app: FastAPI, computer: Browser, phone: Browser, lang: str) -> None:
    """Each page of the way keeps the promises of every page, in both languages."""

    def look(*browsers: Browser) -> None:
        for browser, path in zip(browsers, ("/case/phone", "/phone"), strict=False):
            check(Markup(browser.get(f"{path}?lang={lang}").text), lang)

    look(computer, phone)
    claim(phone, "wrong")
    claim(phone, code(computer))
    look(computer, phone)
    announce(phone, 1)
    look(computer, phone)
    say_yes(computer)
    look(computer, phone)
    send(phone, PHOTO)
    look(computer, phone)
    computer.post("/case/phone/end", on="/case/phone")
    look(computer, phone)


def test_one_phone(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """The second device is refused, also with the right code, and the first one goes on."""
    typed, second = code(computer), visit(app, SECURE, "203.0.113.9")
    assert claim(phone, typed) == 303
    assert (claim(second, typed), announce(second, 1)) == (403, 403)
    assert claim(phone, typed) == 303, "the same phone may scan it again"
    assert announce(phone, 1) == 303
    say_yes(computer)
    assert send(second, PHOTO) == 403
    assert (send(phone, PHOTO), names(app)) == (303, ["IMG_0.jpg"])


def test_no_more_than_was_confirmed(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """A third picture after a yes to two leaves none; the two may then be sent. A yes to one number is none to
    another that the phone announces meanwhile."""
    claim(phone, code(computer))
    assert [announce(phone, wrong) for wrong in (0, 101, "4 ", "x", "9" * 30)] == [422] * 5
    announce(phone, 2)
    say_yes(computer)
    assert (send(phone, PHOTO, OTHER, PHOTO + b"3"), names(app)) == (409, [])
    assert (send(phone, PHOTO, OTHER), len(names(app))) == (303, 2)
    announce(phone, 1)
    page = computer.get("/case/phone").text
    fields = dict(re.findall(r'name="(phone|wanted)" value="([^"]*)"', page))
    announce(phone, 50)
    computer.post("/case/phone", fields, on="/case/phone")
    assert state(app) == "waiting"


def test_the_end(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """After ten minutes, after one press, and after a new code, the phone is refused at every step; a clock that was
    set back gives no more time."""
    former = code(computer)
    claim(phone, former)
    announce(phone, 1)
    say_yes(computer)
    for late in (timedelta(minutes=11), -timedelta(minutes=1)):
        with rows_by_hand(app.state.service.engine) as session:
            row = session.exec(select(PhoneRow)).one()
            row.until -= late
        assert (claim(phone, former), announce(phone, 1), send(phone, PHOTO)) == (403, 403, 403), late
        with rows_by_hand(app.state.service.engine) as session:
            session.exec(select(PhoneRow)).one().until += late
    assert computer.post("/case/phone/end", on="/case/phone").status_code == 303
    assert (claim(phone, former), announce(phone, 1), send(phone, PHOTO)) == (403, 403, 403)
    computer.post("/upload/phone", on="/upload")
    assert code(computer) != former
    assert (claim(phone, former), send(phone, PHOTO), names(app)) == (403, 403, [])


@pytest.mark.parametrize("late", [timedelta(minutes=11), -timedelta(minutes=11)])
def test_the_time_ends_while_pictures_come(
    app: FastAPI, computer: Browser, phone: Browser, monkeypatch: pytest.MonkeyPatch, late: timedelta
) -> None:
    """The ten minutes end, or the clock is set back, between the first and the second picture of one request: none of
    the two is kept."""
    claim(phone, code(computer))
    announce(phone, 2)
    say_yes(computer)
    add = Batch.add

    def second_is_late(batch: Batch, name: str | None) -> tuple[Write, End]:
        if batch.files:
            with rows_by_hand(app.state.service.engine) as session:
                session.exec(select(PhoneRow)).one().until -= late
        return add(batch, name)

    monkeypatch.setattr(Batch, "add", second_is_late)
    assert (send(phone, PHOTO, OTHER), names(app)) == (403, [])
    assert blobs(app.state.settings) == []
    assert (send(phone, PHOTO, OTHER), names(app)) == (403, [])


def test_a_phone_reads_nothing(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """Every page of a case is as closed to a confirmed phone as to a stranger; without a token it sends nothing."""
    computer.upload(("CANARY-name.csv", b"a,b\n1,2\n"))
    computer.wait()
    claim(phone, code(computer))
    announce(phone, 1)
    say_yes(computer)
    stranger = visit(app, SECURE, "203.0.113.9")
    of_case = {ask.path for ask in asks() if ask.verb == "GET" and ask.route.startswith(("/case", "/account"))}
    assert {"/case", "/account"} <= of_case
    for path in sorted(of_case):
        assert phone.get(path).status_code == stranger.get(path).status_code >= 300, path
    assert "CANARY" not in phone.get("/phone").text
    assert phone.client.post("/phone/files", **multipart("", (("a.jpg", PHOTO),))).status_code == 403
    assert phone.client.post("/phone/ask", data={"wanted": "1"}).status_code == 403
    foreign = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}
    assert phone.post("/phone", {"code": "x"}, on="/phone", headers=foreign).status_code == 403


def test_never_over_http(app: FastAPI, computer: Browser) -> None:
    """Over plain http nothing of it works, on the computer or on the phone, and the page does not offer it; at an
    address by which a computer reaches itself it is not offered either."""
    typed, plain = code(computer), visit(app)
    offer = 'action="/upload/phone"'
    assert offer in visit(app, SECURE).get("/upload").text
    assert offer not in visit(app, "https://localhost:8443").get("/upload").text
    assert offer not in plain.get("/upload").text
    assert plain.get("/phone").status_code == 403
    assert plain.post("/phone", {"code": typed}, on="/upload").status_code == 403
    assert plain.post("/upload/phone", on="/upload").status_code == 403
    assert plain.client.post("/phone/files", **multipart(plain.token("/"), (("a.jpg", PHOTO),))).status_code == 403
    assert state(app) == "open"


def test_codes_are_not_guessed(app: FastAPI, computer: Browser, phone: Browser) -> None:
    """A wrong code is unknown, whatever of it is right; a browser that tries many has to wait."""
    typed = code(computer)
    wrong = typed[:-1] + ("0" if typed[-1] != "0" else "1")
    assert [claim(phone, one) for one in (wrong, typed[:9], "", "é" * 300)] == [422] * 4
    assert [claim(phone, wrong) for _ in range(16)] == [422] * 16
    assert claim(phone, typed) == 429


def test_the_code_is_kept_nowhere(
    app: FastAPI, computer: Browser, phone: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the database nor the log has the code or the phone's cookie, and it stands in no address that is sent."""
    caplog.set_level("DEBUG")
    typed = code(computer)
    answer = phone.post("/phone", {"code": typed}, on="/phone")
    cookie = next(value for name, value in phone.client.cookies.items() if "visit" in name)
    secret = typed.replace("-", "")[phones.PUBLIC :]
    assert hits(app.state.service.settings, secret.encode(), typed.encode(), cookie.encode()) == []
    assert not any(text in caplog.text for text in (secret, typed, cookie))
    assert typed not in answer.headers["Location"]
    assert typed not in phone.get("/phone").text


def test_who_may_show_a_code(app: FastAPI, computer: Browser) -> None:
    """No code is shown for the sample, and another case's question cannot be answered."""
    other = visit(app, SECURE, "203.0.113.9")
    other.post("/upload/phone", on="/upload")
    fields = dict(re.findall(r'name="(phone|wanted)" value="([^"]*)"', computer.get("/case/phone").text))
    other.post("/case/phone", {"phone": fields.get("phone", "x"), "wanted": "1"}, on="/case/phone")
    other.post("/sample", on="/")
    assert other.post("/upload/phone", on="/case").status_code == 409
