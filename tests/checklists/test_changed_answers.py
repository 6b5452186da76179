"""Answers that are changed, taken back, or are none."""

import pytest

from checklists.questions import (
    NOTHING_SAID,
    START,
    UNKNOWN,
    asked,
    conditions,
    facts,
    next_question,
    previous,
    problem,
    questions,
    start,
    symptoms_of,
    without,
)
from tests.checklists.questionnaire import Answered, last_option, walk


def test_changing_an_answer_leaves_no_trace_of_the_old_one() -> None:
    """Taking an answer back takes back all that it brought: symptoms, questions, conditions, facts and notes."""
    answers: Answered = {
        START: ("symptom.cod_parcel",),
        "parcel.paid": ("paid",),
        "parcel.amount": ("3,000 yen",),
        "parcel.day": ("2026-11-01",),
    }
    assert facts(answers) == {"paid_amount": "3,000 yen", "paid_on": "2026-11-01"}
    back = without(answers, "parcel.paid")
    question = next_question(back)
    assert question is not None
    assert question.id == "parcel.paid"
    changed = back | {"parcel.paid": ("not_paid",)}
    assert symptoms_of(changed) == {"symptom.cod_parcel"}
    assert facts(changed) == {}
    assert [one.id for one in asked(changed)] == [START, "parcel.paid"]
    assert without(changed, START)["parcel.paid"] == ("not_paid",)
    assert next_question(without(changed, START)) == start()


def test_back_leads_to_the_question_before() -> None:
    """From any page back to the first one, and no further."""
    answers = walk(("symptom.unknown_charge",), last_option)
    way = [None, *reversed([one.id for one in asked(answers)])]
    for here, before in zip(way, [*way[1:], None], strict=True):
        assert previous(answers, here) == before


@pytest.mark.parametrize(
    ("question", "given", "fits"),
    [
        ("money.card", ["1234"], True),
        ("money.card", ["4111111111111111"], False),
        ("money.card", ["１２３４"], False),
        ("money.statement", ["2026-02-28"], True),
        ("money.statement", ["2026-02-30"], False),
        ("money.statement", ["20260228"], False),
        ("money.statement", ["9999-12-31"], False),
        ("money.name", ["x" * 300], True),
        ("money.name", ["x" * 301], False),
        ("money.name", ["  "], False),
        ("money.debit", ["credit"], True),
        ("money.debit", ["credit", "debit"], False),
        ("money.debit", ["gold"], False),
        ("money.change", ["refund", "use"], True),
        ("money.change", ["refund", "<b>"], False),
        ("money.change", [], False),
        ("money.change", [UNKNOWN], True),
        ("money.statement", [UNKNOWN], True),
    ],
)
def test_what_is_no_answer_is_said(question: str, given: list[str], fits: bool) -> None:
    """A wrong day, a whole card number or an invented choice gets a sentence; not knowing is always fine."""
    said = problem(questions()[question], given)
    assert (said is None) is fits
    assert said is None or said.endswith(".")


def test_nonsense_in_the_answers_counts_for_nothing() -> None:
    """Ids that do not exist, or that belong to no question that arises, change nothing and break nothing."""
    answers: Answered = {
        START: ("symptom.nothing", "symptom.signed_out"),
        "parcel.paid": ("paid",),
        "signin.since": (),
        "no.question": ("x",),
    }
    assert symptoms_of(answers) == {"symptom.signed_out"}
    assert facts(answers) == {}
    assert conditions(answers) == NOTHING_SAID
