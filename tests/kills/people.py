"""Somebody who works in a case while processes are killed, and what the service said that it has kept."""

import random
import threading
from contextlib import suppress
from dataclasses import dataclass, field

import httpx
from sqlmodel import col, select

from app.cases.answers import verdicts
from app.cases.answers.book import latest_report
from app.cases.case import Case, case_of_row, hash_token
from app.cases.files import uploads
from app.cases.record import contacts
from app.cases.record.subjects import question_subject
from app.settings import Settings
from app.storage.database import reading
from app.storage.service import Service, attached
from app.storage.tables import CaseRow, SessionRow
from tests.conftest import Browser
from tests.web.pages.test_recognise import form

ENTRY = {"at": "2026-05-03T10:00", "zone": "Asia/Tokyo", "recipient": "Shop", "channel": "phone", "rev": "0"}
PAGES = ("/case/files", "/case/result", "/case/steps", "/case/progress")
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


@dataclass
class Person:
    """Somebody who goes on with the same cookies after every restart, and sends once more what nobody acknowledged.
    All that was ``sent`` or ``said`` is there as a whole or not at all; the rest was acknowledged."""

    number: int
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    sent: dict[str, bytes] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    said: dict[str, str] = field(default_factory=dict)
    noted: set[str] = field(default_factory=set)
    answers: dict[str, str] = field(default_factory=dict)
    under_way: dict[str, str] = field(default_factory=dict)  # answers that were sent and not acknowledged
    faults: list[str] = field(default_factory=list)  # errors that were shown

    def client(self, base: str) -> httpx.Client:
        """A browser with this person's cookies."""
        return httpx.Client(base_url=base, cookies=self.cookies, timeout=60, headers={"Accept-Language": "en"})

    def work(self, base: str, stop: threading.Event) -> None:
        """Until the service is gone, or it is enough."""
        chance = random.Random(f"{self.number} {len(self.sent)}")
        with suppress(httpx.TransportError), self.client(base) as client:
            browser = Browser(client)
            for name in sorted(self.sent.keys() - self.files):
                self._hand_in(browser, name)
            for name in sorted(self.said.keys() - self.noted):
                self._note(browser, name)
            while not stop.is_set():
                if len(self.sent) < MOST:
                    self._new(browser)
                self._answer(browser, chance)
                for page in PAGES:
                    self._went_well(browser.get(page))

    def _went_well(self, answer: httpx.Response) -> bool:
        if answer.status_code >= 400:
            self.faults.append(f"{answer.status_code} {answer.request.method} {answer.request.url.path}")
        return answer.status_code < 400

    def _new(self, browser: Browser) -> None:
        number = len(self.sent) + 1
        row = ROW.format(number=number, day=1 + number % 28, price=1000 + 10 * number, words="x" * (number % 7) * 9000)
        self.sent[f"f{number}.csv"] = f"{HEAD}\r\n{row}\r\n".encode()
        self._hand_in(browser, f"f{number}.csv")
        self.said[f"{number:08}"] = f"said-{number}"
        self._note(browser, f"{number:08}")

    def _hand_in(self, browser: Browser, name: str) -> None:
        kept = self._went_well(browser.upload((name, self.sent[name])))
        self.cookies = browser.client.cookies
        if kept:
            self.files.add(name)

    def _note(self, browser: Browser, name: str) -> None:
        entry = {**ENTRY, "id": name, "said": self.said[name]}
        if self._went_well(browser.post("/case/contacts", entry, on="/case/contacts")):
            self.noted.add(name)

    def _answer(self, browser: Browser, chance: random.Random) -> None:
        """Answers the next page of questions, where there is one."""
        path = "/case/recognise?go=on"
        shown = browser.get(path)
        if shown.status_code != 200 or 'name="question"' not in shown.text:
            return
        given = form(shown.text, lambda _: chance.choice(("mine", "not_mine", "not_sure")))
        sending: dict[str, str] = {}
        for name in given["question"]:
            plain = "not_mine" if name in given.get("marked", ()) else "mine"
            sending[name] = given.get(f"a-{name}") or given.get("answer") or plain
        self.under_way |= sending
        if self._went_well(browser.post("/case/recognise", given, on=path)):
            self.answers |= sending
            for name in sending:
                del self.under_way[name]


def compare(settings: Settings, person: Person) -> None:
    """What is stored, beside what was acknowledged and what was sent: nothing is lost, changed or there twice, and the
    report holds every file once."""
    assert person.faults == []
    if not person.files:
        return  # killed before the first answer
    service = attached(settings)
    try:
        case = the_case_of(service, person)
        stored = uploads.uploads(case)
        names = sorted(one.name for one in stored)
        assert len(set(names)) == len(names)
        assert person.files <= set(names) <= set(person.sent)
        for one in stored:
            assert service.vault.get(case.key, f"{one.id}.data") == person.sent[one.name]
        entries = [(one["id"], one["said"]) for one in contacts.entries(case)]
        assert len({name for name, _ in entries}) == len(entries)
        assert person.noted <= {name for name, _ in entries}
        assert set(entries) <= set(person.said.items())
        given = {row.subject: row.verdict for row in verdicts.verdicts(case)}
        for name in person.answers | person.under_way:
            before = person.answers.get(name)
            assert given.get(question_subject(case, name)) in (before, person.under_way.get(name, before)), name
        report = latest_report(case)
        assert report
        assert sorted(one.path for one in report.files) == names
        assert (report.events["orders"], {one.rows for one in report.files}) == (len(names), {1})
    finally:
        service.close()


def the_case_of(service: Service, person: Person) -> Case:
    """The case that is open in this person's browser."""
    with reading(service.engine) as session:
        tokens = [hash_token(one.value or "") for one in person.cookies.jar]
        mine = select(CaseRow).join(SessionRow).where(col(SessionRow.token_hash).in_(tokens))
        case = case_of_row(service, session.exec(mine).one())
    assert case
    return case
