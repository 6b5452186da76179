"""Invented people at a running service of any version: what they hand in, answer, do and write, and whether all of it
is still there later."""

import json
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx

from app.web.pages.start.sample import SAMPLE
from checklists.model import steps as all_steps
from tests.browser import ORDERS, Browser, code_of, multipart
from tests.importers.screens.drawn import GIFT_CARD, screen
from tests.reader.zips import make
from tests.web.pages.hand_in.test_screenshots import LINES

ADDRESS = re.compile(r"http://\S+:\d+")
NOTE = "Invented note: asked on Monday"
STEP, NOTED = "save.screens", "mail.password"
ERASED = "CANARY-Street 1"  # in a file of the case that is erased
# What somebody writes, by the page that shows it.
WRITTEN = {
    "/case/household": ("Invented Aunt", "Invented answer at dinner"),
    "/case/contacts": ("Invented Bank", "Invented promise to call back"),
    "/case/letters": ("Invented Name",),
    "/case/owner": ("Invented Uncle",),
    f"/case/steps/{NOTED}": (NOTE,),
    "/case/files": (SAMPLE.name, "shots.zip"),
}
ASKED = {"id": "a" * 16, "at": "2026-11-20", "answer": "unknown"}  # answers at home
SHOP = "Invented Shop"  # in a row of a picture


class Statement(NamedTuple):
    """What is to be found again: the code of the case, the answers to findings by id, the states of steps by id, and
    whether rows of a picture were compared."""

    code: str
    verdicts: dict[str, str]
    steps: dict[str, str]
    compared: bool


@contextmanager
def serving(command: Sequence[str | Path], data: Path, log: Path, **more: str) -> Iterator[str]:
    """``mioboe serve`` of an installation on a data folder, from an empty place; its output goes into ``log``."""
    known = {"PATH": "/usr/bin:/bin", "LANG": "en_GB.UTF-8", "MIOBOE_DATA": str(data), "HOME": str(data.parent)}
    with log.open("w") as out:
        words = [*map(str, command), "serve", "--port", "0"]
        process = subprocess.Popen(words, cwd=data.parent, env=known | more, stderr=out)
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(60)


def _address(process: "subprocess.Popen[bytes]", log: Path) -> str:
    """Where the service is, once it answers."""
    while process.poll() is None:
        if found := ADDRESS.search(log.read_text("utf-8")):
            try:
                httpx.get(f"{found[0]}/healthz", timeout=60).raise_for_status()
                return found[0]
            except httpx.TransportError:
                pass
    raise AssertionError(log.read_text("utf-8"))


def visit(url: str) -> Browser:
    """A browser at a service in another process."""
    return Browser(httpx.Client(base_url=url, headers={"Accept-Language": "en"}, timeout=300))


def fill(url: str) -> Statement:
    """Two people at work; the second one erases their case. Returns what the first one said."""
    second = visit(url)
    assert second.upload(("erased.csv", ORDERS.encode())).status_code == 303
    second.wait()
    assert second.post("/case/delete", on="/case/delete").status_code == 200
    first = visit(url)
    post(first, "/start", {"symptom": "symptom.unknown_order"})
    for question, answer in (("service.account", "amazon_jp"), ("order.household", "someone")):
        post(first, f"/case/questions/{question}", {"answer": answer})
    assert first.upload((SAMPLE.name, SAMPLE.read_bytes()), ("shots.zip", make({"one.png": screen(LINES)}))).is_redirect
    first.wait()
    _answer(first)
    compared = _compare(first)
    _write(first)
    code = code_of(first.post("/case/code", on="/case"))
    return Statement(code, verdicts(first), steps(first), compared)


def back(url: str, code: str) -> Browser:
    """A browser in which the code opened its case."""
    browser = visit(url)
    post(browser, "/resume", {"code": code})
    return browser


def check(url: str, statement: Statement, erased: Sequence[Path]) -> None:
    """All that was said is there: texts on their pages, answers to findings (in the list, or named on the case as no
    longer listed), states of steps (in the plan, or named on its
    page as no longer in it); nothing of the erased case is in one of these folders."""
    browser = back(url, statement.code)
    for page, words in WRITTEN.items():
        text = unescape(browser.get(page).text)
        assert all(word in text for word in words), page
    assert not statement.compared or SHOP in browser.get("/case/book").text
    now, case = verdicts(browser), browser.get("/case").text
    gone = {name for name, answer in statement.verdicts.items() if now.get(name) != answer}
    assert not gone or "Answered findings that are no longer listed" in case, gone
    planned = steps(browser)
    left = {step: state for step, state in statement.steps.items() if step not in planned}
    assert {**planned, **left} == statement.steps
    outside = unescape(browser.get("/case/steps").text).partition('id="outside"')[2]
    assert all(all_steps()[step].title in outside for step in left), left
    files = [path for folder in erased for path in folder.rglob("*") if path.is_file()]
    assert not [path for path in files if ERASED.encode() in path.read_bytes()]


def verdicts(browser: Browser) -> dict[str, str]:
    """The answers to the findings of the summary, by id."""
    findings = browser.get("/case/summary.json").json()["findings"]
    return {finding["id"]: finding["verdict"] for finding in findings if finding["verdict"]}


def steps(browser: Browser) -> dict[str, str]:
    """The states of the planned steps that were begun, by id."""
    exported = browser.get("/case/summary.json").json()["steps"]
    return {step["id"]: step["state"] for step in exported if step["state"] in ("done", "waiting", "reopened")}


def post(browser: Browser, page: str, fields: Mapping[str, str | list[str]], on: str = "") -> None:
    answer = browser.post(page, dict(fields), on=on or ("/" if page == "/start" else page))
    assert answer.status_code == 303, (page, answer.status_code, answer.text)


def _answer(browser: Browser) -> None:
    """Answers to three findings, to two pages of questions, and to one entry."""
    findings = dict.fromkeys(re.findall(r'name="finding" value="([^"]+)"', browser.get("/case/findings").text))
    for finding, verdict in zip(findings, ("not_mine", "family", "mine"), strict=False):
        post(browser, "/case/findings", {"finding": finding, "verdict": verdict})
    for _ in range(2):
        page = browser.get("/case/recognise?go=on").text
        asked = [unescape(name) for name in re.findall(r'name="question" value="([^"]+)"', page)]
        post(
            browser, "/case/recognise", {"layout": "one", "question": asked, "answer": "mine"}, "/case/recognise?go=on"
        )
    for entry in re.findall(r'name="(e-[^"]+)"', browser.get("/case/book").text)[-1:]:  # older versions have no book
        post(browser, "/case/book", {entry: "not_mine", "do": "save"})


def _compare(browser: Browser) -> bool:
    """One row of a picture is confirmed, another one added; returns false where the installation reads no pictures."""
    found = re.search(r'href="(/case/pictures/\w+)"', browser.get("/case/pictures").text)
    if not found:
        return False
    page = found[1]
    if 'value="list"' in browser.get(page).text:
        post(browser, page, {"do": "list", "kind": "payments", "minus": "out", "plain": "out", "day": "2026-11-04"})
    row = re.search(r'name="row" value="([^"]+)"', browser.get(page).text)
    assert row
    for name, amount, day in ((row[1], "12.50", "2026-11-03"), ("new", "40.00", "2026-10-30")):
        values = {"time": "", "text": SHOP, "currency": "USD", "direction": "out", "status": ""}
        post(browser, page, {"do": "row", "row": name, "amount": amount, "date": day, **values})
    browser.wait()
    return True


def _write(browser: Browser) -> None:
    """Notes, contacts, the family log, the name of letters, evidence, and the states of three steps."""
    post(browser, "/case/household", dict(zip(("who", "note"), WRITTEN["/case/household"], strict=True)) | ASKED)
    post(browser, "/case/contacts", {"id": "b" * 16, "rev": "0", "recipient": "Invented Bank", "channel": "phone",
         "zone": "Asia/Tokyo", "at": "2026-11-21T10:00", "said": "Invented promise to call back"})  # fmt: skip
    post(browser, "/case/letters", {"name": "Invented Name"})
    post(browser, "/case/owner", {"household": "Invented Uncle"})
    browser.wait()
    proof = multipart(browser.token(f"/case/evidence/{STEP}"), (("proof.png", screen(GIFT_CARD)),), step=STEP)
    assert browser.client.post("/upload", **proof).status_code == 303
    for step, state in ((STEP, "done"), ("save.household", "done"), (NOTED, "waiting")):
        post(browser, "/case/steps", {"step": step, "state": state})
    noted = {"step": NOTED, "noted": "1", "note": NOTE, "note_before": "", "back": "step"}
    post(browser, "/case/steps", noted, f"/case/steps/{NOTED}")


def save(statement: Statement, path: Path) -> None:
    path.write_text(json.dumps(statement._asdict(), indent=1, sort_keys=True) + "\n", encoding="utf-8")


def load(path: Path) -> Statement:
    return Statement(**json.loads(path.read_text("utf-8")))
