"""Somebody who works in a case while processes are killed, and what the service said that it has kept."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import httpx
from sqlmodel import col, select

from app.cases.answers import verdicts
from app.cases.answers.book import latest_report
from app.cases.case import Case, case_of_row, hash_token
from app.cases.files import uploads
from app.cases.record import contacts
from app.cases.record.subjects import question_subject
from app.settings import Settings
from app.storage.blob import original, pieces
from app.storage.database import reading
from app.storage.service import Service, attached
from app.storage.tables import CaseRow, SessionRow
from tests.browser import Browser
from tests.web.pages.account_book.test_recognise import form

ENTRY = {"at": "2026-05-03T10:00", "zone": "Asia/Tokyo", "recipient": "Shop", "channel": "phone", "rev": "0"}
PAGES = ("/case/files", "/case/result", "/case/steps", "/case/progress")
PAUSE = 0.5  # seconds between two files
MOST = 120  # files of one case, which takes 200
HEAD = (
    "Website,Order ID,Order Date,Currency,Unit Price,Unit Price Tax,Shipping Charge,Total Discounts,Total Owed,"
    "Shipment Item Subtotal,Shipment Item Subtotal Tax,ASIN,Product Condition,Quantity,Order Status,Shipment Status,"
    "Ship Date,Shipping Option,Shipping Address,Billing Address,Carrier Name & Tracking Number,Product Name"
)
ROW = (
    "Amazon.co.jp,250-{number:07}-0000001,2026-05-{day:02}T03:04:05Z,JPY,{price},0,0,0,{price},{price},0,B0TEST,New,1,"
    "Closed,Shipped,2026-05-{day:02}T10:11:12Z,Std,Person {number} Street {number},Street 1,X(1),Pen {words}"
)


class NotNow(Exception):  # noqa: N818 (what happened)
    """The service said to try again later, and something of it was away."""


def never(_: float) -> bool:
    """Nothing explains that the service says to try again later."""
    return False


@dataclass
class Person:
    """Somebody who goes on with the same cookies after every restart, and sends once more what nobody acknowledged.
    All that was ``sent`` or ``said`` is there as a whole or not at all; the rest was acknowledged."""

    number: int
    explained: Callable[[float], bool] = never  # a 503 of a request that began at that moment
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    sent: dict[str, bytes] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    answers: dict[str, frozenset[str | None]] = field(default_factory=dict)  # what each may be: one, if acknowledged
    given: list[tuple[str, str]] = field(default_factory=list)  # every answer that was sent, in order
    faults: list[str] = field(default_factory=list)  # errors that were shown
    later: int = 0  # answers that said to try again

    def client(self, base: str) -> httpx.Client:
        """A browser with this person's cookies."""
        return httpx.Client(base_url=base, cookies=self.cookies, timeout=60, headers={"Accept-Language": "en"})

    def work(self, base: str, stop: threading.Event) -> None:
        """Until the service is gone, or it is enough."""
        with suppress(httpx.TransportError), self.client(base) as client:
            self._work(Browser(client), stop)

    def keep_working(self, base: str, stop: threading.Event) -> None:
        """Until it is enough, over a new connection whenever the last was cut."""
        while not stop.is_set():
            with suppress(httpx.TransportError, NotNow), self.client(base) as client:
                self._work(_Patient(client, self), stop)
            stop.wait(0.3)

    def went_well(self, answer: httpx.Response) -> bool:
        """Whether something was acknowledged. Errors that nothing explains are faults."""
        began = time.monotonic() - answer.elapsed.total_seconds()
        if answer.status_code == 503 and self.explained(began):
            self.later += 1
        elif answer.status_code >= 400:
            self.faults.append(f"{answer.status_code} {answer.request.method} {answer.request.url.path}")
        return answer.status_code < 400

    def known(self) -> "Known":
        """What has been acknowledged by now."""
        return Known(self, set(self.files), set(self.noted), dict(self.answers), len(self.given))

    def _work(self, browser: Browser, stop: threading.Event) -> None:
        chance = random.Random(f"{self.number} {len(self.sent)}")
        while not stop.is_set():
            for name in sorted(self.sent.keys() - self.files):
                self._hand_in(browser, name)
            for name in sorted(self.said.keys() - self.noted):
                self._note(browser, name)
            if len(self.sent) < MOST:
                self._new(browser)
            self._answer(browser, chance)
            for page in PAGES:
                self._look(browser, page)
            stop.wait(PAUSE)

    def _look(self, browser: Browser, page: str) -> None:
        """A page, which names every file that has been acknowledged where it lists them."""
        known = sorted(self.files) if page == "/case/files" else []
        answer = browser.get(page)
        if self.went_well(answer):
            self.faults += [f"{page} without {name}" for name in known if name not in answer.text]

    def _new(self, browser: Browser) -> None:
        number = len(self.sent) + 1
        row = ROW.format(number=number, day=1 + number % 28, price=1000 + 10 * number, words="x" * (number % 7) * 9000)
        self.sent[f"f{number}.csv"] = f"{HEAD}\r\n{row}\r\n".encode()
        self._hand_in(browser, f"f{number}.csv")
        self.said[f"{number:08}"] = f"said-{number}"
        self._note(browser, f"{number:08}")

    def _hand_in(self, browser: Browser, name: str) -> None:
        kept = self.went_well(browser.upload((name, self.sent[name])))
        self.cookies = browser.client.cookies
        if kept:
            self.files.add(name)

    def _note(self, browser: Browser, name: str) -> None:
        entry = {**ENTRY, "id": name, "said": self.said[name]}
        if self.files and self.went_well(browser.post("/case/contacts", entry, on="/case/contacts")):
            self.noted.add(name)

    def _answer(self, browser: Browser, chance: random.Random) -> None:
        """Answers the next page of questions, where there is one."""
        path = "/case/recognise?go=on"
        shown = browser.get(path)
        if shown.status_code != 200 or 'name="question"' not in shown.text:
            return
        filled = form(shown.text, lambda _: chance.choice(("mine", "not_mine", "not_sure")))
        sending: dict[str, str] = {}
        for name in filled["question"]:
            plain = "not_mine" if name in filled.get("marked", ()) else "mine"
            sending[name] = filled.get(f"a-{name}") or filled.get("answer") or plain
        for name, verdict in sending.items():
            self.given.append((name, verdict))
            self.answers[name] = self.answers.get(name, frozenset({None})) | {verdict}
        if self.went_well(browser.post("/case/recognise", filled, on=path)):
            self.answers |= {name: frozenset({verdict}) for name, verdict in sending.items()}


class _Patient(Browser):
    """A browser that gives up for the moment where a page says to try again later."""

    def __init__(self, client: httpx.Client, person: Person) -> None:
        super().__init__(client)
        self.person = person

    def get(self, path: str, **given: Any) -> httpx.Response:
        answer = super().get(path, **given)
        if answer.status_code == 503:
            self.person.went_well(answer)
            raise NotNow
        return answer


class Known(NamedTuple):
    """What of a person's work was acknowledged at a moment; ``given`` is how many answers had been sent then."""

    person: Person
    files: set[str]
    noted: set[str]
    answers: dict[str, frozenset[str | None]]
    given: int

    def may_be(self, name: str) -> frozenset[str | None]:
        """What the answer to a question may be, with those that were sent later."""
        later = {verdict for question, verdict in self.person.given[self.given :] if question == name}
        return self.answers.get(name, frozenset({None})) | later


def compare(settings: Settings, known: Known, examined: bool = True) -> None:
    """What is stored, beside what was acknowledged and what was sent: nothing is lost, changed or there twice, and
    where all of it is ``examined`` the report holds every file once."""
    assert not known.person.faults, known.person.faults
    if not known.files:
        return  # killed before the first answer
    service = attached(settings)
    try:
        case = the_case_of(service, known.person)
        names = _compare_files(case, known)
        entries = [(one["id"], one["statement"]) for one in contacts.entries(case)]
        assert len({name for name, _ in entries}) == len(entries)
        assert known.noted <= {name for name, _ in entries}
        assert set(entries) <= set(known.person.said.items())
        kept = {row.subject: row.verdict for row in verdicts.verdicts(case)}
        for name in {name for name, _ in known.person.given}:
            assert kept.get(question_subject(case, name)) in known.may_be(name), name
        if examined:
            report = latest_report(case)
            assert report
            assert sorted(one.path for one in report.files) == names
            assert (report.events["orders"], {one.rows for one in report.files}) == (len(names), {1})
    finally:
        service.close()


def _compare_files(case: Case, known: Known) -> list[str]:
    """The names of the files that are stored, each once and byte by byte as it was sent."""
    stored = uploads.uploads(case)
    names = sorted(one.name for one in stored)
    assert len(set(names)) == len(names)
    assert known.files <= set(names) <= set(known.person.sent)
    for one in stored:
        assert b"".join(pieces(case, original(one.id))) == known.person.sent[one.name]
    return names


def the_case_of(service: Service, person: Person) -> Case:
    """The case that is open in this person's browser."""
    with reading(service.engine) as session:
        tokens = [hash_token(one.value or "") for one in person.cookies.jar]
        mine = select(CaseRow).join(SessionRow).where(col(SessionRow.token_hash).in_(tokens))
        case = case_of_row(service, session.exec(mine).one())
    assert case
    return case
