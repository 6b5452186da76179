"""What is kept in memory beside a report is never of a state that is gone."""

import re
from collections.abc import Callable
from pathlib import Path

from fastapi import FastAPI

from analyzers.events.owner import Owner
from app.cases.answers import book, verdicts
from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.record import notes
from app.web.pages.start.sample import SAMPLE
from benchmarks.answers import fill
from benchmarks.pages import TOKEN
from checklists.questions import START
from tests.browser import Browser, multipart, visit

STEP = "save.screens"
PAGES = ("/case/result", "/case/recognise?go=on", "/case/end", "/case/steps", f"/case/steps/{STEP}")


def test_pages_are_of_the_state_that_is(app: FastAPI, tmp_path: Path) -> None:
    """After every change they are the same as those that are made of nothing kept, and others than before."""
    case = fill(app, [(SAMPLE.name, SAMPLE.read_bytes())], Owner(), tmp_path / "files")
    browser = visit(app)
    browser.client.cookies.set("mioboe", TOKEN)
    before = shown(browser)
    for name, change in changes(case, browser).items():
        change()
        kept = shown(browser)
        case.service.vault.forget_case(case.id)
        assert kept == shown(browser), name
        assert kept != before, name
        before = kept


def changes(case: Case, browser: Browser) -> dict[str, Callable[[], object]]:
    """One of each kind of thing that the pages depend on."""
    report, asking = book.latest_report(case), book.state(case)
    assert report is not None
    assert asking is not None
    part = next(one for one in progress.statuses(case, "en") if one.planned.step.id == STEP).parts[0]
    screen = b"\x89PNG\r\n\x1a\n"
    proof = multipart(
        browser.token(f"/case/evidence/{STEP}"), (("screen.png", screen),), step=STEP, subject=part.subject
    )
    return {
        "progress": lambda: progress.set_state(case, STEP, part.subject, "doing"),
        "a note": lambda: notes.keep_step_note(case, STEP, part.subject, "CANARY", ""),
        "a symptom": lambda: self_check.keep_answer(case, START, ["symptom.cod_parcel"]),
        "a finding": lambda: verdicts.answer_finding(case, report.findings[0].id, "not_mine"),
        "a file": lambda: browser.client.post("/upload", **proof),
        "a question": lambda: verdicts.answer(case, {asking.pages[0].questions[0].id: "not_mine"}),
        "undo": lambda: verdicts.take_back(case),
    }


def shown(browser: Browser) -> list[str]:
    """The pages without the tokens of their forms."""
    return [re.sub(r'name="csrf" value="[^"]+"', "", browser.get(path).text) for path in PAGES]
