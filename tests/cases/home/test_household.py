"""What was said at home: the log as it was stored before, an answer that is given once, and who wrote it down."""

import re
from dataclasses import replace

import pytest
from fastapi import FastAPI

from analyzers.events.answers import EVERYONE, OF_LOG, Person, Said, at_home
from app.cases import home
from app.cases.answers import book, verdicts
from app.cases.answers.book import latest_report
from app.cases.home import household
from app.cases.home.household import to_confirm
from app.cases.home.log import PART, Entry
from app.cases.plan.self_check import answers
from app.cases.plan.summary_state import summary_state
from app.cases.plan.view import plan_view
from app.cases.record import notes
from app.errors import Unreadable
from app.report.claim_table.home_words import home_words
from app.report.summary import make
from app.storage.tables import VerdictRow
from tests.browser import Browser
from tests.service import rows_by_hand, the_case

ASKED = {"what": ["symptom.unknown_charge"], "money.household": ["nobody"]}


def entry(answer: str, who: str = "Sachiko") -> Entry:
    """An entry as the product of before wrote it."""
    return Entry(id="entry-0001", finding="", who=who, at="2026-03-01", answer=answer, note="")


def test_a_log_of_before_is_read_as_the_word_of_its_members(app: FastAPI, sampled: Browser) -> None:
    """Entries and answers that note nobody who wrote them down mean what they meant: "family" is the owner's word."""
    case = the_case(app)
    report = latest_report(case)
    assert report
    with notes.change(case) as (_, content):
        PART.put(content, [entry(answer) for answer in ("open", "me", "other", "unknown", "unsure")])
    with rows_by_hand(case.service.engine) as session:
        for finding, verdict in zip(report.findings, ("family", "not_mine"), strict=False):
            session.add(VerdictRow(case_id=case.id, subject=f"finding:{finding.id}", verdict=verdict))
    said = home.records(notes.load(case), {})
    assert [one.value for one in said] == [OF_LOG[one] for one in ("open", "me", "other", "unknown", "unsure")]
    assert {one.by for one in said} == {Person("member", "Sachiko")}
    report = latest_report(case)
    assert report
    text = make("txt", report, summary_state(case, report, "ja"), "ja").data.decode("utf-8")
    assert "本人によると、家族の誰かです" in text
    assert "本人に覚えのないもの（家族への確認：聞いた1人中1人が「分からない」）" in text
    assert book.by_helper(case) == 0


def test_an_answer_given_once_is_asked_about_the_findings_with_one_press(app: FastAPI, sampled: Browser) -> None:
    """Who said before their files that everyone at home was asked is asked whether that holds for the findings, and
    after one press every paper says so; nothing tells them to ask at home first."""
    case = the_case(app)
    with notes.change(case) as (_, content):
        content["answers"] = ASKED
    report = latest_report(case)
    assert report
    waiting = to_confirm(case, answers(case), report)
    assert waiting
    steps = plan_view(case, "en").plan
    assert steps[0].step.id != "save.household"
    assert "save.household" not in {planned.step.id for planned in steps}
    page = sampled.get("/case/findings").text
    assert re.search(rf"Does it hold for these findings too \({len(waiting)}\)\?", page)
    sampled.post("/case/household", {"holds": "/case/findings"}, on="/case/findings")
    assert to_confirm(case, answers(case), latest_report(case)) == []
    assert "Does it hold for these findings too" not in sampled.get("/case/findings").text
    known = home.records(notes.load(case), {})
    assert at_home(known, [{waiting[0]}]).everyone == "did_not"
    assert home_words(at_home(known, [{waiting[0]}]), "ja") == "全員が「知らない」（本人による）"


def test_what_is_said_of_a_parcel_is_not_asked_about_the_findings(app: FastAPI, sampled: Browser) -> None:
    """A parcel that nobody ordered says nothing of an account."""
    case = the_case(app)
    with notes.change(case) as (_, content):
        content["answers"] = {"what": ["symptom.cod_parcel"], "parcel.household": ["nobody"]}
    assert to_confirm(case, answers(case), latest_report(case)) == []


def test_who_wrote_it_down_is_kept(app: FastAPI, sampled: Browser) -> None:
    """An entry and an answer that a helper types are marked so, in the log and in what leaves."""
    case = the_case(app)
    helper = replace(case, helper="Kei", held=True)
    household.keep(helper, entry("unknown"))
    report = latest_report(case)
    assert report
    denied = next(finding for finding in report.findings if finding.evidence)
    verdicts.answer_finding(helper, denied.id, "not_mine")
    assert home.records(notes.load(case), {})[0].through == "helper"
    report = latest_report(case)
    assert report
    text = make("txt", report, summary_state(case, report, "en"), "en").data.decode("utf-8")
    assert "does not know about it (written down by a helper)" in text
    assert "1 of these answers was written down by a helper." in text
    assert "Written down by a helper" in sampled.get("/case/household").text
    with pytest.raises(Unreadable):
        household.keep(case, entry("me", who=""))


def test_only_what_all_said_of_all_things_counts() -> None:
    """Of several things and people the weakest word counts; a member's own word outweighs the owner's about all."""
    mother, father = Person("member", "mother"), Person("member", "father")
    said = [Said("a", mother, "did_not", "2026-03-01"), Said("", father, "did_not", "2026-03-01")]
    assert at_home(said, [{"a"}]).state == "all_denied"
    assert at_home(said, [{"a"}, {"b"}]).state == "open"
    assert at_home([*said, Said("a", mother, "did_it", "2026-03-02")], [{"a"}]).state == "claimed"
    assert at_home([Said("a", mother, "did_it", "2026-02-02"), *said], [{"a"}]).state == "all_denied"
    assert at_home([*said, Said("a", father, "not_sure", "2026-03-02")], [{"a"}]).state == "unsure"
    assert at_home([Said("a", EVERYONE, "did_not")], [{"b"}]).state == "unasked"
    assert at_home([Said("", EVERYONE, "alone")], [{"b"}]).state == "alone"
    assert at_home([Said("", EVERYONE, "did_not"), *said[:1]], [{"a"}]).members == {"mother": "did_not"}
    assert at_home([], [{"a"}]).state == "unasked"
