"""Cases of callers below the pages: who loses what with whom, and what backups and other processes see."""

from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.access import helpers
from app.cases.access.browsers import Opened, Visitor
from app.cases.accounts import account as accounts
from app.cases.accounts.account import Account, create
from app.cases.backup import make
from app.cases.backup.restore import restore
from app.cases.case import Case
from app.cases.desk import callers, handing_over, invitations
from app.cases.desk.handing_over import ForTheCaller, WrongHandover
from app.cases.files import erase
from app.cases.limits import Source
from app.cases.record import remarks
from app.cases.record.remarks import REMARKS
from app.cases.removing import NotForHelpers
from app.errors import Damaged, NotFound, Unreadable
from app.storage import database
from app.storage.desk_tables import HandoverRow, InvitationRow
from app.storage.tables import AccountRow, CaseRow, GrantRow, now
from tests.service import running, the_case

HERE = Visitor("x" * 32, "", "Firefox, Linux")
OTHER = Visitor("y" * 32, "", "Firefox, Linux")


def helper_of(app: FastAPI, name: str = "Counsellor", role: str = "helper") -> Account:
    """An account with a role."""
    return create(app.state.service, name, None, role=role)


def opened_for(app: FastAPI, helper: Account) -> tuple[Case, Opened]:
    """A case that a helper opened for a caller, as that helper has it."""
    opened = callers.open_for_caller(helper, "CANARY-name", "en", HERE)
    return replace(the_case(app), helper=helper.name, held=True), opened


def test_only_helpers_open_cases_for_callers(app: FastAPI) -> None:
    """Neither a person nor an operator does."""
    for role in ("person", "operator"):
        with pytest.raises(NotFound):
            callers.open_for_caller(helper_of(app, f"a {role}", role), "", "en", HERE)


def test_a_case_of_a_person_is_not_handed_over_or_deleted(app: FastAPI) -> None:
    """What is for callers' cases refuses every other case, with a helper or without."""
    opened_for(app, helper_of(app))
    for case in (the_case(app), replace(the_case(app), helper="Counsellor")):
        for act in (
            lambda case: handing_over.make(case, "paper", HERE),
            handing_over.withdraw,
            callers.delete,
        ):
            with pytest.raises(NotForHelpers):
                act(case)
    with pytest.raises(Unreadable):
        handing_over.make(replace(the_case(app), helper="Counsellor", held=True), "mail", HERE)


def test_closing_the_helpers_account(app: FastAPI) -> None:
    """It takes along the cases that nobody can take over any more, and none that a caller has a code for."""
    helper = helper_of(app)
    case, _ = opened_for(app, helper)
    accounts.close(helper)
    with database.reading(app.state.service.engine) as session:
        assert session.get_one(CaseRow, case.id).key is None
    second = helper_of(app, "Second")
    case, _ = opened_for(app, second)
    code, _ = handing_over.make(case, "paper", HERE)
    accounts.close(second)
    opened = handing_over.take_over(app.state.service, code, OTHER)
    assert opened.case.id == case.id
    assert handing_over.may_go_on(opened.case) is None
    with pytest.raises(Unreadable):
        handing_over.decide(opened.case, "read", 7)


def test_without_the_role_the_code_still_works(app: FastAPI) -> None:
    """Whoever lost the role sees nothing, and the caller cannot let them in again."""
    helper = helper_of(app)
    case, _ = opened_for(app, helper)
    code, _ = handing_over.make(case, "link", HERE)
    with database.writing(app.state.service.engine) as session:
        session.get_one(AccountRow, helper.id).role = "person"
    assert helpers.cases_of(replace(helper, role="person")) == []
    opened = handing_over.take_over(app.state.service, code, OTHER, "somebody else")
    assert handing_over.may_go_on(opened.case) is None
    with pytest.raises(NotFound):
        helpers.go_on(opened.case, helper.id, "read", 7)


def test_whoever_comes_second_finds_a_used_code(app: FastAPI) -> None:
    """The helper's own account is refused, and one person takes the case."""
    helper = helper_of(app)
    case, _ = opened_for(app, helper)
    code, _ = handing_over.make(case, "paper", HERE)
    with pytest.raises(ForTheCaller):
        handing_over.take_over(app.state.service, code, OTHER, helper.id)
    handing_over.take_over(app.state.service, f" {code.lower()} ", OTHER)
    with pytest.raises(WrongHandover):
        handing_over.take_over(app.state.service, code, OTHER)


def test_a_case_whose_time_is_over_is_not_taken(app: FastAPI) -> None:
    """A code does not outlive its case."""
    case, _ = opened_for(app, helper_of(app))
    code, handover = handing_over.make(case, "paper", HERE)
    assert handover.until <= case.until
    with database.writing(app.state.service.engine) as session:
        session.get_one(CaseRow, case.id).keep_until = now()
    with pytest.raises(WrongHandover):
        handing_over.take_over(app.state.service, code, OTHER)
    erase.expire(app.state.service)
    with database.reading(app.state.service.engine) as session:
        assert session.get_one(CaseRow, case.id).key is None
        assert [session.exec(select(table)).all() for table in (GrantRow, HandoverRow)] == [[], []]


def test_damaged_remarks_keep_nobody_from_ending_a_help(app: FastAPI) -> None:
    """What cannot be decrypted is an error for the helper, and none for the person."""
    helper = helper_of(app)
    case, _ = opened_for(app, helper)
    code, _ = handing_over.make(case, "paper", HERE)
    opened = handing_over.take_over(app.state.service, code, OTHER)
    handing_over.decide(opened.case, "work", 7)
    (app.state.settings.blobs / case.id / REMARKS.name).write_bytes(b"damaged")
    with pytest.raises(Damaged):
        remarks.of_helper(case, helper.id)
    [now_open] = [grant for grant in helpers.of_case(opened.case) if not grant.ended]
    helpers.end(opened.case, now_open.id)
    assert helpers.cases_of(helper) == []


def test_closing_an_account_keeps_the_record_of_invitations(app: FastAPI) -> None:
    """Who made or used an invitation is gone with the account, and that it was used is not."""
    operator, person = helper_of(app, "Chief", "operator"), helper_of(app, "New", "person")
    code = invitations.make(operator)
    invitations.hold(app.state.service, code, Source(), "holder")
    invitations.accept(person, "holder", "token")
    for one in (operator, person):
        accounts.close(one)
    with database.reading(app.state.service.engine) as session:
        [row] = session.exec(select(InvitationRow)).all()
        assert (row.account_id, row.helper_id, row.used_at is not None) == (None, None, True)


@pytest.mark.sqlite
@pytest.mark.usefixtures("quick_lock")
def test_a_backup_holds_the_desk(app: FastAPI, tmp_path: Path) -> None:
    """Elsewhere the helper finds the case under its name, the code works, and an invitation lets somebody in."""
    helper, operator = helper_of(app), helper_of(app, "Chief", "operator")
    case, _ = opened_for(app, helper)
    code, _ = handing_over.make(case, "paper", HERE)
    invitation = invitations.make(operator)
    make.make(app.state.service, tmp_path / "b", "correct horse battery")
    there = replace(app.state.settings, data=tmp_path / "there")
    restore(there, tmp_path / "b", "correct horse battery", [])
    with running(there) as other:
        service = other.state.service
        [(_, held)] = helpers.cases_of(replace(helper, service=service))
        assert remarks.of_helper(held, helper.id)["name"] == "CANARY-name"
        invitations.hold(service, invitation, Source(), "holder")
        assert handing_over.take_over(service, code, OTHER).case.id == case.id
