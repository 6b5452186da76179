"""Recognition in a case: the questions about its history, the owner's answers, and what follows from them at once.

A run of the case stores the units (blob ``questions``), so that answering needs neither the history nor a detector.
Answers are verdicts with the subject ``question:<HMAC of the question's id>``; what they settled lies in the blob
``settled`` until the next run has it in its report. All answers of one screen have one time, by which undo knows them.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import polars as pl
from sqlmodel import Session, col, delete, select

from analyzers.events.facts import Sentence
from analyzers.events.owner import Owner
from analyzers.recognition.disowned import confirmed
from analyzers.recognition.kinds import ANSWERS, KINDS
from analyzers.recognition.moved import moved
from analyzers.recognition.recognise import Problem, Recognition, answered, contradicting, unanswered
from analyzers.recognition.units import Units
from app.cases import notes
from app.cases.case import Case
from app.cases.known import with_known
from app.errors import Damaged, NotFound, Unreadable
from app.i18n import N_
from app.report import disowned
from app.report.claims import Detail, details
from app.report.model import Place, Report
from app.report.stored_units import StoredUnits, UnknownUnitsError, dump, load, stored_units
from app.storage.database import reading, writing
from app.storage.tables import VerdictRow, now
from app.storage.vault import CannotOpen, missing

UNITS, SETTLED = "questions", "settled"
SUBJECT = "question:"
MAX_AT_ONCE = 64  # answers of one form
_ID = re.compile(rf"(?:{'|'.join(KINDS)}):[0-9a-f]{{20}}")
UNUSED_SENTENCE = N_(
    "Answers that fit no question about these files: {count}. They are kept, and count again once the files hold what "
    "they are about."
)
DIFFERING_SENTENCE = N_("Answers that differ from an earlier one about the same event: {count}. The last one counts.")


class Answered(NamedTuple):
    """The answers of a case: the ``answer`` and the time ``at`` by subject."""

    by_subject: dict[str, tuple[str, datetime]]

    @property
    def last(self) -> list[str]:
        """The answers of the screen that was answered last."""
        latest = max((at for _, at in self.by_subject.values()), default=None)
        return [answer for answer, at in self.by_subject.values() if at == latest]

    @property
    def screens(self) -> int:
        """How many screens were answered."""
        return len({at for _, at in self.by_subject.values()})


class Asking(NamedTuple):
    """The state of recognition of a case: what is stored of its files, the questions, the answers given last, and how
    many screens were answered."""

    stored: StoredUnits
    found: Recognition
    last: list[str]
    screens: int


def keep(case: Case, units: Units, report: Report) -> None:
    """Stores the units that a run has found, and what the answers settle of them."""
    case.service.vault.put(case.key, UNITS, dump(stored_units(units, report)))
    if _answers(case).by_subject or SETTLED in case.service.vault.names(case.id):
        settle(case)


def state(case: Case) -> Asking | None:
    """The questions of the case in the state of its answers. None before a run has stored them, and where another
    version of the program has: then the case is to be examined again."""
    stored = _stored(case)
    if stored is None:
        return None
    answers = _answers(case)
    used: set[str] = set()
    found = answered(unanswered(moved(stored.units, _ends(case))), _lookup(case, answers, used))
    unused = len(answers.by_subject) - len(used)
    if unused:
        more = Problem("unused-answers", None, Sentence(UNUSED_SENTENCE, {"count": unused}))
        found = found._replace(problems=[*found.problems, more])
    if differing := len(contradicting(found.questions)):
        more = Problem("contradicting-answers", None, Sentence(DIFFERING_SENTENCE, {"count": differing}))
        found = found._replace(problems=[*found.problems, more])
    return Asking(stored, found, answers.last, answers.screens)


def _ends(case: Case) -> dict[str, date]:
    """Until when places were the owner's, by the id of the question about them (``app.cases.entities``)."""
    return {name: date.fromisoformat(day) for name, day in notes.load(case).get("until", {}).items()}


def known_owner(case: Case, owner: Owner) -> Owner:
    """The owner with what the answers so far say, for the next run. A place that was theirs until a day is none that
    explains later orders."""
    asking = state(case) if _answers(case).by_subject else None
    if asking is None:
        return owner
    left = _ends(case)
    return with_known(owner, asking.found._replace(questions=[q for q in asking.found.questions if q.id not in left]))


def answer_of(case: Case) -> Callable[[str], str | None]:
    """A function that gives the answer to a question by its id."""
    return _lookup(case, _answers(case), set())


def answer(case: Case, given: Mapping[str, str], settles: bool) -> None:
    """Saves the answers of one screen by question id. ``settles``: they are not the first answers about something, so
    that what follows from them is worked out now; this is also done where an earlier answer changes."""
    if len(given) > MAX_AT_ONCE or any(one not in ANSWERS for one in given.values()):
        raise Unreadable
    if not all(_ID.fullmatch(name) for name in given):
        raise NotFound
    at, changes = now(), False
    with writing(case.service.engine) as session:
        for name, one in given.items():
            subject = _subject(case, name)
            before = session.get(VerdictRow, (case.id, subject))
            changes |= before is not None and before.verdict != one
            session.merge(VerdictRow(case_id=case.id, subject=subject, verdict=one, triggers=[], at=at))
    if settles or changes:
        settle(case)


def take_back(case: Case, *names: str) -> None:
    """Takes back the answers to these questions; without any, those of the screen that was answered last."""
    with writing(case.service.engine) as session:
        rows = [row for row in session.exec(_mine(case)) if row.subject.startswith(SUBJECT)]
        latest = max((row.at for row in rows), default=None)
        wanted = {_subject(case, name) for name in names}
        gone = [row.subject for row in rows if (row.subject in wanted if names else row.at == latest)]
        _forget(session, case, gone)
    if gone:
        settle(case)


def settle(case: Case) -> None:
    """Works out anew what the answers settle: the next page shows it, and no run is needed."""
    asking = state(case)
    if asking is None:
        return
    verdicts = _finding_verdicts(case)
    case.service.vault.put(case.key, SETTLED, disowned.dump(disowned.settled(asking.found, verdicts)))


def row_details(case: Case, report: Report) -> dict[Place, Detail]:
    """What the files of the case say of the rows that findings cite, beyond their cells; nothing before a run."""
    stored = _stored(case)
    return details(stored.units, report) if stored else {}


def unsure_units(case: Case) -> pl.DataFrame | None:
    """The units of which the person, after a second look, is not sure; None where there are none."""
    asking = state(case) if _answers(case).by_subject else None
    unsure = [unit for unit, given in confirmed(asking.found).items() if given == "not_sure"] if asking else []
    return asking.found.frame[unsure] if asking and unsure else None


def _stored(case: Case) -> StoredUnits | None:
    try:
        return load(case.service.vault.get(case.key, UNITS))
    except CannotOpen as error:
        if missing(error):
            return None
        raise Damaged from error
    except UnknownUnitsError:
        return None


def _answers(case: Case) -> Answered:
    with reading(case.service.engine) as session:
        rows = session.exec(_mine(case))
        return Answered({row.subject: (row.verdict, row.at) for row in rows if row.subject.startswith(SUBJECT)})


def _finding_verdicts(case: Case) -> dict[str, str]:
    with reading(case.service.engine) as session:
        rows = session.exec(_mine(case))
        return {row.subject.removeprefix("finding:"): row.verdict for row in rows if row.subject.startswith("finding:")}


def _mine(case: Case) -> Any:
    return select(VerdictRow).where(VerdictRow.case_id == case.id)


def _lookup(case: Case, answers: Answered, used: set[str]) -> Callable[[str], str | None]:
    """The answer to a question by its id. The subjects that were found are added to ``used``."""
    known = answers.by_subject

    def look(name: str) -> str | None:
        if not known or (subject := _subject(case, name)) not in known:
            return None
        used.add(subject)
        return known[subject][0]

    return look


def _subject(case: Case, name: str) -> str:
    return f"{SUBJECT}{case.key.keyed_hash('question', name)}"


def _forget(session: Session, case: Case, subjects: list[str]) -> None:
    session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(subjects)))
