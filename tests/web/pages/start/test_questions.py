"""What happened, told without files: every symptom walked through its questions to a plan, in both languages."""

import re
from itertools import cycle

import pytest
from fastapi import FastAPI

from app.cases.plan.self_check import reported_symptoms
from app.cases.plan.view import plan_view
from app.cases.record import notes
from app.i18n.translate import translate
from checklists import questions
from checklists.model import symptoms
from checklists.questions import Question
from tests.browser import Browser
from tests.service import hits, the_case
from tests.web.pages.markup import Markup
from tests.web.pages.plan.test_case import next_step
from tests.web.pages.test_every_page import check

TYPED = {"day": "2026-03-09", "last4": "1234", "text": "CANARY words"}


def sent(question: Question, place: int) -> str:
    """An answer: the option at this place, the last if there are fewer, or something typed."""
    return list(question.options)[min(place, len(question.options) - 1)] if question.options else TYPED[question.kind]


def walk(browser: Browser, lang: str, place: int) -> list[str]:
    """Answers every question that is left; the ids in order."""
    seen: list[str] = []
    while left := re.search(r'class="button" href="/case/questions/([a-z0-9_.]+)', browser.get("/case/questions").text):
        name = left[1]
        assert name not in seen, "a question is asked twice"
        html = browser.get(f"/case/questions/{name}?to=answers")
        check(Markup(html.text), lang)
        question = questions.questions()[name]
        assert translate(questions.UNKNOWN_LABEL, lang) in html.text
        data = {"unknown": "1"} if place < 0 and not question.options else {"answer": sent(question, place)}
        data = {"answer": "unknown"} if place < 0 and question.options else data
        token = re.search(r'name="csrf" value="([^"]+)"', html.text)
        assert token
        gone = browser.client.post(f"/case/questions/{name}", data={"csrf": token[1], "to": "answers", **data})
        assert gone.status_code == 303
        assert gone.headers["Location"] == "/case/questions"
        seen.append(name)
    return seen


@pytest.mark.parametrize(("symptom", "lang"), list(zip(list(symptoms())[::2], cycle(("ja", "en")), strict=False)))
def test_every_symptom_leads_to_a_plan(app: FastAPI, guest: Browser, lang: str, symptom: str) -> None:
    """From the front page to a next action, by first answers; the plan is that of symptoms and conditions."""
    answer = guest.post("/start", {"symptom": symptom})
    assert answer.status_code == 303
    walk(guest, lang, 0)
    case = the_case(app)
    given = {name: tuple(one) for name, one in notes.load(case)["answers"].items()}
    assert set(reported_symptoms(case)) == questions.symptoms_of(given) >= {symptom}
    html, plan = guest.get("/case/steps").text, plan_view(case, lang).plan
    # What turned out to be somebody's at home, or a real message, calls for nothing.
    cleared = "someone" in {given.get(name, ("",))[0] for name in ("order.household", "parcel.ordered")}
    cleared |= given.get("message.same") == ("same",)
    assert translate("Do this now" if plan else "There are no steps now", lang) in html
    assert cleared or symptom == "symptom.just_checking" or any(symptom in one.triggers for one in plan)


def test_what_an_answer_calls_for_is_said_once(guest: Browser, lang: str) -> None:
    """Right after that answer, and on no page to which somebody comes later; it says nothing of a card that nobody
    named."""
    guest.post("/start", {"symptom": "symptom.balance_changed"})
    html = guest.get("/case/questions/money.household").text
    form = {"csrf": re.findall(r'name="csrf" value="([^"]+)"', html)[0], "answer": "nobody"}
    following = guest.client.post("/case/questions/money.household", data=form).headers["Location"]
    household = questions.questions()["money.household"]
    note = household.options["nobody"].note
    assert note
    said = translate(note, lang)
    assert following == "/case/questions/money.change?after=money.household"
    assert said in guest.get(following).text
    for later in ("service.account?to=steps", "service.account", "service.account?after=pay.app"):
        assert said not in guest.get(f"/case/questions/{later}").text, later
    notes_of = [str(option.note) for option in household.options.values()]
    assert not any("card" in one for one in notes_of)


def test_not_knowing_is_an_answer(app: FastAPI, guest: Browser, lang: str) -> None:
    """Everything can be answered with "I do not know", the first question too, and still there is a plan."""
    guest.post("/start", {"symptom": list(symptoms())})
    assert walk(guest, lang, -1)
    assert translate("Do this now", lang) in guest.get("/case/steps").text


def test_nothing_known_at_all(app: FastAPI, guest: Browser, lang: str) -> None:
    """Somebody who does not know what happened is taken for somebody who wants to check."""
    assert guest.post("/start", {"symptom": "unknown"}).headers["Location"] == "/case/steps"
    assert reported_symptoms(the_case(app)) == ["symptom.just_checking"]


def test_back_and_change(app: FastAPI, guest: Browser, lang: str) -> None:
    """One can go back, see what was answered, change it, and what follows from it changes with it."""
    guest.post("/start", {"symptom": "symptom.cod_parcel"})
    guest.post("/case/questions/parcel.paid", {"answer": "paid"}, on="/case/questions/parcel.paid")
    assert "symptom.cod_paid" in reported_symptoms(the_case(app))
    html = guest.get("/case/questions/parcel.household").text
    assert 'href="/case/questions/parcel.paid"' in html
    assert 'value="paid" aria-current="true"' in guest.get("/case/questions/parcel.paid").text
    guest.post("/case/questions/parcel.paid", {"answer": "not_paid"}, on="/case/questions/parcel.paid")
    assert "symptom.cod_paid" not in reported_symptoms(the_case(app))
    checked = guest.get("/case/questions").text
    assert translate("No, nobody has paid.", lang) in checked
    assert 'href="/case/questions/what?to=answers"' in checked


def test_answers_that_are_none(app: FastAPI, guest: Browser, lang: str) -> None:
    """What is no answer is said beside the question, and nothing of it is kept."""
    guest.post("/start", {"symptom": "symptom.unknown_charge"})
    for name, answer, problem in (
        ("money.card", "4111111111111111", "last4"),
        ("money.statement", "yesterday", "day"),
        ("money.statement", "2026-02-30", "day"),
        ("money.debit", "neither", "none"),
        ("money.debit", "", "none"),
    ):
        page = guest.post(f"/case/questions/{name}", {"answer": answer}, on=f"/case/questions/{name}")
        assert page.status_code == 422, (name, answer)
        assert translate(questions.PROBLEM_SENTENCES[problem], lang).split("“")[0][:20] in page.text, (name, answer)
        check(Markup(page.text), lang)
        assert name not in notes.load(the_case(app))["answers"], (name, answer)


def test_what_is_ticked_counts_beside_not_knowing(app: FastAPI, guest: Browser) -> None:
    """Whoever ticks an answer and "I do not know" where several may be ticked is not sent back."""
    guest.post("/start", {"symptom": "symptom.phishing_link"})
    where = "/case/questions/message.typed"
    assert guest.post(where, {"answer": ["card", "unknown"]}, on=where).status_code == 303
    assert notes.load(the_case(app))["answers"]["message.typed"] == ["card"]


def test_answers_lie_in_the_vault(app: FastAPI, guest: Browser, settings: object) -> None:
    """What was typed is in no table and no file in clear."""
    guest.post("/start", {"symptom": "symptom.case_stuck"})
    guest.post("/case/questions/other.numbers", {"answer": "CANARY-77"}, on="/case/questions/other.numbers")
    assert "CANARY-77" in guest.get("/case/questions").text
    assert hits(app.state.settings, b"CANARY-77") == []


def test_unknown_questions(guest: Browser) -> None:
    """A question that does not exist is no page."""
    guest.post("/start", {"symptom": "symptom.case_stuck"})
    assert guest.get("/case/questions/other.nothing").status_code == 404


def test_who_is_watched_has_the_safety_page_in_sight(guest: Browser, lang: str) -> None:
    """Somebody who fears somebody close finds the way to the safety page beside the question and in the first step, and
    is told at once that nobody has to be asked whom they are afraid of."""
    begun = guest.post("/start", {"symptom": ["symptom.known_person", "symptom.unknown_order"]})
    assert begun.headers["Location"] == "/case/questions/person.screen?after=what"
    link = translate("Read this first: your safety", lang)
    assert f'<a href="/case/safety?next=questions">{link}</a>' in guest.get("/case/questions/person.screen").text
    guest.post("/case/questions/person.screen", {"answer": "could"}, on="/case/questions/person.screen")
    assert next_step(guest.get("/case/steps").text) == "safe.known_person"
    assert f'<a href="/case/safety">{link}</a>' in guest.get("/case/steps/safe.known_person").text
    assert 'href="/case/steps/safe.known_person"' in guest.get("/case/steps/stop.cancel_orders").text
