"""Handing in: everything that arrives whole is kept encrypted; what does not arrive whole leaves nothing behind."""

import re
import socket
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.access.browsers import Visitor
from app.cases.batch import Batch
from app.cases.case import case_of_row
from app.cases.files.uploads import uploads
from app.cases.limits import Source
from app.errors import TooMany
from app.settings import Settings
from app.storage import database
from app.storage.tables import CaseRow, UploadRow
from tests.browser import ORDERS, Browser, multipart, visit
from tests.service import hits, listening, running, the_case, until

CANARY = b"CANARY-Street 1"


def rows(app: FastAPI) -> list[UploadRow]:
    with database.reading(app.state.service.engine) as session:
        return list(session.exec(select(UploadRow).order_by(UploadRow.number)))  # type: ignore[arg-type]


def blobs(settings: Settings) -> list[Path]:
    return [one for one in settings.blobs.rglob("*") if one.is_file()]


def names(app: FastAPI) -> list[str]:
    """The names of everything handed in, as the vault has them."""
    found = []
    with database.reading(app.state.service.engine) as session:
        for row in session.exec(select(CaseRow)):
            case = case_of_row(app.state.service, row)
            assert case
            found += [one.name for one in uploads(case)]
    return found


def test_files_and_text_in_one_go(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """Several files and a pasted text open a case, are kept in their order, and lie nowhere in clear."""
    answer = browser.upload(("a.csv", ORDERS.encode()), ("b.txt", CANARY), text=CANARY.decode() + " pasted")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/case/progress?go=on")
    assert "mioboe=" in answer.headers["Set-Cookie"]
    browser.wait()
    assert [(row.number, row.size) for row in rows(app)] == [(1, len(ORDERS)), (2, 15), (3, 22)]
    assert names(app) == ["a.csv", "b.txt", "pasted-3.txt"]
    assert hits(settings, CANARY, b"a.csv", b"pasted-3", b"250-0000001") == []


def test_same_file_twice(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """A file that the case has already is kept once, whatever its name now, and the page says so."""
    browser.upload(("a.csv", ORDERS.encode()))
    again = browser.upload(("renamed.csv", ORDERS.encode()), ("b.csv", b"x,y\r\n1,2\r\n"), ("c.csv", b"x,y\r\n1,2\r\n"))
    assert "renamed.csv" in again.text
    assert "c.csv" in again.text
    browser.wait()
    assert names(app) == ["a.csv", "b.csv"]
    assert len([one for one in blobs(settings) if one.name.endswith(".data")]) == 2
    other = visit(app)
    other.upload(("a.csv", ORDERS.encode()))
    other.wait()
    assert len({row.fingerprint for row in rows(app)}) == 3  # nobody can ask the database who has a certain file


def test_nothing_chosen(app: FastAPI, browser: Browser) -> None:
    """An empty form says what is missing, and opens no case."""
    answer = browser.upload()
    assert answer.status_code == 422
    assert "No file was chosen" in answer.text
    blank = browser.upload(text=" \r\n ")
    assert blank.status_code == 422
    assert "Set-Cookie" not in answer.headers
    assert rows(app) == []


def test_empty_file_is_kept_and_explained(app: FastAPI, browser: Browser) -> None:
    """A file of no bytes is something the person handed in: it is listed, not dropped."""
    assert browser.upload(("empty.csv", b"")).status_code == 303
    browser.wait()
    assert names(app) == ["empty.csv"]
    assert "empty.csv" in browser.get("/case/files").text


def test_names_are_only_shown(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """A name is kept for showing, without folders and hidden characters; no file of ours is ever called so."""
    kept = {
        "注文履歴.csv": "注文履歴.csv",
        "C:\\fakepath\\a.csv": "a.csv",
        "../../etc/passwd": "passwd",
        "a\u202evsc.exe": "avsc.exe",
        "..": "..",
        "/": "file",
        "x" * 300 + ".csv": "x" * 196 + ".csv",
        "<script>alert(1)</script>": "script>",
    }
    sent = [(name, str(number).encode()) for number, name in enumerate(kept)]
    assert browser.upload(*sent).status_code == 303
    browser.wait()
    assert sorted(names(app)) == sorted(kept.values())
    ours = {"report", "questions", "custody"}
    assert all(re.fullmatch(r"[0-9a-f]{32}", one.stem) or one.name in ours for one in blobs(settings))
    assert "<script>alert" not in browser.get("/case/files").text


@pytest.mark.parametrize("token", ["", "en.wrong.token"])
def test_token_before_the_first_byte(app: FastAPI, browser: Browser, settings: Settings, token: str) -> None:
    """Without a valid token nothing is accepted: no file, no case."""
    answer = browser.client.post("/upload", **multipart(token, (("a.csv", ORDERS.encode()),)))
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert blobs(settings) == []


def test_token_after_the_file(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """A token that comes behind the files is too late."""
    form = multipart(browser.token("/upload"), (("a.csv", ORDERS.encode()),))
    first, second, rest = form["content"].split(b"--limit\r\n", 3)[1:]
    form["content"] = b"--limit\r\n" + second + b"--limit\r\n" + first + b"--limit\r\n" + rest
    assert browser.client.post("/upload", **form).status_code == 403
    assert blobs(settings) == []


def test_limits(settings: Settings) -> None:
    """A file, a pasted text, a case that gets too large: each is refused with its limit in words, nothing stays."""
    limits = {"upload_limit": 50_000, "paste_limit": 1000, "case_limit": 60_000, "files_limit": 3}
    with running(settings, **limits) as app:
        browser = visit(app)
        large = browser.upload(("a.csv", b"x" * 50_001))
        pasted, blank = browser.upload(text="x" * 1001), browser.upload(text=" " * 1001)
        body = browser.upload(("a.csv", b"x" * 70_000))
        assert [one.status_code for one in (large, pasted, blank, body)] == [413, 413, 413, 413]
        assert "48.8 KiB" in large.text
        assert "1000 B" in pasted.text
        assert (blobs(settings), rows(app)) == ([], [])
        browser.upload(("a.csv", b"x" * 40_000))
        full = browser.upload(("ok.csv", b"1"), ("b.csv", b"y" * 30_000))
        assert (full.status_code, "58.6 KiB" in full.text) == (409, True)
        many = browser.upload(("1", b"1"), ("2", b"2"), ("3", b"3"))
        assert many.status_code == 409
        browser.wait()
        assert names(app) == ["a.csv"]
        assert len([one for one in blobs(settings) if one.name.endswith(".data")]) == 1


def test_evidence_takes_room_too(settings: Settings) -> None:
    """Uploads and evidence share the limits of a case."""
    with running(settings, case_limit=60_000, files_limit=3) as app:
        browser = visit(app)
        browser.upload(("a.csv", b"x" * 20_000))
        proof = (("b.png", b"y" * 30_000),)
        first = browser.client.post("/upload", **multipart(browser.token("/upload"), proof, step="save.screens"))
        full = browser.upload(("c.csv", b"z" * 20_000))
        more = (("d.png", b"d"), ("e.png", b"e"))
        many = browser.client.post("/upload", **multipart(browser.token("/upload"), more, step="save.screens"))
        assert [one.status_code for one in (first, full, many)] == [303, 409, 409]
        browser.wait()
        assert len([one for one in blobs(settings) if one.name.endswith(".data")]) == 2


def test_two_submissions_at_once_share_the_room(settings: Settings) -> None:
    """What one reserves is not there for the other, which is refused before it is complete and leaves nothing."""
    with running(settings, case_limit=60_000) as app:
        browser = visit(app)
        browser.upload(("a.csv", b"x" * 10_000))
        browser.wait()
        first, second = (Batch(app.state.service, the_case(app), Source(), 40_000) for _ in range(2))
        write, end = first.add("0.csv")
        write_second, _ = second.add("1.csv")
        write_second(b"b" * 10_000)
        with pytest.raises(TooMany):
            write_second(b"b" * 1)
        second.discard()
        write(b"a" * 40_000)
        end()
        first.keep(None, Visitor("", "", ""), app.state.runner.notify)
        assert names(app) == ["a.csv", "0.csv"]
        assert len([one for one in blobs(settings) if one.name.endswith(".data")]) == 2


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b""),
        ("multipart/form-data; boundary=limit", b""),
        ("multipart/form-data; boundary=limit", b"nonsense"),
        ("multipart/form-data; boundary=" + "b" * 400, b"--"),
        ("application/x-www-form-urlencoded", b"csrf=1"),
        ("", b"x"),
    ],
)
def test_what_is_no_form(browser: Browser, settings: Settings, kind: str, body: bytes) -> None:
    """Anything else than the form gets a plain refusal."""
    answer = browser.client.post("/upload", content=body, headers={"Content-Type": kind})
    assert answer.status_code in (400, 422)
    assert blobs(settings) == []


def test_form_without_its_end(browser: Browser, settings: Settings) -> None:
    """A body that ends too early counts as cut off, even when all announced bytes have come."""
    form = multipart(browser.token("/upload"), (("a.csv", ORDERS.encode() * 100),))
    form["content"] = form["content"][:-200]
    answer = browser.client.post("/upload", **form)
    assert answer.status_code == 400
    assert "Nothing of it was kept" in answer.text
    assert blobs(settings) == []


def test_cut_connection_leaves_nothing(settings: Settings) -> None:
    """When the line breaks in the middle of the second file, neither file stays, and no case."""
    with listening(settings) as url, httpx.Client(base_url=url, timeout=60) as client:
        form = multipart(Browser(client).token("/upload"), (("a.csv", b"a" * 3_000_000), ("b.csv", b"b" * 9_000_000)))
        head = f"POST /upload HTTP/1.1\r\nHost: {url[7:]}\r\nContent-Length: {len(form['content'])}\r\n"
        head += "Cookie: " + "; ".join(f"{name}={value}" for name, value in client.cookies.items()) + "\r\n"
        head += f"Content-Type: {form['headers']['Content-Type']}\r\n\r\n"
        host, port = url[7:].split(":")
        with socket.create_connection((host, int(port))) as line:
            line.sendall(head.encode() + form["content"][:8_000_000])
            until(lambda: len(blobs(settings)) >= 2)
        until(lambda: blobs(settings) == [])
        assert client.get("/upload").status_code == 200
    with running(settings) as app:
        assert rows(app) == []
        with database.reading(app.state.service.engine) as session:
            assert session.exec(select(CaseRow)).all() == []


def test_large_upload_never_lies_in_clear(settings: Settings) -> None:
    """20 MB go through: while they come and are read, neither temp nor data folder ever holds a clear row."""
    temp = Path(tempfile.gettempdir())
    before = set(temp.iterdir())
    opened: set[str] = set()
    watching = threading.Event()

    def watch(event: str, given: tuple[object, ...]) -> None:
        """Notes every path that this process opens for writing or makes as a temporary file."""
        if watching.is_set() and event == "open" and isinstance(given[2], int) and given[2] & 3:
            opened.add(str(given[0]))
        if watching.is_set() and event in ("tempfile.mkstemp", "tempfile.mkdtemp"):
            opened.add(str(given[0]))

    sys.addaudithook(watch)
    watching.set()
    try:
        with listening(settings) as url, httpx.Client(base_url=url, timeout=120) as client:
            browser = Browser(client)
            token = browser.token("/upload")
            seen: list[str] = []

            def body() -> Iterator[bytes]:
                start, end = multipart(token, (("a.csv", b"SPLIT"),))["content"].split(b"SPLIT")
                yield start + ORDERS.encode()
                row = ORDERS.split("\r\n")[1].encode() + b"\r\n"
                block = row * (1_000_000 // len(row))
                for number in range(20):
                    yield block
                    if number % 10 == 5:
                        seen.extend(hits(settings, CANARY))
                yield end

            kind = {"Content-Type": "multipart/form-data; boundary=limit"}
            answer = client.post("/upload", content=body(), headers=kind)
            assert answer.status_code == 303
            assert sum(one.stat().st_size for one in blobs(settings)) > 19_000_000
            browser.wait()
            seen.extend(hits(settings, CANARY))
    finally:
        watching.clear()
    assert seen == []
    ours = (str(settings.data), "/dev/")
    assert {
        one for one in opened if not one.isdigit() and not one.startswith(ours) and "__pycache__" not in one
    } == set()
    fresh = [one for one in temp.iterdir() if one not in before and one.is_file()]
    assert [one for one in fresh if CANARY in one.read_bytes()] == []
