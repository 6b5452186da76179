"""The figures of the desk: right counts, and none that is about a few people."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.desk.figures import LEAST, PERIOD, figures, without_rare
from app.cases.plan import progress
from app.storage import database
from app.storage.tables import AuditRow, CaseRow, GrantRow, SymptomRow, now
from tests.cases.access.test_browsers import account, opened
from tests.service import rows_by_hand, the_case


def called(app: FastAPI, count: int, symptom: str, minutes: int | None, days: int = 1) -> None:
    """Cases that were opened for callers some days ago, with a first step after some minutes, or none."""
    helper, at = account(app, "helper"), now() - timedelta(days=days)
    with rows_by_hand(app.state.service.engine) as session:
        for number in range(count):
            id_ = f"{symptom[-8:]}{days:03}{number:03}"
            session.add(CaseRow(id=id_, key=b"locked"))
            session.flush()
            session.add(SymptomRow(case_id=id_, symptom=symptom))
            session.add(GrantRow(id=f"g{id_}", case_id=id_, helper_id=helper, mode="desk", until=now()))
            session.add(AuditRow(case_id=id_, event="caller", at=at))
            if minutes is not None:
                session.add(AuditRow(case_id=id_, event="acted", at=at + timedelta(minutes=minutes + number)))
                session.add(AuditRow(case_id=id_, event="acted", at=at + timedelta(days=1)))


def test_counts_and_the_median(app: FastAPI) -> None:
    """Five cases are counted, four are not; the first step counts, and cases from before the period do not."""
    assert figures(app.state.service)[:4] == (None, None, None, None)
    called(app, 4, "symptom.cod_parcel", 10)
    few = figures(app.state.service)
    assert (few.opened, few.acted, few.minutes, few.kinds, few.rarer) == (None, None, None, {}, True)
    called(app, 3, "symptom.login_alert", 20, days=2)
    called(app, 5, "symptom.login_alert", None, days=PERIOD.days + 1)
    result = figures(app.state.service)
    assert (result.opened, result.taken_over, result.acted, result.minutes) == (7, None, 7, 13)
    assert result.kinds == {}  # alone beside the four, the eight would tell how many these are


@pytest.mark.parametrize(
    ("counts", "given"),
    [
        ({}, {}),
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 5, "c": 1}, {"a": 9}),
        ({"a": 9, "b": 5, "c": 1, "d": 2}, {"a": 9, "b": 5}),
        ({"a": LEAST - 1}, {}),
    ],
)
def test_what_is_left_out_is_never_alone(counts: dict[str, int], given: dict[str, int]) -> None:
    """A count that is left out cannot be worked out from a total."""
    assert without_rare(counts) == given


def test_the_first_step_is_recorded_once(app: FastAPI) -> None:
    """Putting a step off is no step; the second one that is begun changes nothing."""
    opened(app)
    case = the_case(app)
    for step, state in (("save.household", "later"), ("save.screens", "doing"), ("save.screens", "done")):
        progress.set_state(case, step, "", state)
    with database.reading(app.state.service.engine) as session:
        assert list(session.exec(select(AuditRow.event))).count("acted") == 1
