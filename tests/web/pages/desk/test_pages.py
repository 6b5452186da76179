"""The pages of the desk as markup, in both languages, and how pages speak where a helper reads them."""

import re

from fastapi import FastAPI

from tests.browser import visit
from tests.cases.access.test_browsers import signed_in
from tests.web.pages.desk.callers import paper, taken
from tests.web.pages.markup import Markup
from tests.web.pages.test_every_page import check


def test_pages_of_a_helper(app: FastAPI, lang: str) -> None:
    """Well-formed, right language, every control labelled, token first; the paper, the link and the caller's."""
    helper = visit(app, **{"Accept-Language": lang})
    signed_in(app, helper, "helper")
    answer = helper.post("/desk/new", {"name": "CANARY <b>"}, on="/desk")
    pages = [
        answer.headers["Location"],
        "/desk",
        "/desk/notes",
        "/desk/hand-over",
        "/desk/delete",
        "/desk/join",
        "/desk/figures",
    ]
    helper.post("/desk/notes", {"do": "write", "id": "abcdef0123", "text": "<script>"}, on="/desk/notes")
    for path in pages:
        check(Markup(helper.get(path).text), lang)
    for kind in ("paper", "link"):
        check(Markup(helper.post("/desk/hand-over", {"kind": kind}, on="/desk/hand-over").text), lang)
    caller = taken(app, paper(helper))
    check(Markup(caller.get(f"/case/taken?lang={lang}").text), lang)
    check(Markup(caller.post("/case/taken", {"mode": "", "days": "7"}, on="/case/taken").text), lang)
    operator = visit(app, **{"Accept-Language": lang})
    signed_in(app, operator, "operator")
    made = operator.post("/operator/invitations", {"do": "make"}, on="/operator/invitations")
    check(Markup(made.text), lang)


def test_pages_speak_of_the_person(app: FastAPI) -> None:
    """A helper reads “the person's case”; the person reads “your case”, and so does a helper on pages of their own."""
    helper = visit(app)
    signed_in(app, helper, "helper")
    helper.post("/desk/new", {"name": "x"}, on="/desk")
    helper.post("/case/questions/what", {"answer": "symptom.cod_parcel"}, on="/desk")
    for path, mine, theirs in (
        ("/case", "Your case", "The person&#39;s case"),
        ("/case", "Say what is yours", "Say what is the person&#39;s"),
        ("/case", "My answers", "The person&#39;s answers"),
        ("/case/letters", "Your name", "The person&#39;s name"),
        ("/case/owner", "What is usual for you", "What is usual for the person"),
        ("/case/questions", "Check your answers", "Check the person&#39;s answers"),
        ("/upload", "How to get your files", "How to get the person&#39;s files"),
    ):
        main = helper.get(path).text.replace("'", "&#39;")
        assert (theirs in main, mine in re.sub(r"<nav.*?</nav>|<footer.*", "", main, flags=re.S)) == (True, False), path
    assert "Your account with Mioboe" in helper.get("/account").text
    caller = taken(app, paper(helper))
    assert "Your case" in caller.get("/case").text
    assert "person&#39;s case" not in caller.get("/case").text.replace("'", "&#39;")
