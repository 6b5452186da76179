"""Evidence through the front door: numbers for good, a log that only grows, and no original as a picture."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256

from fastapi import FastAPI
from sqlmodel import select

from app.cases import pictures
from app.cases.files import erase, evidence
from app.cases.record import custody
from app.i18n.translate import translate, value
from app.report.summary.words import say
from app.storage.blob import original
from app.storage.tables import UploadRow
from tests.browser import ORDERS, Browser, multipart, visit
from tests.cases.access.test_helpers import helped
from tests.cases.files.test_pictures import photo
from tests.service import put_blob, rows_by_hand, the_case
from tests.web.pages.markup import Markup

MAIL = b"Return-Path: <a@example.jp>\r\nFrom: a@example.jp\r\nSubject: CANARY-subject\r\n\r\nHello"
PHOTO, SVG = photo(), b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
ALL = "/case/evidence"


def put(browser: Browser, *files: tuple[str, bytes], **about: str) -> int:
    """Adds evidence with the form of its page; the status."""
    form = multipart(browser.token(ALL), files, evidence="1", step="", subject="", **about)
    return browser.client.post("/upload", **form).status_code


def log(app: FastAPI) -> list[custody.LogLine]:
    return list(custody.lines(the_case(app)))


def test_what_is_said_of_a_file(app: FastAPI, reader: Browser, lang: str) -> None:
    """How and when a file came is shown on its page and in the summary, and stays in the log when it is changed."""
    about = {"how": "photo", "service": "CANARY-service", "note": "CANARY-note", "acquired_on": "2026-05-03"}
    assert put(reader, ("<b>写真.jpg", PHOTO), ("mail.eml", MAIL), **about, acquired_time="09:30") == 303
    page = reader.get(f"{ALL}/exhibit/1").text
    for shown in (say("exhibit", lang, number=1), "CANARY-service", "CANARY-note", translate("Photo", lang)):
        assert shown in page
    assert "<b>写真" not in page
    kept = json.loads(reader.get("/case/summary.json").content)["kept"]
    at = "2026-05-03T09:30" + ("+09:00" if lang == "ja" else "+00:00")
    assert [(one["number"], one["kind"], one["how"], one["acquired_at"]) for one in kept] == [
        (1, "picture", "photo", at), (2, "mail", "photo", at),
    ]  # fmt: skip
    changed = {"how": "screenshot", "note": "CANARY-other", "acquired_on": "2026-05-04"}
    assert reader.post(f"{ALL}/exhibit/1", changed, on=f"{ALL}/exhibit/1").status_code == 303
    assert [line["details"].get("note") for line in log(app)] == ["CANARY-note", "CANARY-note", "CANARY-other"]
    assert json.loads(reader.get("/case/summary.json").content)["kept"][0]["acquired_at"] == "2026-05-04"


def test_a_day_that_is_none(app: FastAPI, reader: Browser) -> None:
    """It is named beside its field; nothing is kept of the form, and a known exhibit stays as it is."""
    days = ({"acquired_on": "3 May"}, {"acquired_time": "10:00"}, {"acquired_on": "2026-02-30"})
    for wrong in days:
        assert put(reader, ("a.eml", MAIL), **wrong) == 422, wrong
        assert log(app) == [], wrong
    put(reader, ("a.eml", MAIL))
    for wrong in days:
        answer = reader.post(f"{ALL}/exhibit/1", {"note": "typed", **wrong}, on=f"{ALL}/exhibit/1")
        shown = ('id="acquired_on-error"' in answer.text, "typed" in answer.text)
        assert (answer.status_code, *shown) == (422, True, True), wrong
        assert len(log(app)) == 1, wrong


def test_numbers_and_log_stay(app: FastAPI, reader: Browser) -> None:
    """A removed exhibit leaves its number unused and its lines in the log; whatever is done through any address, what
    the log held before it still holds, and in the same words."""
    put(reader, ("1.eml", MAIL), ("2.jpg", PHOTO), ("3.svg", SVG))
    before, number = log(app), 3
    doings: list[Callable[[], object]] = [
        lambda: reader.get(f"{ALL}/file/2"),
        lambda: reader.post(f"{ALL}/exhibit/2", {"note": "x"}, on=f"{ALL}/exhibit/2"),
        lambda: reader.post("/case/remove/exhibit/3", on="/case/remove/exhibit/3"),
        lambda: put(reader, ("4.svg", SVG)),
        lambda: reader.upload(("a.csv", ORDERS.encode())),
        lambda: reader.post("/case/letters", {"name": "x"}, on="/case/letters"),
        lambda: reader.post("/case/bundle", on="/case/bundle"),
        lambda: reader.post("/case/remove/exhibit/4", on="/case/remove/exhibit/4"),
        lambda: put(reader, ("5.svg", SVG)),
    ]
    for do in doings:
        do()
        after = log(app)
        assert after[: len(before)] == before
        before = after
        number = max(number, *(line["number"] for line in after if line["kind"] == "evidence"))
    reader.wait()
    assert number == 5
    gone = [line for line in before if line["number"] == 3 and line["kind"] == "evidence"]
    hashed = sha256(SVG).hexdigest()
    assert [(one["action"], one["before"], one["after"]) for one in gone] == [
        ("received", None, hashed), ("removed", hashed, None),
    ]  # fmt: skip
    assert reader.get(f"{ALL}/exhibit/3").status_code == 404
    assert "3.svg" in reader.get(ALL).text
    data = reader.post("/case/bundle", on="/case/bundle").content
    with zipfile.ZipFile(io.BytesIO(data)) as bag:
        written = json.loads(bag.read(next(name for name in bag.namelist() if name.endswith("data/custody.json"))))
        assert written["log"] == [custody.encoded(line) for line in before]
        assert {name.rpartition("/")[2] for name in bag.namelist() if "/evidence/" in name} == {
            "001-1.eml", "002-2.jpg", "005-5.svg",
        }  # fmt: skip


def test_an_original_whose_time_is_over(app: FastAPI, reader: Browser) -> None:
    """The service says in the log that it deleted it, and its number is not used again."""
    reader.upload(("a.csv", ORDERS.encode()))
    reader.wait()
    with rows_by_hand(app.state.service.engine) as session:
        session.exec(select(UploadRow)).one().created_at -= timedelta(days=app.state.service.settings.keep_uploads + 1)
    erase.expire(app.state.service)
    assert [(one["action"], one["who"]) for one in log(app)] == [("received", "account_holder"), ("expired", "service")]


def test_pictures_are_shown_as_copies(app: FastAPI, reader: Browser, lang: str) -> None:
    """What the page shows is a JPEG of ours, under rules that let nothing run; the original comes as it was, as a
    download; a stranger gets neither, and no removed picture leaves its copy."""
    put(reader, ("a.jpg", PHOTO))
    page = reader.get(f"{ALL}/exhibit/1").text
    assert f'src="{ALL}/picture/1"' in page
    assert f'src="{ALL}/picture/1"' in reader.get(ALL).text
    assert translate(pictures.NOTE_SENTENCES["location"], lang) in page
    copy = reader.get(f"{ALL}/picture/1")
    assert (copy.headers["Content-Type"], copy.headers["X-Content-Type-Options"]) == ("image/jpeg", "nosniff")
    assert copy.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"CANARY-hidden" not in copy.content
    original = reader.get(f"{ALL}/file/1")
    assert original.content == PHOTO
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment;")
    stranger = visit(app)
    stranger.post("/start", {"symptom": "symptom.free_parcel"})
    assert {stranger.get(f"{ALL}/{kind}/1").status_code for kind in ("picture", "file", "exhibit")} == {404}
    reader.post("/case/remove/exhibit/1", on="/case/remove/exhibit/1")
    assert reader.get(f"{ALL}/picture/1").status_code == 404


def test_what_is_no_picture_is_said(reader: Browser) -> None:
    """Mails are listed and not shown; a picture that is refused has a sentence and no picture."""
    put(reader, ("a.jpg", PHOTO[:40]), ("b.png", SVG), ("c.eml", MAIL), ("d.jpg", b"GIF89a" + bytes(30)))
    for number, reason in ((1, "no-picture"), (2, "svg"), (3, ""), (4, "no-picture")):
        page = reader.get(f"{ALL}/exhibit/{number}")
        assert page.status_code == 200
        assert not [one for one in Markup(page.text).sources if "/picture/" in one]
        said = [name for name, one in pictures.REFUSED_SENTENCES.items() if translate(one, "ja") in page.text]
        assert said == ([reason] if reason else [])
        assert reader.get(f"{ALL}/picture/{number}").status_code == 404


def test_numbers_that_are_none(reader: Browser) -> None:
    for number in ("0", "7", "-1", "1e3", "9" * 30, "１", "x", "..%2f1"):
        for kind in ("exhibit", "picture", "file"):
            assert reader.get(f"{ALL}/{kind}/{number}").status_code == 404, (kind, number)


def test_the_same_file_again(app: FastAPI, reader: Browser) -> None:
    """It is kept once, and the page says so; a form without a file says that one is missing."""
    put(reader, ("a.eml", MAIL))
    assert put(reader, ("again.eml", MAIL)) == 200
    assert len(log(app)) == 1
    assert put(reader) == 422


def test_a_helper_is_named_in_the_log(app: FastAPI) -> None:
    """What a helper adds or downloads stands there under the helper's name."""
    person, _, helper, account = helped(app, "work")
    put(helper, ("a.eml", MAIL))
    person.get(f"{ALL}/file/1")
    assert [(one["action"], one["who"], one["helper"]) for one in log(app)] == [
        ("received", "helper", account.name), ("downloaded", "account_holder", ""),
    ]  # fmt: skip
    assert account.name in person.get(ALL).text


def test_all_files_are_checked_again(app: FastAPI, reader: Browser, lang: str) -> None:
    """The hashes are computed anew: the log says of each file what came of it, and the page names what is different or
    does not open."""
    put(reader, ("photo.jpg", PHOTO), ("mail.eml", MAIL))
    case = the_case(app)
    first, second = evidence.all_files(case)

    def outcome() -> list[tuple[int, str, str | None]]:
        assert reader.post(f"{ALL}/check", on=ALL).status_code == 303
        return [(line["number"], line["action"], line["after"]) for line in log(app)[-2:]]

    assert outcome() == [(1, "checked", first.sha256), (2, "checked", second.sha256)]
    assert 'class="note alert"' not in reader.get(ALL).text
    put_blob(case, original(first.id), b"other")
    case.service.vault.delete(case.id, f"{second.id}.data")
    assert outcome() == [(1, "differs", sha256(b"other").hexdigest()), (2, "differs", None)]
    named = value([say("exhibit", lang, number=number) for number in (1, 2)], lang)
    assert named in Markup(reader.get(ALL).text).texts["p"]
