"""The questionnaire: one question a page, nothing asked twice, and answers that can be taken back."""

import random
import re

import pytest

from app.i18n.translate import translate
from checklists.choose import choose
from checklists.questions import (
    NOTHING_SAID,
    START,
    UNKNOWN,
    Conditions,
    asked,
    conditions,
    facts,
    next_question,
    notes,
    problem,
    questions,
    start,
    symptoms_of,
)
from checklists.situation import Cause
from tests.checklists.planning import DAY, ids
from tests.checklists.questionnaire import SYMPTOMS, Answered, leading_to, walk, walk_ids


@pytest.mark.parametrize("symptom", SYMPTOMS)
def test_not_knowing_always_leads_to_the_end(symptom: str) -> None:
    """Whoever answers "I do not know" to everything is asked each question once and gets the plan of what they said."""
    answers = walk((symptom,), lambda question: (UNKNOWN,))
    assert symptoms_of(answers) == {symptom}
    assert conditions(answers) == NOTHING_SAID
    assert facts(answers) == {}
    assert notes(answers) == []
    assert [one.id for one in asked(answers)] == list(answers)


def test_not_knowing_what_happened_is_an_answer() -> None:
    """The first question too can be answered with "I do not know": then it is a check."""
    assert next_question({}) == start()
    assert problem(start(), (UNKNOWN,)) is None
    assert symptoms_of({START: (UNKNOWN,)}) == {"symptom.just_checking"}
    assert next_question({START: (UNKNOWN,)}) is None


@pytest.mark.parametrize("name", sorted(questions()))
def test_every_question_can_be_reached(name: str) -> None:
    """There is a way to each question, and each of its answers counts when it is given."""
    question = questions()[name]
    before = leading_to(question)
    assert name in walk_ids(before)
    for option, says in question.options.items():
        answers = before | {name: (option,)}
        assert question in asked(answers)
        assert set(says.implies) <= symptoms_of(answers)
        assert says.note is None or says.note in notes(answers)


def test_the_questionnaire_always_ends() -> None:
    """However one answers, no question comes twice, and only symptoms that exist come out."""
    chance = random.Random(7)
    for _ in range(200):
        answers = walk(
            tuple(chance.sample(SYMPTOMS, chance.randint(1, 4))),
            lambda question: (chance.choice([*question.options, UNKNOWN]),),
        )
        assert symptoms_of(answers) <= set(SYMPTOMS)


def test_every_question_is_well_made() -> None:
    """Each has answers of its kind, and follows questions that come before it."""
    before: set[str] = set()
    for question in questions().values():
        assert bool(question.options) == (question.kind in ("one", "many"))
        assert question.options or question.fact
        assert UNKNOWN not in question.options
        assert question.ask.endswith("?")
        assert before.issuperset(question.after)
        before.add(question.id)


def test_answers_add_symptoms() -> None:
    """What an answer says counts like a sentence chosen on the first page, and brings its own questions."""
    answers: Answered = {START: ("symptom.cod_parcel",), "parcel.paid": ("paid",)}
    assert symptoms_of(answers) == {"symptom.cod_parcel", "symptom.cod_paid"}
    assert "parcel.amount" in walk_ids(answers)
    answers = {START: ("symptom.suspicious_mail",), "signin.link": ("opened",), "message.typed": ("card",)}
    assert symptoms_of(answers) == {"symptom.suspicious_mail", "symptom.phishing_link"}
    assert any("card company" in note for note in notes(answers))


@pytest.mark.parametrize(
    ("answers", "spared"),
    [
        ({START: ("symptom.cod_parcel",), "parcel.paid": ("paid",)}, {"parcel.refuse_cod"}),
        ({START: ("symptom.cod_parcel",), "parcel.paid": ("not_paid",)}, set()),
        (
            {START: ("symptom.suspicious_mail",), "message.same": ("same",)},
            {"report.phish", "save.message_check", "save.mail"},
        ),
        ({START: ("symptom.suspicious_mail",), "message.same": ("not_there",)}, set()),
    ],
)
def test_the_plan_follows_the_answers(answers: Answered, spared: set[str]) -> None:
    """A parcel that was paid for can no longer be refused, and a message that is real is not reported as fake."""
    calls = [Cause(one) for one in sorted(symptoms_of(answers))]
    everything = ids(choose(calls, today=DAY))
    assert set(everything) - set(ids(choose(calls, today=DAY, conditions=conditions(answers)))) == spared


def test_yes_and_no_stay_yes_and_no() -> None:
    """A short answer is not translated as another word that is spelt the same, such as "No." for a number."""
    for question in questions().values():
        for option in question.options.values():
            for said, word in (("Yes", "はい"), ("No", "いいえ")):
                if re.match(rf"{said}[,.]", option.says):
                    assert translate(option.says, "ja").startswith(word), option.says


def test_the_law_asks_in_its_order() -> None:
    """Before it is decided what to do with a parcel: ordered, present, subscription, neighbour, cash on delivery,
    opened, from abroad, seeds."""
    said = iter(
        ["nobody", "no_gift", "no_subscription", "us", "not_asked", "opened", "abroad", "seeds", "amazon", "1234"]
    )
    answers = walk(("symptom.free_parcel",), lambda question: (next(said),))
    assert list(answers)[1:] == [
        "parcel.ordered", "parcel.gift", "parcel.subscription", "parcel.neighbour", "parcel.cod", "parcel.opened",
        "parcel.abroad", "parcel.seeds", "parcel.sender", "parcel.tracking",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"parcel.ordered": ("someone",)}, "ordinary order"),
        ({"parcel.ordered": ("nobody",), "parcel.gift": ("gift",)}, "friends and relatives"),
        (
            {"parcel.ordered": (UNKNOWN,), "parcel.gift": ("no_gift",), "parcel.subscription": ("subscription",)},
            "get advice first",
        ),
        ({"parcel.seeds": ("seeds",)}, "plant quarantine"),
    ],
)
def test_an_answer_that_settles_the_parcel_ends_its_questions(given: Answered, told: str) -> None:
    """Once it is clear why a parcel came, nothing more of that row is asked, and what to do is told."""
    answers = {START: ("symptom.free_parcel",)} | given
    assert any(told in note for note in notes(answers))
    if "parcel.seeds" not in given:
        assert "parcel.cod" not in walk_ids(answers)


def test_safety_comes_first() -> None:
    """Whoever fears somebody close is led to the safety page before any other question."""
    first = next_question({START: ("symptom.unknown_charge", "symptom.known_person", "symptom.free_parcel")})
    assert first is not None
    assert first.safety
    answers: Answered = {START: ("symptom.repeated_parcels",), "person.suspect": ("perhaps",)}
    following = next_question(answers)
    assert following is not None
    assert following.safety


def test_conditions_are_what_was_said() -> None:
    """The answers by their ids, and the country of the card; what is not known stays open."""
    answers: Answered = {
        START: ("symptom.unknown_order", "symptom.unknown_charge", "symptom.free_parcel"),
        "order.sent": ("not_sent",),
        "parcel.sender": ("other",),
        "money.market": ("us",),
        "money.debit": ("debit",),
    }
    chosen = ("parcel.sender=other", "order.sent=not_sent", "money.market=us", "money.debit=debit")
    assert conditions(answers) == Conditions(cards=frozenset({"US"}), chosen=chosen)
    assert conditions(answers | {"money.market": ("elsewhere",)}).cards == frozenset()


def test_facts_are_told_once_for_letters_and_deadlines() -> None:
    """What was typed is known by its name; "I do not know" is no fact."""
    answers: Answered = {
        START: ("symptom.unknown_charge",),
        "money.statement": ("2026-11-01",),
        "money.card": ("1234",),
        "money.charge": (UNKNOWN,),
    }
    assert facts(answers) == {"statement": "2026-11-01", "card": "1234"}
