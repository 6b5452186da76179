"""An answer to single entries settles exactly these, whatever was answered before, and can be taken back."""

import json
from dataclasses import replace

import pytest
from fastapi import FastAPI

from analyzers.events.ids import event_id
from app.cases.answers import book, changes, verdicts
from app.cases.case import Case
from app.cases.export.contents import _answers
from app.cases.removing import RemovesNothing
from app.errors import NotFound, Unreadable
from app.report.answers import parse_answers
from tests.browser import Browser
from tests.cases.record.test_owner import fill
from tests.service import Prepared, the_case


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """A service whose only case has a year of orders."""
    return Prepared(tmp_path_factory.mktemp("changes"), fill)


@pytest.fixture
def case(app: FastAPI, browser: Browser) -> Case:
    """This case."""
    return the_case(app)


def events(case: Case) -> list[str]:
    """The ids of the events of all entries."""
    asking = book.state(case)
    assert asking
    return [event_id(key) for key in asking.recognition.frame["key"]]


def states(case: Case) -> dict[str, str]:
    """The state of each entry that has one, by the id of its event."""
    asking, known = book.state(case), events(case)
    assert asking
    return {known[unit]: answer for unit, answer in asking.recognition.answers.items()}


def test_a_change_counts_for_its_entries_alone_and_is_undone(case: Case) -> None:
    """It counts instead of the answer to the question about them; taken back, that one is there again, change by
    change."""
    asking = book.state(case)
    assert asking
    verdicts.answer(case, {one.id: "mine" for page in asking.pages for one in page.questions})
    first, second, *_ = known = events(case)
    answered = states(case)
    name = changes.change(case, {first: "not_mine", second: "family"})
    assert changes.size(case, name) == 2
    assert states(case) == {**answered, first: "not_mine", second: "family"}
    assert changes.answers(case) == {first: "not_mine", second: "family"}
    report = book.latest_report(case)
    assert report
    assert [one.triggers for one in report.findings if first in one.triggers and one.verdict == "not_mine"]
    every = changes.change(case, dict.fromkeys(known, "not_sure"))
    assert set(states(case).values()) == {"not_sure"}
    changes.take_back(case, every)
    assert states(case) == {**answered, first: "not_mine", second: "family"}
    changes.take_back(case, name)
    assert states(case) == answered
    with pytest.raises(NotFound):
        changes.take_back(case, name)


def test_a_later_answer_to_an_entry_counts_instead_of_that_to_its_finding(case: Case) -> None:
    """A finding does not go on to say that nobody at home knows it once all its entries are recognised."""
    report = book.latest_report(case)
    assert report
    finding = next(one for one in report.findings if one.kind != "proof" and set(one.triggers) <= set(events(case)))
    verdicts.answer_finding(case, finding.id, "not_mine")
    name = changes.change(case, dict.fromkeys(finding.triggers, "mine"))
    now = book.latest_report(case)
    assert now
    assert [one.verdict for one in now.findings if one.id == finding.id] == ["mine"]
    changes.take_back(case, name)
    now = book.latest_report(case)
    assert now
    assert [one.verdict for one in now.findings if one.id == finding.id] == ["not_mine"]


def test_changes_that_later_ones_cover_do_not_pile_up(case: Case) -> None:
    """As many stay as can be taken back, and those that still say something."""
    first, second, *_ = events(case)
    changes.change(case, {second: "family"})
    names = [changes.change(case, {first: answer}) for answer in ("mine", "not_mine") * changes.KEPT]
    assert len([name for name in names if changes.size(case, name)]) <= changes.KEPT + 2
    assert states(case) == {first: "not_mine", second: "family"}


def test_what_is_no_answer_and_who_may_not(case: Case) -> None:
    """Nothing is saved, and a helper takes nothing back."""
    first, *_ = events(case)
    for given in ({}, {first: "perhaps"}):
        with pytest.raises(Unreadable):
            changes.change(case, given)
    name = changes.change(replace(case, helper="H"), {first: "mine"})
    with pytest.raises(RemovesNothing):
        changes.take_back(replace(case, helper="H"), name)
    for other in ("", "0" * 16, "%", "_" * 16):
        with pytest.raises(NotFound):
            changes.take_back(case, other)
    assert states(case) == {first: "mine"}


def test_the_file_of_answers_has_them(case: Case) -> None:
    """What a case gives out is what the command takes."""
    first, *_ = events(case)
    changes.change(case, {first: "not_mine"})
    assert parse_answers(json.dumps(_answers(case, "en"))).entries == {first: "not_mine"}
