"""The course of events, made of the answers: what letters and the summary say happened where no file shows it.

Each reported symptom is a line, followed by what was answered about it: what happened on known days first, in the order
of time. An answer is told by ``reports`` of its option or of its question; without either it is nobody else's business.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from checklists.model import Group, Symptom, symptoms
from checklists.questions import UNKNOWN, Answers, Question, arising, symptoms_of
from checklists.schema import Sentence


@dataclass(frozen=True, slots=True)
class CourseLine:
    """One line: the sentence, which ``{answer}`` may stand in, and the day where it is known. The answer is ``chosen``,
    sentences to translate, or the ``text`` of the person. ``question`` is null for the symptom itself; ``fact`` is the
    name under which letters know the answer."""

    symptom: str
    sentence: Sentence
    question: str | None = None
    day: date | None = None
    chosen: tuple[Sentence, ...] = ()
    text: str = ""
    fact: str | None = None


def course(answers: Answers, groups: Collection[Group]) -> list[CourseLine]:
    """The lines about the reported symptoms of these groups. An answer to a question of several symptoms is told
    once."""
    reported = symptoms_of(answers)
    covered: set[str] = set()
    lines: list[CourseLine] = []
    for symptom in symptoms().values():
        if symptom.id in reported and symptom.group in groups:
            lines += _about(symptom, answers, covered)
    return lines


def _about(symptom: Symptom, answers: Answers, covered: set[str]) -> list[CourseLine]:
    """The symptom, then its answers, without those of questions already ``covered``, to which these are added."""
    questions = [question for question in arising(answers) if symptom.id in question.of and question.id not in covered]
    covered |= {question.id for question in questions}
    lines = [line for question in questions for line in _answered(symptom, question, answers.get(question.id, ()))]
    dated = sorted((line for line in lines if line.day), key=lambda line: str(line.day))
    own = CourseLine(symptom.id, symptom.reports or symptom.sentence)
    return [own, *dated, *(line for line in lines if not line.day)]


def _answered(symptom: Symptom, question: Question, answer: Sequence[str]) -> Iterator[CourseLine]:
    if not answer or UNKNOWN in answer:
        return
    options = [question.options[name] for name in answer if name in question.options]
    for option in options:
        if option.reports:
            yield CourseLine(symptom.id, option.reports, question.id, fact=question.fact)
    chosen = tuple(option.says for option in options if not option.reports)
    text = "" if question.options else answer[0]
    if not question.reports or not (chosen or text):
        return
    day = date.fromisoformat(text) if question.kind == "day" else None
    yield CourseLine(symptom.id, question.reports, question.id, day, chosen, "" if day else text, question.fact)
