"""Answered questions as they were asked before a run replaced them (blob ``asked``). A later file may change a
question. The database stores the answer under a hash of the question's id only, so without this copy nobody could say
what was answered."""

from contextlib import suppress
from datetime import date

import msgspec

from analyzers.asking.kinds import KINDS
from analyzers.asking.questions import Question
from analyzers.asking.state import Recognition
from analyzers.events.marks import Money
from app.cases.answers import book, verdicts
from app.cases.case import Case
from app.cases.change import changing
from app.cases.files import uploads
from app.errors import Damaged
from app.report.recognition import text
from app.storage.blob import Blob


class AnsweredQuestion(msgspec.Struct, frozen=True):
    """An answered question: what it was about, and the numbers of the ``uploads`` that contain it."""

    id: str
    kind: str
    what: str
    more: str | None
    first: date | None
    last: date | None
    money: tuple[Money, ...]
    uploads: tuple[int, ...]

    def text(self, lang: str) -> str:
        """The question as a sentence."""
        about = (self.first, self.last, self.money, self.what, self.more)
        return text(Question(self.id, self.kind, "main", (), False, False, *about), lang)


def keep(case: Case) -> None:
    """Keeps the answered questions of the state that a run is about to replace, together with those kept earlier.
    Questions of a removed upload, and questions whose answer was taken back, are dropped."""
    numbers = {upload.number for upload in uploads.uploads(case)}
    answer_of, count = verdicts.answer_of(case)
    before = {question.id: question for question in ASKED.load(case)}
    now = {}
    with suppress(Damaged):  # the run replaces it
        if count and (former := book.state(case)):
            now = {
                question.id: _asked(question, former.recognition)
                for question in former.recognition.questions
                if question.answer
            }
    kept = [
        question
        for question in (before | now).values()
        if answer_of(question.id) and numbers.issuperset(question.uploads)
    ]
    if kept != list(before.values()):
        with changing(case) as change:
            change.store(ASKED, kept)


def earlier(case: Case) -> list[tuple[AnsweredQuestion, str]]:
    """The questions that are no longer asked because a later file changed them, each with its answer. ``Damaged`` where
    they do not open."""
    answer_of, state = verdicts.answer_of(case)[0], book.state(case)
    current = (
        {name for question in state.recognition.questions for name in (question.id, *question.former)}
        if state
        else set()
    )
    answered = [(question, answer_of(question.id)) for question in ASKED.load(case) if question.id not in current]
    return [(question, answer) for question, answer in answered if answer]


def _decoded(data: bytes) -> list[AnsweredQuestion]:
    return [question for question in msgspec.json.decode(data, type=list[AnsweredQuestion]) if question.kind in KINDS]


ASKED: Blob[list[AnsweredQuestion]] = Blob("asked", msgspec.json.encode, _decoded, list)


def _asked(question: Question, recognition: Recognition) -> AnsweredQuestion:
    uploads = tuple(sorted(set(recognition.frame["upload"].gather(list(question.units)).to_list())))
    return AnsweredQuestion(
        question.id, question.kind, question.what, question.more, question.first, question.last, question.money, uploads
    )
