"""What a person said and did after an upgrade, when the program finds something else in the same files."""

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.answers import changes
from app.cases.answers.book import latest_report
from app.cases.answers.unlisted import unlisted
from app.cases.files.reupload import update_sightings
from app.i18n.translate import translate
from app.report.model import Report
from app.storage.database import reading
from app.storage.tables import ProgressRow, VerdictRow
from app.web.fragments.plan_cards import AGAIN_SENTENCES
from tests.browser import Browser
from tests.service import Prepared, rows_by_hand, the_case, with_report
from tests.web.pages.account_book.test_reupload import (
    ANOTHER,
    STRANGE,
    export,
    hand_in,
    orphans,
    shows,
    state,
)

LATER = "e" * 20  # a finding that only a later version lists
GONE = "Answered findings that are no longer listed"


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A case with two refunds that belong to no order."""
    return Prepared(tmp_path_factory.mktemp("two"), lambda browser: hand_in(browser, *export("two", STRANGE, ANOTHER)))


def deny(browser: Browser, finding: str) -> None:
    answer = browser.post("/case/findings", {"finding": finding, "verdict": "not_mine"}, on="/case/findings")
    assert answer.status_code == 303


def do(browser: Browser, step: str) -> None:
    assert browser.post("/case/steps", {"step": step, "state": "done"}, on="/case/steps").status_code == 303


def triggers(app: FastAPI, finding: str) -> list[str]:
    with reading(app.state.service.engine) as session:
        row = session.get(VerdictRow, (the_case(app).id, f"finding:{finding}"))
        assert row
        return list(row.triggers)


def test_a_step_stays_done_when_only_the_program_changed(app: FastAPI, browser: Browser) -> None:
    """A finding that another version attaches to a step that was done does not open it again; an answer does, and the
    step says why."""
    first, _ = orphans(app)
    deny(browser, first)
    do(browser, "rec.giftcard")
    with_report(app, (first, triggers(app, first)), (LATER, triggers(app, first)))
    assert (state(app, "rec.giftcard").state, state(app, "rec.giftcard").reopened_by) == ("done", "")
    deny(browser, LATER)
    assert (state(app, "rec.giftcard").state, state(app, "rec.giftcard").reopened_by) == ("reopened", "answered")
    assert shows(browser, "/case/steps", AGAIN_SENTENCES["answered"])


def test_an_answered_finding_leaves_with_a_word(app: FastAPI, browser: Browser) -> None:
    """The case names a finding that was answered and that this version no longer lists, with its answer, until the
    person has read it."""
    first, _ = orphans(app)
    deny(browser, first)
    assert not shows(browser, "/case", GONE)
    with_report(app)
    assert [gone.finding for gone in unlisted(the_case(app))] == [first]
    for sentence in (GONE, "I do not recognise it", "I have read this"):
        assert shows(browser, "/case", sentence)
    assert browser.post("/case/unlisted", on="/case").status_code == 303
    assert not shows(browser, "/case", GONE)


def test_answers_given_elsewhere_are_named_too(app: FastAPI, browser: Browser) -> None:
    """A finding that was answered only with its entries is named as well; what is answered after it left is not."""
    report = latest_report(the_case(app))
    assert report
    events = {finding.id: list(finding.triggers) for finding in report.findings}
    first, second = orphans(app)
    changes.change(the_case(app), dict.fromkeys(events[first], "mine"))
    with_report(app)
    update_sightings(the_case(app), Report(), [], events)
    changes.change(the_case(app), dict.fromkeys(events[second], "not_mine"))
    assert [(gone.finding, gone.verdict) for gone in unlisted(the_case(app))] == [(first, "mine")]


def test_a_finding_whose_files_were_removed_is_not_named(app: FastAPI, browser: Browser) -> None:
    """What the person took out of the case themselves needs no word."""
    first, _ = orphans(app)
    deny(browser, first)
    for upload in reversed(range(1, 3)):
        page = browser.get("/case/files").text
        name = page.split("/case/remove/file/")[1].split('"')[0]
        assert browser.post(f"/case/remove/file/{name}", on="/upload").status_code == 303, upload
        browser.wait()
    assert unlisted(the_case(app)) == []


def test_a_done_step_that_left_the_plan_can_be_read(app: FastAPI, browser: Browser) -> None:
    """Its name, its state and the note stay on the page of the steps."""
    on = {"state": "done", "noted": "1", "note": "asked on Monday"}
    assert browser.post("/case/steps", {"step": "rec.giftcard", **on}, on="/case/steps/rec.giftcard").status_code == 303
    assert "asked on Monday" not in browser.get("/case/steps").text
    with rows_by_hand(app.state.service.engine) as session:  # as of an older plan
        row = session.exec(select(ProgressRow).where(ProgressRow.step == "rec.giftcard")).one()
        session.add(ProgressRow(case_id=row.case_id, step="parcel.paid", state="done"))
    page = browser.get("/case/steps?lang=en").text
    outside = page.split('id="outside"')[1].split("</details>")[0]
    title = translate("Steps that were begun and are no longer in the plan", "en")
    assert (title in outside, "Done (" in outside) == (True, True)
