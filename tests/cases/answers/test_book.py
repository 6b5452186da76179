"""What the owner answers is in the report at once, exactly as a new examination of all files has it."""

from random import Random

import pytest
from fastapi import FastAPI
from msgspec import structs

from analyzers.events.answers import ANSWERS, REFUND_TAG, fits
from analyzers.events.ids import event_id
from analyzers.rules.contract import tags_of
from app.cases.answers import book, changes, verdicts
from app.cases.answers.claims import claims_of
from app.cases.case import Case
from app.cases.files.examine import examine
from app.cases.record import notes, owner
from app.report.model import Timing
from app.report.stored import to_json
from app.web.pages.start.sample import SAMPLE
from evaluation.simulate.account import Spec, make
from tests.browser import Browser
from tests.service import the_case

ROUNDS = 4  # after each of which the report is compared
ACTS = 3  # of the person in a round
TAKEN_BACK = 0.3  # the share of changes of entries that are taken back at once
ACCOUNTS = [Spec("light", 11, "balance_drained_in_sight"), Spec("family", 12, "drop_address"), None]


def report(case: Case) -> bytes:
    """The report as it is shown now, without the times of running."""
    now = book.latest_report(case)
    assert now is not None
    return to_json(structs.replace(now, timing=Timing()))


def everything(case: Case) -> tuple[object, ...]:
    """All that is made of answers: the report, the questions with their pages, the account, and the claims."""
    asking, now = book.state(case), book.latest_report(case)
    assert asking is not None
    assert now is not None
    state = asking.recognition
    return (
        report(case),
        state.questions,
        state.pages,
        state.account,
        state.answers,
        state.promise,
        asking.last,
        asking.screens,
        claims_of(case, now),
    )


def forget(case: Case) -> None:
    """Drops what is kept in memory of the case: what is shown next is assembled afresh."""
    case.service.vault.forget_case(case.id)


def some_answer(random: Random, question: str) -> str:
    return random.choice([one for one in ANSWERS if fits(question, one)])


def act(case: Case, random: Random) -> None:
    """The person answers a page, a finding or a thing that a finding names, changes an answer or the state of single
    entries, or takes some back."""
    asking, now = book.state(case), book.latest_report(case)
    assert asking is not None
    assert now is not None
    choice = random.choice(("page", "page", "page", "question", "finding", "entity", "entries", "back"))
    if choice == "page" and asking.pages:
        page = random.choice(asking.pages)
        verdicts.answer(case, {one.id: some_answer(random, one.id) for one in page.questions})
    elif choice == "question":
        name = random.choice(asking.recognition.questions).id
        verdicts.answer(case, {name: some_answer(random, name)})
    elif choice == "finding" and now.findings:
        finding = random.choice(now.findings)
        kind = "refund" if REFUND_TAG in tags_of(finding.detector) else "order"
        verdicts.answer_finding(case, finding.id, some_answer(random, kind))
    elif choice == "entity" and (named := [one for one in now.findings if one.entities]):
        finding = random.choice(named)
        with notes.change(case) as (session, content):
            owner.recognise(session, case, content, finding, random.choice(finding.entities).kind)
    elif choice == "entries":
        some = random.sample(asking.recognition.frame["key"].to_list(), random.choice((1, 5, 40)))
        name = changes.change(case, {event_id(key): random.choice(ANSWERS) for key in some})
        if random.random() < TAKEN_BACK:
            changes.take_back(case, name)
    elif choice == "back":
        verdicts.take_back(case)


@pytest.mark.parametrize("account", ACCOUNTS, ids=str)
def test_the_report_is_that_of_a_new_examination(app: FastAPI, browser: Browser, account: Spec | None) -> None:
    """Whatever is answered in whatever order, taken back or answered again: what is shown at once is, byte for byte,
    what a new examination of all files gives, and the questions and the account are the same as well. After every
    single act it is what is assembled where nothing is kept in memory."""
    files = make(account).files if account else [(SAMPLE.name, SAMPLE.read_bytes())]
    browser.upload(*((name.rpartition("/")[2], data) for name, data in files))
    browser.wait()
    case, random = the_case(app), Random(str(account))
    for _ in range(ROUNDS):
        for _ in range(ACTS):
            act(case, random)
            at_once = everything(case)
            forget(case)
            assert everything(case) == at_once
        before, asking = report(case), book.state(case)
        examine(case, lambda count: None)
        after = book.state(case)
        assert report(case) == before
        assert asking is not None
        assert after is not None
        assert (after.recognition.questions, after.recognition.account) == (
            asking.recognition.questions,
            asking.recognition.account,
        )
