"""Which questions are asked before the first action, and which after it: plain functions of the answers.

Before it stand only those whose answers change it (``Symptom.before``), at most ``MOST_BEFORE`` whatever was chosen.
"""

from collections.abc import Collection
from itertools import zip_longest

from checklists.model import symptoms
from checklists.questions import START, Answers, Question, arising, questions, start, symptoms_of

MOST_BEFORE = 2  # questions before the first action
HELPING = "symptom.helping"  # what somebody chooses beside what happened to the person whom they help


def before(answers: Answers) -> list[Question]:
    """The questions that come before the first action, answered or not, in the order in which they are asked: what
    happened, what concerns somebody's safety, then the first question of each symptom and the second ones."""
    chosen = set(answers.get(START, ()))
    if not chosen - {HELPING}:
        return [start()]
    known = symptoms_of(answers)
    happened = [symptom for symptom in symptoms().values() if symptom.id in known]
    happened.sort(key=lambda symptom: symptom.id not in chosen)
    rounds = zip_longest(*(symptom.before for symptom in happened))
    names = dict.fromkeys(name for names in rounds for name in names if name)
    belonging = {question.id for question in arising(answers)}
    asked = [questions()[name] for name in names if name in belonging]
    asked += [question for question in arising(answers) if question.safety and question not in asked]
    return sorted(asked, key=lambda question: not question.safety)[:MOST_BEFORE]


def after(answers: Answers, later: Collection[str] = ()) -> list[Question]:
    """The questions that are left, those that were put off (``later``) last."""
    left = [question for question in arising(answers) if question.id not in answers]
    return sorted(left, key=lambda question: question.id in later)
