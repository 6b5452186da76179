"""Questions as they were asked when a run replaced them: a later file may change a question, and its answer, of which
only a hash of the question's id is stored, would then say nothing to its person (blob ``asked``)."""

from contextlib import suppress
from datetime import date

import msgspec

from analyzers.asking.kinds import KINDS
from analyzers.asking.questions import Question
from analyzers.asking.state import Recognition
from analyzers.events.marks import Money
from app.cases.answers import book, verdicts
from app.cases.case import Case
from app.cases.files import uploads
from app.errors import Damaged
from app.report.recognition import text
from app.storage.vault import CannotOpen, missing

NAME = "asked"


class Asked(msgspec.Struct, frozen=True):
    """An answered question: what it was about, and the numbers of the ``uploads`` that hold that."""

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
    """Keeps the answered questions of the state that a run is about to replace, beside those of before. What is of an
    upload that was removed goes, and what is no longer answered."""
    numbers = {one.number for one in uploads.uploads(case)}
    answer_of, count = verdicts.answer_of(case)
    before = {one.id: one for one in _load(case)}
    now = {}
    with suppress(Damaged):  # the run replaces it
        if count and (former := book.state(case)):
            now = {one.id: _asked(one, former.found) for one in former.found.questions if one.answer}
    kept = [one for one in (before | now).values() if answer_of(one.id) and numbers.issuperset(one.uploads)]
    if kept != list(before.values()):
        case.service.vault.put(case.key, NAME, msgspec.json.encode(kept))


def earlier(case: Case) -> list[tuple[Asked, str]]:
    """The questions that are no longer asked because a later file changed them, each with its answer. ``Damaged`` where
    they do not open."""
    answer_of, state = verdicts.answer_of(case)[0], book.state(case)
    current = {name for one in state.found.questions for name in (one.id, *one.former)} if state else set()
    found = [(one, answer_of(one.id)) for one in _load(case) if one.id not in current]
    return [(one, answer) for one, answer in found if answer]


def _load(case: Case) -> list[Asked]:
    try:
        found = msgspec.json.decode(case.service.vault.get(case.key, NAME), type=list[Asked])
    except CannotOpen as error:
        if missing(error):
            return []
        raise Damaged from error
    return [one for one in found if one.kind in KINDS]


def _asked(one: Question, found: Recognition) -> Asked:
    uploads = tuple(sorted(set(found.frame["upload"].gather(list(one.units)).to_list())))
    return Asked(one.id, one.kind, one.what, one.more, one.first, one.last, one.money, uploads)
