"""A case belongs to its browser: others see nothing of it; its answers and steps stay."""

import re

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files.uploads import uploads
from app.cases.plan import progress
from app.cases.plan.view import plan_view
from app.errors import NotFound, Unreadable
from app.report.model import Report
from app.settings import Settings
from app.storage import database
from app.storage.tables import SessionRow, VerdictRow
from tests.browser import Browser, visit
from tests.conftest import CANARIES
from tests.service import hits, the_case, with_report


def test_only_the_hash_of_the_cookie_is_kept(app: FastAPI, browser: Browser, settings: Settings) -> None:
    """Who reads the database cannot open a case with what stands in it."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    token = browser.client.cookies["mioboe"]
    assert hits(settings, token.encode()) == []
    with database.reading(app.state.service.engine) as session:
        stored = session.exec(select(SessionRow)).one().token_hash
    assert visit(app, Cookie=f"mioboe={stored}").get("/case").status_code == 404
    assert visit(app, Cookie=f"mioboe={token}").get("/case").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "x" * 43, "x" * 5000, "é" * 43])
def test_cookies_that_open_nothing(app: FastAPI, token: str) -> None:
    """A wrong, empty or huge cookie is the same as none."""
    given = visit(app).client.build_request("GET", "/case", headers={b"Cookie": f"mioboe={token}".encode()})
    assert visit(app).client.send(given).status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/case", "/case/files", "/case/findings", "/case/steps", "/case/summary", "/case/progress.json", "/case/delete"],
)
def test_no_case_no_page(browser: Browser, path: str) -> None:
    """Without a case every page of a case says what to do instead."""
    answer = browser.get(path)
    assert answer.status_code == 404
    assert "first choose what happened" in answer.text


def test_foreign_and_unknown_look_the_same(app: FastAPI, ordered: Browser) -> None:
    """A finding of somebody else's case and one that never was get the same answer, and nothing is kept."""
    with_report(app, ("mine1", ["e1"]))
    other = visit(app)
    other.post("/start", {"symptom": "symptom.free_parcel"})
    answers = [
        other.post("/case/findings", {"finding": name, "verdict": "mine"}, on="/upload") for name in ("mine1", "never")
    ]
    assert [one.status_code for one in answers] == [404, 404]
    plain = [re.sub(r'value="[^"]+"', "", one.text) for one in answers]
    assert plain[0] == plain[1]
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(VerdictRow)).all() == []


def test_foreign_upload_cannot_be_removed(app: FastAPI, ordered: Browser) -> None:
    """Removing takes only one's own; somebody else's upload is as good as unknown."""
    upload = uploads(the_case(app))[0].id
    other = visit(app)

    other.post("/start", {"symptom": "symptom.free_parcel"})
    for name in (upload, "0" * 32):
        assert other.post(f"/case/remove/file/{name}", on="/upload").status_code == 404
    assert ordered.post(f"/case/remove/file/{upload}", on="/upload").status_code == 303
    ordered.wait()
    assert "CANARY-name.csv" not in ordered.get("/case/files").text


def given(case: Case) -> dict[str, str | None]:
    """The answers to the findings of the latest report, by id."""
    return {one.id: one.verdict for one in (latest_report(case) or Report()).findings}


def test_answers_stay_and_follow_their_rows(app: FastAPI, ordered: Browser) -> None:
    """An answer is shown, can be changed, and holds for a finding that shares a row; its own answer goes first."""
    case = with_report(app, ("f1", ["e1", "e2"]), ("f2", ["e9"]))
    assert ordered.post("/case/findings", {"finding": "f1", "verdict": "not_mine"}, on="/upload").status_code == 303
    assert given(case) == {"f1": "not_mine", "f2": None}
    told = "You gave this answer to another finding that cites the same rows. It applies here too; you can change it."
    assert told not in ordered.get("/case/findings?lang=en").text
    case = with_report(app, ("f3", ["e2", "e3"]), ("f2", ["e9"]))
    assert given(case) == {"f3": "not_mine", "f2": None}
    assert ordered.get("/case/findings").text.count(told) == 1
    ordered.post("/case/findings", {"finding": "f3", "verdict": "family"}, on="/upload")
    assert given(case) == {"f3": "family", "f2": None}


@pytest.mark.parametrize("form", [{"finding": "f1", "verdict": "guilty"}, {"finding": "f1"}, {"verdict": "mine"}, {}])
def test_answers_that_are_none(app: FastAPI, ordered: Browser, form: dict[str, str]) -> None:
    """An unknown or missing answer changes nothing and is said."""
    with_report(app, ("f1", ["e1"]))
    assert ordered.post("/case/findings", form, on="/upload").status_code == 422


def test_progress_counts_its_changes(app: FastAPI, browser: Browser) -> None:
    """A step's state is kept with the number of its changes; unknown steps and states are refused."""
    browser.post("/start", {"symptom": "symptom.free_parcel"})
    case = the_case(app)
    step = plan_view(case, "ja").plan[0].step.id
    progress.set_state(case, step, "", "later")
    progress.set_state(case, step, "", "done")
    touched = [(one.planned.step.id, one.progress.state, one.progress.rev) for one in progress.statuses(case, "ja")]
    assert [one for one in touched if one[2]] == [(step, "done", 2)]
    for wrong in (("no.step", "done"), (step, "finished")):
        with pytest.raises(NotFound if wrong[0] == "no.step" else Unreadable):
            progress.set_state(case, wrong[0], "", wrong[1])


def test_no_personal_word_in_the_tables(app: FastAPI, ordered: Browser, settings: Settings) -> None:
    """Names, rows, order numbers and file hashes lie in the vault alone, encrypted."""
    case = with_report(app, ("f1", ["e1"]))
    ordered.post("/case/findings", {"finding": "f1", "verdict": "family"}, on="/upload")
    sha256 = uploads(case)[0].sha256
    assert uploads(case)[0].name == "CANARY-name.csv"
    assert hits(settings, *CANARIES, sha256.encode(), bytes.fromhex(sha256)) == []
