"""What the owner says of themselves: it settles exactly what it explains, teaches the next look, and stays secret."""

import re
from typing import Any

import pytest
from fastapi import FastAPI
from msgspec import structs
from sqlmodel import select

from analyzers.findings.finding import Finding
from app.cases.answers.book import latest_report
from app.cases.answers.verdicts import answer_finding
from app.cases.case import Case
from app.cases.files.examine import REPORT, examine
from app.cases.record import notes, owner
from app.report.model import Report
from app.report.stored import from_json, to_json
from app.settings import Settings
from app.storage import database
from app.storage.tables import VerdictRow
from tests.browser import Browser
from tests.service import Prepared, blob_of, hits, put_blob, the_case

HEAD = (
    "Website,Order ID,Order Date,ASIN,Currency,Unit Price,Total Owed,Shipment Item Subtotal,"
    "Shipment Item Subtotal Tax,Product Condition,Quantity,Payment Instrument Type,Order Status,Shipping Address,"
    "Product Name\r\n"
)
HOME = "山田 太郎 150-0001 東京都渋谷区神宮前1-2-3 JP"
PARENTS = "CANARY 花子 060-0001 北海道札幌市中央区北一条西5-6-7 JP"
STRANGER = "鈴木 一郎 810-0001 福岡県福岡市中央区天神8-9-1 JP"


def orders() -> bytes:
    """A year of orders to one home, then one order to each of two other addresses."""
    rows = [(number, f"2025-{number % 12 + 1:02}-03", HOME) for number in range(12)]
    rows += [(20, "2026-02-03", PARENTS), (21, "2026-04-03", STRANGER)]
    return (HEAD + "".join(
        f"Amazon.co.jp,250-0000001-00000{number:02},{day}T01:02:03Z,B01,JPY,1280,1280,1164,116,New,1,Visa - 1111,"
        f"Closed,{where},Pen\r\n"
        for number, day, where in rows
    )).encode()  # fmt: skip


def fill(browser: Browser) -> None:
    browser.upload(("orders.csv", orders()))
    browser.wait()


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A service whose only case has these orders, looked at."""
    return Prepared(tmp_path_factory.mktemp("owner"), fill)


@pytest.fixture
def case(app: FastAPI, browser: Browser) -> Case:
    """This case."""
    return the_case(app)


def addressed(case: Case) -> dict[str, Finding]:
    """The findings about new addresses by the address."""
    found = (latest_report(case) or Report()).findings
    return {str(one.values["address"]): one for one in found if one.detector == "order.first_address"}


def subjects(app: FastAPI) -> set[str]:
    with database.reading(app.state.service.engine) as session:
        return {one.subject for one in session.exec(select(VerdictRow))}


def test_one_answer_settles_what_it_explains(app: FastAPI, browser: Browser, case: Case, settings: Settings) -> None:
    """“This address is ours” settles every finding that names it and no other, at once and after the next look; the
    database has neither the address nor a hash that others could make of it."""
    before = (latest_report(case) or Report()).findings
    mine = addressed(case)[PARENTS]
    answer = browser.post("/case/findings", {"finding": mine.id, "entity": "address"}, on="/case/findings")
    assert answer.status_code == 303
    explained = [one for one in before if ("address", PARENTS) in {(e.kind, e.value) for e in one.entities}]
    assert mine.id in {one.id for one in explained}
    for _ in range(2):
        now = {one.id: one.verdict for one in (latest_report(case) or Report()).findings}
        for one in before:
            assert (now[one.id] == "mine") == (one in explained), one.detector
        assert STRANGER in addressed(case)
        examine(case, lambda count: None)
    (subject,) = subjects(app)
    assert re.fullmatch(r"entity:address:[0-9a-f]{64}", subject)
    assert hits(settings, b"CANARY") == []


def test_an_answer_is_shown_before_the_next_look(app: FastAPI, case: Case) -> None:
    """The answer holds at once for all findings of the present report that name the thing."""
    found = addressed(case)
    with notes.change(case) as (session, said):
        owner.recognise(session, case, said, found[STRANGER], "address")
    now = addressed(case)
    assert (now[STRANGER].verdict, now[PARENTS].verdict) == ("mine", None)
    answer_finding(case, found[STRANGER].id, "not_mine")
    assert addressed(case)[STRANGER].verdict == "not_mine"
    with notes.change(case) as (session, said):
        assert owner.revoke(session, case, said, found[STRANGER])
        assert owner.facts(said)["addresses"] == []
    assert subjects(app) == {f"finding:{found[STRANGER].id}"}


def test_no_takes_back_what_was_recognised(app: FastAPI, browser: Browser, case: Case) -> None:
    """Saying “not us” of a finding also forgets that its address was called ours."""
    finding = addressed(case)[STRANGER].id
    browser.post("/case/owner", {"addresses": ""}, on="/case/owner")
    with notes.change(case) as (session, said):
        owner.recognise(session, case, said, addressed(case)[STRANGER], "address")
    browser.post("/case/findings", {"finding": finding, "verdict": "not_mine"}, on="/case/findings")
    browser.wait()
    assert addressed(case)[STRANGER].verdict == "not_mine"
    assert owner.facts(notes.load(case))["addresses"] == []


@pytest.mark.parametrize("entity", ["country", "card", "nonsense"])
def test_only_what_a_finding_names(browser: Browser, case: Case, entity: str) -> None:
    """A thing that the finding does not name cannot be answered about."""
    finding = addressed(case)[STRANGER].id
    answer = browser.post("/case/findings", {"finding": finding, "entity": entity}, on="/case/findings")
    assert answer.status_code == 404


def test_facts_are_kept_and_used(app: FastAPI, browser: Browser, case: Case, settings: Settings) -> None:
    """What is filled in comes back in the form, is told to the detectors, and can be taken out again."""
    given: dict[str, Any] = {
        "addresses": "福岡県福岡市中央区天神8丁目9番1号",
        "household": "CANARY 花子\r\n山田 太郎",
        "countries": "日本\nus",
    }
    given |= {"cards": "Visa 1111", "networks": "as2516", "vpn": "1", "marketplaces": "https://www.Amazon.co.jp/"}
    given |= {"start": ["2026-02-01", ""], "end": ["2026-02-09", ""], "place": ["France", ""]}
    assert browser.post("/case/owner", given, on="/case/owner").headers["Location"] == "/case/result"
    browser.wait()
    assert STRANGER not in addressed(case)
    who = owner.owner_of(case)
    assert (who.countries, who.cards, who.marketplaces) == (("JP", "US"), ("1111",), ("amazon.co.jp",))
    assert who.networks == ("AS2516", "vpn")
    assert [(str(one.first), one.place) for one in who.trips] == [("2026-02-01", "FR")]
    html = browser.get("/case/owner").text
    assert all(text in html for text in ("天神8丁目9番1号", "Japan", "2026-02-01", "France", "AS2516"))
    assert hits(settings, b"CANARY", "天神".encode()) == []
    browser.post("/case/owner", {}, on="/case/owner")
    browser.wait()
    assert STRANGER in addressed(case)


def test_taking_out_an_address_takes_back_its_answer(app: FastAPI, browser: Browser, case: Case) -> None:
    """An address that was called ours and is removed from the list is asked about again."""
    finding = addressed(case)[PARENTS].id
    browser.post("/case/findings", {"finding": finding, "entity": "address"}, on="/case/findings")
    browser.wait()
    browser.post("/case/owner", {"addresses": ""}, on="/case/owner")
    browser.wait()
    assert addressed(case)[PARENTS].verdict is None
    assert subjects(app) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        {"countries": "Atlantis"},
        {"cards": "12345"},
        {"networks": "my network"},
        {"marketplaces": "the corner shop"},
        {"start": "2026-02-09", "end": "2026-02-01", "place": "JP"},
        {"start": "2026-02-09", "end": "", "place": "JP"},
        {"addresses": "\n".join(f"Street {n}" for n in range(101))},
    ],
)
def test_what_cannot_be_understood_is_said(browser: Browser, case: Case, wrong: dict[str, str]) -> None:
    """Every wrong line is named beside its field, all that was typed is still there, and nothing is kept."""
    answer = browser.post("/case/owner", {"household": "Hanako", **wrong}, on="/case/owner")
    assert answer.status_code == 422
    assert "-error" in answer.text
    assert "Hanako" in answer.text
    assert all(text in answer.text for text in wrong.values() if text)
    assert owner.facts(notes.load(case))["household"] == []


def test_an_answer_under_a_former_id_is_found(browser: Browser, case: Case) -> None:
    """What a finding or its events were called before leads to it, and so does the answer that was given then."""
    known = addressed(case)[STRANGER]
    answer_finding(case, known.id, "mine")
    stored = from_json(blob_of(case, REPORT.name))
    renamed = [structs.replace(one, id="new", triggers=["event"], aliases=[known.id]) for one in [known]]
    put_blob(case, REPORT.name, to_json(structs.replace(stored, findings=renamed)))
    now = latest_report(case) or Report()
    assert [one.verdict for one in now.findings] == ["mine"]
    assert now.finding(known.id) == now.findings[0]
