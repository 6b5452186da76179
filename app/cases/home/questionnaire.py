"""What the owner says of everyone at home in the questionnaire: about what it asks, and no more."""

from collections.abc import Iterator

from analyzers.events.answers import EVERYONE, EVERYTHING, Said, Value
from app.cases.record.notes import Notes
from checklists.questions import Answers, Option, Question, arising


def records(content: Notes, answers: Answers) -> Iterator[Said]:
    """What the answers say of everyone at home."""
    for question in arising(answers):
        for name in answers.get(question.id, ()):
            if asks_home(question) and (value := _value(question.options.get(name))):
                yield Said(EVERYTHING if value == "alone" else question.id, EVERYONE, value)


def asks_home(question: Question) -> bool:
    """Does the question ask whether everyone at home was asked?"""
    return any("home.denied" in option.states for option in question.options.values())


def _value(option: Option | None) -> Value | None:
    """What an option says of everyone at home; null where it says nothing of them."""
    states = option.states if option else {}
    if "home.alone" in states:
        return "alone"
    if "home.denied" in states:
        return "did_not"
    if states.get("asked") == "no":
        return "not_asked"
    return "family_did" if states.get("foreign") == "no" else None
