"""What somebody answered in their own words reaches those who need it: the letters of their plan, and the summary."""

import pytest
from fastapi import FastAPI

from app.cases.case import Case
from app.cases.plan import letters, self_check
from app.cases.plan.summary_state import summary_state
from app.cases.record import notes
from app.report.model import Report
from checklists.letter import letters as every_letter
from checklists.questions import Question, questions
from tests.browser import Browser
from tests.checklists.planning import DAY
from tests.checklists.questionnaire import leading_to
from tests.service import the_case

OWN_WORDS = [question for question in questions().values() if question.kind in ("text", "day", "last4")]
ANSWERS = {"text": "見本の答え", "day": "2026-10-09", "last4": "4821"}
SHOWN = ANSWERS | {"day": "2026年10月9日"}


@pytest.fixture
def case(app: FastAPI, browser: Browser) -> Case:
    """A case without files, of somebody who said what happened."""
    browser.post("/start", {"symptom": ["symptom.just_checking"]})
    browser.speak("ja")
    return the_case(app)


def answer(case: Case, question: Question) -> notes.Notes:
    """The notes of the case, whose only answers lead to this question, and one to it."""
    with notes.change(case) as (_, content):
        content["answers"] = {
            name: list(options) for name, options in leading_to(question).items() if name != question.id
        } | {question.id: [ANSWERS[question.kind]]}
    return notes.load(case)


def test_every_answer_reaches_a_letter_and_the_summary(case: Case) -> None:
    """A text, a day and an amount that was asked for is in the summary, and in a letter where the plan has one."""
    lost: list[tuple[str, object]] = []
    for question in OWN_WORDS:
        content, shown = answer(case, question), SHOWN[question.kind]
        self_check.keep_answer(case, question.id, [ANSWERS[question.kind]])
        offered = letters.of_plan(case, "ja")
        texts = [letters.letter_text(case, letter, "ja", DAY, None, content) for letter in offered]
        course = summary_state(case, Report(), "ja").course
        if offered and not any(shown in text for text in texts):
            lost.append((question.id, [letter.id for letter in offered]))
        if not any(shown in line.what + line.when for line in course):
            lost.append((question.id, "summary"))
    assert not lost


def test_letters_say_what_was_answered_at_home(case: Case) -> None:
    """Every claim holds the answer that nobody at home did it, or that nobody else lives there, and the forms hold
    where money went, what the cards are, and who writes for whom."""
    given = {
        "what": ["symptom.money_sent", "symptom.codes_told", "symptom.payapp_misused", "symptom.helping"],
        "money.household": ["alone"], "told.sent_by": ["transfer"], "told.sent_to": ["見本銀行 1234567"],
        "told.sent_amount": ["３万円"], "told.sent_on": ["2026-10-09"], "told.codes": ["giftcards"],
        "told.issuer": ["apple"], "told.serials": ["XK-9"], "told.contact": ["LINE @mihon"], "pay.app": ["paypay"],
    }  # fmt: skip
    with notes.change(case) as (_, content):
        content["answers"] = given
        content["me"] = {"name": "見本 花子", "helper": "見本 太郎", "relation": "息子"}
    content = notes.load(case)
    texts = {
        name: letters.letter_text(case, letter, letter.language or "ja", DAY, None, content)
        for name, letter in every_letter().items()
    }
    for name in ("bank_jp", "police_jp"):
        assert all(part in texts[name] for part in ("見本銀行 1234567", "３万円", "LINE @mihon", "2026年10月9日"))
    assert "XK-9" in texts["police_jp"]
    assert "XK-9" in texts["giftcard_issuer"]
    assert "PayPay 御中" in texts["payapp_jp"]
    for name in ("police_jp", "consumer_centre"):
        assert "見本 太郎" in texts[name]
        assert "息子" in texts[name]
    for name in ("payapp_jp", "bank_jp", "police_jp"):
        assert "一人暮らし" in texts[name]
        assert "全員が" not in texts[name]
