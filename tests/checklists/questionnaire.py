"""Ways through the questionnaire."""

from collections.abc import Callable

from checklists import model
from checklists.questions import START, UNKNOWN, Question, next_question, problem, questions

Answered = dict[str, tuple[str, ...]]
SYMPTOMS = list(model.symptoms())


def walk(chosen: tuple[str, ...], answer: Callable[[Question], tuple[str, ...]]) -> Answered:
    """Answers every question from the first to the last, as somebody on the pages would."""
    answers: Answered = {START: chosen}
    while question := next_question(answers):
        assert question.id not in answers
        answers[question.id] = answer(question)
        assert problem(question, answers[question.id]) is None
    return answers


def last_option(question: Question) -> tuple[str, ...]:
    return (list(question.options)[-1],) if question.options else (UNKNOWN,)


def leading_to(question: Question) -> Answered:
    """Answers after which this question arises."""
    found: Answered = {START: (question.of[0],)}
    for name, wanted in question.after.items():
        found |= leading_to(questions()[name]) | {START: (question.of[0],), name: (wanted[0],)}
    return found


def walk_ids(answers: Answered) -> list[str]:
    found = dict(answers)
    while question := next_question(found):
        found[question.id] = last_option(question)
    return list(found)
