"""Help: a case is open to a helper for as long as its person says, who reads what was looked at; and nothing else."""

from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import SQLModel, select

from app.cases.access import helpers
from app.cases.access.browsers import Visitor
from app.cases.access.helpers import MERGED, NoHelper
from app.cases.accounts.account import Account, account_of_id
from app.cases.case import Case, case_of_row
from app.cases.limits import TooOften
from app.errors import NotFound, Unreadable
from app.storage import database
from app.storage.tables import AccountRow, AuditRow, CaseRow, GrantRow, LookRow, SessionRow, now
from app.web.csrf import SAFE_METHODS
from app.web.pages import declared
from app.web.route import Route, Who
from tests.browser import Browser, visit
from tests.cases.access.test_browsers import age, held, opened, signed_in
from tests.service import rows_by_hand, the_case


def helper(app: FastAPI) -> tuple[Browser, Account]:
    """A helper who is signed in."""
    browser = visit(app)
    account = account_of_id(app.state.service, signed_in(app, browser, "helper"))
    assert account
    return browser, account


def helped(app: FastAPI, mode: str = "read") -> tuple[Browser, Case, Browser, Account]:
    """A person's browser and case, and a helper who has it open."""
    person = opened(app)
    case = the_case(app)
    browser, account = helper(app)
    helpers.open_to(case, account.name, mode, 1)
    assert browser.post("/desk/open", {"grant": grant(app).id}, on="/desk").headers["Location"] == "/case"
    return person, case, browser, account


def grant(app: FastAPI) -> GrantRow:
    """The newest grant."""
    with database.reading(app.state.service.engine) as session:
        return sorted(session.exec(select(GrantRow)).all(), key=lambda one: one.created_at)[-1]


# Pages that helpers may not open: the code, deleting and keeping, everything at once, other browsers and helpers.
NEVER = tuple(sorted({route.path for route in declared() if route.who in (Who.PERSON, Who.NO_HELPER)}))


def unsafe_routes() -> list[tuple[str, str, Route]]:
    """Every method and address that changes something, with examples for parameters, and its declaration."""
    return [
        (method, route.path.replace("{", "").replace("}", ""), route)
        for route in declared()
        for method in sorted(set(route.methods) - SAFE_METHODS)
    ]


def test_a_helper_who_may_read_changes_nothing(app: FastAPI) -> None:
    """Every route that changes something is refused, whatever it will be called, except for the helper's own pages;
    the form of a filter changes nothing."""
    _, _, browser, _ = helped(app)
    token = browser.token("/case")
    ours = [
        (method, path) for method, path, route in unsafe_routes() if route.who.of_case and route.who is not Who.READERS
    ]
    assert ours
    for method, path in ours:
        answer = browser.client.request(method, path, data={"csrf": token})
        assert answer.status_code == 403, path
        assert "You may only read" in answer.text or "Only the person" in answer.text, path
    assert held(app, browser) is not None


def test_a_helper_who_reads_leaves_no_trace_in_the_case(app: FastAPI) -> None:
    """Looking at every page, in another language too, changes no row but those that say so."""
    _, _, browser, _ = helped(app)

    def rows() -> dict[str, list[object]]:
        quiet = {"looks", "sessions", "attempts", "alembic_version"}
        tables = [one for one in SQLModel.metadata.sorted_tables if one.name not in quiet]
        with database.reading(app.state.service.engine) as session:
            return {one.name: [tuple(row) for row in session.execute(one.select())] for one in tables}

    before = rows()
    for route in declared():
        if "GET" in route.methods and "{" not in route.path:
            browser.get(f"{route.path}?lang=ja")
    assert rows() == before


@pytest.mark.parametrize("mode", helpers.MODES)
def test_what_no_helper_does(app: FastAPI, mode: str) -> None:
    """Code, deletion, retention, export of everything, other browsers and helpers stay with the person, also by new
    routes below these addresses; no page offers them."""
    person, case, browser, _ = helped(app, mode)
    token = browser.token("/case")
    theirs = [(method, path) for method, path, route in unsafe_routes() if route.path in NEVER]
    assert len(theirs) >= 6
    for method, path in theirs:
        assert browser.client.request(method, path, data={"csrf": token}).status_code == 403, path
    for path in NEVER:
        assert browser.get(path).status_code in (403, 404, 405), path  # 405: for a form alone
    for path in ("/case", "/case/safety", "/case/steps", "/case/summary"):
        html = browser.get(path).text
        assert [one for one in (*NEVER, "/case/leave") if f'"{one}' in html] == []
    assert person.get("/case").status_code == 200
    assert case.id == the_case(app).id


@pytest.mark.parametrize(("mode", "reading"), [("read", True), ("work", False)])
def test_buttons_that_would_be_refused_are_not_offered(app: FastAPI, mode: str, reading: bool) -> None:
    """On pages of the case; the helper's own pages keep theirs. What is refused leads back to the case."""
    _, _, browser, _ = helped(app, mode)
    pages = ("/case", "/upload", "/case/letters", "/account", "/desk")
    assert ['<body class="reading">' in browser.get(one).text for one in pages] == [*[reading] * 3, False, False]
    assert '.reading main form[method="post"] button { display: none; }' in browser.get("/static/style.css").text
    refused = browser.get("/case/delete").text
    assert ("Back to the case" in refused, "To your case" in refused) == (True, False)


def test_a_helper_who_may_work(app: FastAPI) -> None:
    """Answers and files of a helper who may work on a case are kept in it."""
    person, _, browser, _ = helped(app, "work")
    assert browser.post("/start", {"symptom": "symptom.login_alert"}, on="/case").status_code == 303
    html = person.get("/case").text
    assert "sign-in" in html.lower()
    assert "pressed a button on “What happened”" in person.get("/case/helpers").text


@pytest.mark.parametrize("ends", ["time", "person", "role"])
def test_time_and_person_end_a_help(app: FastAPI, ends: str) -> None:
    """After its time, at the person's word, and with the helper's role the case is closed, with the reason."""
    person, _, browser, account = helped(app)
    assert browser.get("/case").status_code == 200
    with rows_by_hand(app.state.service.engine) as session:
        if ends == "time":
            session.get_one(GrantRow, grant(app).id).until = now()
        elif ends == "role":
            session.get_one(AccountRow, account.id).role = "person"
    if ends == "person":
        person.post("/case/helpers/end", {"grant": grant(app).id}, on="/case/helpers")
    answer = browser.get("/case")
    assert (answer.status_code, "no longer open to you" in answer.text) == (404, True)
    assert 'href="/desk"' in answer.text
    if ends != "role":
        with pytest.raises(NotFound):
            helpers.enter(account, grant(app).id, Visitor("x" * 32, "", ""))
    assert person.get("/case").status_code == 200


def test_what_comes_too_late_opens_no_case(app: FastAPI) -> None:
    """A form that a helper sends after the end is refused, and does not begin a case of the helper's own."""
    person, _, browser, _ = helped(app, "work")
    form = browser.token("/case")
    person.post("/case/helpers/end", {"grant": grant(app).id}, on="/case/helpers")
    answer = browser.client.post("/start", data={"csrf": form, "symptom": "symptom.login_alert"})
    assert (answer.status_code, "no longer open to you" in answer.text) == (404, True)
    assert 'href="/desk"' in answer.text
    with database.reading(app.state.service.engine) as session:
        assert len(session.exec(select(CaseRow)).all()) == 1


def test_a_new_code_leaves_the_help(app: FastAPI) -> None:
    """A new code closes the person's other browsers; a help ends by its own button."""
    person, _, browser, _ = helped(app)
    person.post("/case/code", on="/case")
    assert browser.get("/case").status_code == 200
    person.post("/case/browsers", {"others": "1"}, on="/case")
    assert browser.get("/case").status_code == 200


def test_every_look_is_listed(app: FastAPI) -> None:
    """The person reads who opened what, newest first, the same page within a minute once; other cases stay out."""
    person, case, browser, account = helped(app)
    for path in ("/case/steps", "/case/steps", "/case/summary.json", "/case/findings/none"):
        browser.get(path)
    browser.client.post("/case/contacts", data={"csrf": browser.token("/case")})
    browser.post("/desk/leave", on="/case")
    actions = [one.action for one in helpers.looks(case)]
    reads = ["GET /case", "GET /case/findings/{name}", "GET /case/summary.{form}", "GET /case/steps"]
    assert actions == ["refused POST /case/contacts", *reads, "open"]
    html = person.get("/case/helpers").text
    for said in (
        f"{account.name} opened your case.",
        f"{account.name} looked at “Steps”.",
        f"{account.name} downloaded “The summary as a file”.",
        f"{account.name} tried “Contact log” and was refused",
    ):
        assert said in html
    assert html.index("and was refused") < html.index("opened your case")
    other = opened(app)
    assert account.name not in other.get("/case/helpers").text


def test_looks_are_merged_by_the_minute(app: FastAPI) -> None:
    """A page that is read again later is a new look."""
    _, case, browser, _ = helped(app)
    browser.get("/case/steps")
    with rows_by_hand(app.state.service.engine) as session:
        for row in session.exec(select(LookRow)):
            row.at -= MERGED
    browser.get("/case/steps")
    assert [one.action for one in helpers.looks(case)].count("GET /case/steps") == 2


def test_only_helpers_can_be_let_in(app: FastAPI) -> None:
    """Unknown names, accounts of persons and operators get one answer; names cannot be tried without end."""
    person = opened(app)
    case = the_case(app)
    names = ["nobody"]
    for role in ("person", "operator"):
        found = account_of_id(app.state.service, signed_in(app, visit(app), role))
        assert found
        names.append(found.name)
    answers = [
        person.post("/case/helpers", {"name": one, "mode": "read", "days": "1"}, on="/case/helpers") for one in names
    ]
    assert {one.status_code for one in answers} == {422}
    assert all("No helper has this name" in one.text for one in answers)
    for wrong in ({"mode": "own", "days": "1"}, {"mode": "read", "days": "365"}, {"mode": "read"}):
        answer = person.post("/case/helpers", {"name": "nobody", **wrong}, on="/case/helpers")
        assert answer.status_code == 422
    with pytest.raises(Unreadable):
        helpers.open_to(case, "nobody", "read", 365)
    for _ in range(20 - len(names)):
        with pytest.raises(NoHelper):
            helpers.open_to(case, "nobody", "read", 1)
    with pytest.raises(TooOften):
        helpers.open_to(case, "nobody", "read", 1)
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(GrantRow)).all() == []


def test_a_case_is_opened_anew_in_place_of_before(app: FastAPI) -> None:
    """The same helper has one grant in a case, and what others opened to them stays."""
    first, owner = opened(app), visit(app)
    case = the_case(app)
    name = signed_in(app, owner)
    owner.post("/start", {"symptom": "symptom.free_parcel"})
    _, account = helper(app)
    with database.reading(app.state.service.engine) as session:
        row = session.exec(select(CaseRow).where(CaseRow.id != case.id)).one()
    other = case_of_row(app.state.service, row)
    assert other
    for one, mode in ((other, "read"), (case, "read"), (case, "work")):
        helpers.open_to(one, account.name, mode, 1)
    assert [(one.mode, one.ended) for one in helpers.of_case(case)] == [("work", False), ("read", True)]
    assert [one.ended for one in helpers.of_case(other)] == [False]
    assert [one.name for one in helpers.opened_to(account)] == ["", name]
    assert first.get("/case").status_code == 200


def test_a_case_is_opened_by_its_helper_only(app: FastAPI) -> None:
    """Another helper, and somebody who is no helper, cannot go in with the grant's id."""
    person = opened(app)
    case = the_case(app)
    _, account = helper(app)
    helpers.open_to(case, account.name, "work", 30)
    other, _ = helper(app)
    assert other.post("/desk/open", {"grant": grant(app).id}).status_code == 404
    known = held(app, other)
    assert known
    assert known.case is None
    assert person.post("/desk/open", {"grant": grant(app).id}, on="/case").headers["Location"].startswith("/sign-in")


def test_a_case_of_ones_own_is_not_lost(app: FastAPI) -> None:
    """A helper whose own case has no code is told first; nothing is closed."""
    browser = opened(app)
    case = the_case(app)
    account = account_of_id(app.state.service, signed_in(app, browser, "helper"))
    assert account
    helpers.open_to(case, account.name, "read", 1)
    answer = browser.post("/desk/open", {"grant": grant(app).id}, on="/desk")
    assert (answer.status_code, "would be lost" in answer.text) == (409, True)
    known = held(app, browser)
    assert known
    assert (known.case or case).id == case.id
    assert known.grant is None


def test_the_banner_is_on_every_page(app: FastAPI) -> None:
    """Whoever helps sees on every page that the case is somebody else's, and can leave it."""
    _, _, browser, _ = helped(app)
    for path in ("/case", "/case/files", "/case/steps", "/case/summary", "/upload", "/case/delete", "/nothing"):
        html = browser.get(path).text
        assert "helping with somebody else&#39;s case" in html, path
        assert 'action="/desk/leave"' in html, path
    assert browser.post("/desk/leave", on="/case").headers["Location"] == "/desk"
    with database.reading(app.state.service.engine) as session:  # nothing has happened to the case
        assert "left" not in session.exec(select(AuditRow.event)).all()
    closed = browser.get("/case")
    assert (closed.status_code, "Your account with Mioboe" in closed.text) == (404, True)
    assert "helping with" not in browser.get("/desk").text


def test_a_deleted_case_is_gone_for_helpers(app: FastAPI) -> None:
    """Deleting a case takes the help and its looks along; the helper stays signed in."""
    person, _, browser, _ = helped(app)
    person.post("/case/delete", on="/case/delete")
    assert browser.get("/case").status_code == 404
    assert browser.get("/desk").status_code == 200
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(GrantRow)).all() == []
        assert session.exec(select(LookRow)).all() == []
        assert [one.account_id is not None for one in session.exec(select(SessionRow))] == [True]


def test_a_helper_is_signed_out_after_half_an_hour(app: FastAPI) -> None:
    """A helper who walks away leaves no case open."""
    _, _, browser, _ = helped(app)
    age(app, seen_at=timedelta(minutes=30))
    assert browser.get("/case").status_code == 404
