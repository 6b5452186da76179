"""Looking over answers: the second looks of a case, which can be changed at any time, and undoing one of them."""

from analyzers.asking.pages import Page, look_over
from analyzers.asking.questions import Question
from app.cases.answers import verdicts
from app.cases.answers.book import Asking
from app.cases.case import Case
from app.errors import NotFound


def page_of(asking: Asking, number: int) -> Page | None:
    """A page to look over: 0 is the next one that was not looked at yet, 1 and more are the ones that were. Null where
    there is no such page."""
    if number == 0:
        return next((page for page in asking.pages if page.layout == "confirm"), None)
    recognition = asking.recognition
    every = asking.once("look over", lambda: look_over(recognition.questions, recognition.answers))
    return every[number - 1] if 0 < number <= len(every) else None


def undone(asking: Asking, look: Question) -> Question:
    """The question whose answer undoing a second look takes back: its own one, else the latest one that it repeats."""
    if look.answer:
        return look
    before = look.repeats[-1]
    return next(question for question in asking.recognition.questions if question.id == before)


def undo(case: Case, asking: Asking, name: str) -> None:
    """Takes back the answer that the second look with this id shows. ``NotFound`` where there is no such one."""
    looks = (question for question in asking.recognition.questions if question.stage == "second_look")
    look = next((question for question in looks if question.id == name), None)
    if look is None:
        raise NotFound
    question = undone(asking, look)
    verdicts.take_back(case, question.id, *question.former)
