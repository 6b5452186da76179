"""Until and after a case is handed over: what the helper may do, and which code opens it."""

import re
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlmodel import select

from app.cases.record import notes
from app.storage import database
from app.storage.desk_tables import HandoverRow
from app.storage.tables import CaseRow, now
from tests.browser import hand_in_orders, multipart, visit
from tests.service import rows_by_hand, the_case
from tests.web.pages.desk.callers import called, invited, paper, taken
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import PICTURE


def test_until_it_is_taken_over_the_helper_corrects_and_deletes(app: FastAPI) -> None:
    """What was typed wrong is taken back; the case is deleted on its page, with its code; afterwards neither works."""
    helper = called(app)
    for answers in (["symptom.cod_parcel", "symptom.login_alert"], ["symptom.cod_parcel"]):
        assert helper.post("/case/questions/what", {"answer": answers}, on="/desk/notes").status_code == 303
    assert notes.load(the_case(app))["answers"]["what"] == ["symptom.cod_parcel"]
    code = paper(helper)
    assert "Delete it now" in helper.get("/desk/delete").text
    assert helper.post("/desk/delete", on="/desk/delete").headers["Location"] == "/desk"
    assert visit(app).post("/take-over", {"code": code}, on="/take-over").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(HandoverRow)).all() == []
        assert session.exec(select(CaseRow)).one().key is None


def test_after_it_is_taken_over_the_helper_neither_deletes_nor_hands_over(app: FastAPI) -> None:
    """Also where the caller lets the helper work on the case."""
    helper = called(app)
    caller = taken(app, paper(helper))
    caller.post("/case/taken", {"mode": "work", "days": "1"}, on="/case/taken")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    for path in ("/desk/delete", "/desk/hand-over"):
        assert helper.get(path).status_code == 403, path
        assert helper.post(path, {"kind": "link"}, on="/desk/notes").status_code == 403, path
    assert caller.get("/case").status_code == 200


@pytest.mark.parametrize("upload", [True, False])
def test_a_single_file_is_the_helpers_until_it_is_handed_over(app: FastAPI, upload: bool) -> None:
    """What a helper handed in by mistake is removed on its page; afterwards only the caller removes it."""
    helper = called(app)
    if upload:
        hand_in_orders(helper)
        listed, start = "/case/files", "/case/remove/file/"
    else:
        proof = multipart(helper.token("/case/evidence/save.screens"), (("a.png", PICTURE),), step="save.screens")
        assert helper.client.post("/upload", **proof).status_code == 303
        listed, start = "/case/evidence/exhibit/1", "/case/remove/exhibit/"
    path = next(link for link in Markup(helper.get(listed).text).links if link.startswith(start))
    assert helper.get(path).status_code == 200
    caller = taken(app, paper(helper))
    caller.post("/case/taken", {"mode": "work", "days": "1"}, on="/case/taken")
    [grant] = re.findall(r'name="grant" value="([0-9a-f]+)"', helper.get("/desk").text)
    helper.post("/desk/open", {"grant": grant}, on="/desk")
    assert path not in helper.get(listed).text
    assert [helper.get(path).status_code, helper.post(path, on="/desk/notes").status_code] == [403, 403]
    again = called(app, "another")
    if upload:
        hand_in_orders(again)
    else:
        proof = multipart(again.token("/case/evidence/save.screens"), (("a.png", PICTURE),), step="save.screens")
        again.client.post("/upload", **proof)
    path = next(link for link in Markup(again.get(listed).text).links if link.startswith(start))
    assert again.post(path, on=path).status_code == 303
    assert again.get(path).status_code == 404


def test_a_code_opens_once_and_in_time(app: FastAPI) -> None:
    """A used, replaced, withdrawn or late code opens nothing; a form that was sent twice goes on."""
    helper = called(app)
    first, second = paper(helper), paper(helper, "link")
    assert first != second
    stranger = visit(app)
    assert stranger.post("/take-over", {"code": first}, on="/take-over").status_code == 403
    helper.post("/desk/hand-over", {"do": "withdraw"}, on="/desk/hand-over")
    assert stranger.post("/take-over", {"code": second}, on="/take-over").status_code == 403
    third = paper(helper)
    with rows_by_hand(app.state.service.engine) as session:
        row = session.exec(select(HandoverRow)).one()
        until, row.until = row.until, now()
    assert stranger.post("/take-over", {"code": third}, on="/take-over").status_code == 403
    with rows_by_hand(app.state.service.engine) as session:
        session.exec(select(HandoverRow)).one().until = until
    form = {"csrf": stranger.token("/take-over"), "code": third}
    before = stranger.client.cookies.get("mioboe-visit")
    assert stranger.client.post("/take-over", data=form).headers["Location"] == "/case/taken"
    assert before
    assert stranger.client.post("/take-over", data=form | {"csrf": stranger.token("/case/taken")}).status_code == 303
    assert visit(app).post("/take-over", {"code": third}, on="/take-over").status_code == 403
    with database.reading(app.state.service.engine) as session:
        assert session.exec(select(CaseRow)).one().keep_until is None  # kept as long as every other case from now on


def test_the_code_is_taken_where_every_code_is_entered(app: FastAPI) -> None:
    """The form for codes leads on with a code from a helper, which is in no address and opens nothing by itself; a
    used one is refused there. What is tried there counts as it does on the page for such codes."""
    code = paper(called(app))
    caller = visit(app)
    answer = caller.post("/resume", {"code": code.lower().replace("-", " ")}, on="/resume")
    assert (answer.status_code, 'action="/take-over"' in answer.text) == (200, True)
    assert f'value="{code}"' in answer.text
    assert caller.get("/case").status_code == 404
    [csrf] = set(re.findall(r'action="/take-over".*?name="csrf" value="([^"]+)"', answer.text, re.DOTALL))
    taken_over = caller.client.post("/take-over", data={"csrf": csrf, "code": code})
    assert taken_over.headers["Location"] == "/case/taken"
    stranger = visit(app)
    assert stranger.post("/resume", {"code": code}, on="/resume").status_code == 403
    form = {"csrf": stranger.token("/take-over"), "code": "0" * 28}
    answers = [stranger.client.post("/take-over", data=form).status_code for _ in range(20)]
    assert answers == [403] * 19 + [429]


def test_the_helper_does_not_take_the_case(app: FastAPI) -> None:
    """In the helper's own browser the code is refused, and goes on working."""
    helper = called(app)
    code = paper(helper)
    answer = helper.post("/take-over", {"code": code}, on="/take-over")
    assert (answer.status_code, "for the person whose case it is" in answer.text) == (403, True)
    taken(app, code)


def test_codes_are_not_guessed(app: FastAPI) -> None:
    """After twenty tries of a browser, codes of cases and of invitations wait, right ones too."""
    code, stranger = paper(called(app)), visit(app)
    for path, field in (("/take-over", code), ("/desk/join", invited(app))):
        token = stranger.token(path)
        answers = [stranger.client.post(path, data={"csrf": token, "code": "0" * 28}).status_code for _ in range(20)]
        assert set(answers) == {403}, path
        late = stranger.client.post(path, data={"csrf": token, "code": field})
        assert late.status_code == 429, path
        assert "Retry-After" in late.headers


def test_a_case_that_nobody_takes_over_is_erased(app: FastAPI) -> None:
    """After thirty days, without the helper's doing."""
    called(app)
    assert the_case(app).until - now() > timedelta(days=29)
    assert the_case(app).until - now() < timedelta(days=30, minutes=1)
