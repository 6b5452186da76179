"""Recognition in a case: the questions about its history, the owner's answers, and what follows from them at once.

A run of the case stores the units (blob ``questions``), so that answering needs neither the history nor a detector.
Answers are verdicts with the subject ``question:<HMAC of the question's id>``; what they settled lies in the blob
``settled`` until the next run has it in its report. All answers of one screen have one time, by which undo knows them.
"""

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import Any, NamedTuple, TypeVar

import polars as pl
from sqlalchemy import bindparam
from sqlmodel import Session, col, delete, select

from analyzers.events.facts import Sentence
from analyzers.events.owner import Owner
from analyzers.recognition.disowned import confirmed
from analyzers.recognition.kinds import ANSWERS, KINDS
from analyzers.recognition.moved import moved
from analyzers.recognition.recognise import (
    PROBLEM_SENTENCES,
    Problem,
    Recognition,
    Unanswered,
    answered,
    contradicting,
    unanswered,
)
from analyzers.recognition.units import Units
from app.cases import notes, removing
from app.cases.asking import Page, pages
from app.cases.case import Case
from app.cases.known import with_known
from app.errors import Damaged, NotFound, Unreadable
from app.i18n import N_
from app.report import disowned
from app.report.claim import Detail, details
from app.report.model import Place, Report
from app.report.stored_units import StoredUnits, UnknownUnitsError, dump, load, with_reasons
from app.storage.database import rows, writing
from app.storage.tables import VerdictRow, now
from app.storage.vault import CannotOpen, missing

T = TypeVar("T")
UNITS, SETTLED = "questions", "settled"
SUBJECT = "question:"
MAX_AT_ONCE = 64  # answers of one form
_GIVEN = select(VerdictRow.subject, VerdictRow.verdict, VerdictRow.at).where(
    VerdictRow.case_id == bindparam("case_id"), col(VerdictRow.subject).like(bindparam("prefix"))
)
_ID = re.compile(rf"(?:{'|'.join(KINDS)}):[0-9a-f]{{20}}")
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
    """The state of recognition of a case: what is stored of its files, the questions, the answers given last, how many
    screens were answered, and what ``once`` has made of the questions."""

    stored: StoredUnits
    found: Recognition
    last: list[str]
    screens: int
    made: dict[Hashable, Any]

    @property
    def pages(self) -> list[Page]:
        """What is still to be asked, in order."""
        return self.once("pages", lambda: pages(self.found))

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` makes of the questions, worked out once for a name until an answer changes them. Whoever is
        given it changes nothing in it."""
        if name not in self.made:
            self.made[name] = make()
        made: T = self.made[name]
        return made


class _Latest(NamedTuple):
    """What was worked out last: from the last days of places and the answers, what these do not change, the state, and
    what pages made of it."""

    ends: dict[str, date]
    answers: dict[str, tuple[str, datetime]]
    base: Unanswered
    found: Recognition
    made: dict[Hashable, Any]


@dataclass(slots=True)
class _Held:
    """The stored units of a case, with what was worked out of them, in memory until they are replaced or removed
    (``Vault.made_of``). ``subjects`` are the subjects of answers by the ids of the questions; ``settled`` is what the
    stored consequences were made of: the answers of second looks, those to findings, and the units."""

    stored: StoredUnits
    subjects: dict[str, str] = field(default_factory=dict)
    latest: _Latest | None = None
    settled: tuple[dict[int, str], dict[str, str], pl.DataFrame] | None = None
    settling: Lock = field(default_factory=Lock)


def keep(case: Case, units: Units, report: Report) -> None:
    """Stores the units that a run has found, and what the answers settle of them."""
    case.service.vault.put(case.key, UNITS, dump(with_reasons(units, report)))
    if _answers(case).by_subject or SETTLED in case.service.vault.names(case.id):
        settle(case)


def state(case: Case) -> Asking | None:
    """The questions of the case in the state of its answers. None before a run has stored them, and where another
    version of the program has: then the case is to be examined again."""
    held = _held(case)
    if held is None:
        return None
    ends, answers = _ends(case), _answers(case)
    known = held.latest
    if known is None or (known.ends, known.answers) != (ends, answers.by_subject):
        base = known.base if known and known.ends == ends else unanswered(moved(held.stored.units, ends))
        found = _found(base, answers, lambda name: held.subjects.get(name) or _remember(case, held, name))
        known = held.latest = _Latest(ends, answers.by_subject, base, found, {})
    return Asking(held.stored, known.found, answers.last, answers.screens, known.made)


def _found(base: Unanswered, answers: Answered, subject_of: Callable[[str], str]) -> Recognition:
    used: set[str] = set()
    found = answered(base, _lookup(answers, used, subject_of), len(answers.by_subject))
    unused = len(answers.by_subject) - len(used)
    if unused:
        more = Problem("unused-answers", None, Sentence(PROBLEM_SENTENCES["unused-answers"], {"count": unused}))
        found = found._replace(problems=[*found.problems, more])
    if differing := len(contradicting(found.questions)):
        more = Problem("contradicting-answers", None, Sentence(DIFFERING_SENTENCE, {"count": differing}))
        found = found._replace(problems=[*found.problems, more])
    return found


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


def answer_of(case: Case) -> tuple[Callable[[str], str | None], int]:
    """A function that gives the answer to a question by its id, and the number of answers."""
    answers = _answers(case)
    return _lookup(answers, set(), lambda name: _subject(case, name)), len(answers.by_subject)


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
    removing.check(case)
    with writing(case.service.engine) as session:
        mine = select(VerdictRow).where(VerdictRow.case_id == case.id, col(VerdictRow.subject).startswith(SUBJECT))
        rows = list(session.exec(mine))
        latest = max((row.at for row in rows), default=None)
        wanted = {_subject(case, name) for name in names}
        gone = [row.subject for row in rows if (row.subject in wanted if names else row.at == latest)]
        _forget(session, case, gone)
    if gone:
        settle(case)


def settle(case: Case) -> None:
    """Works out anew what the answers settle: the next page shows it, and no run is needed. Most answers wait for their
    second look and settle nothing."""
    held = _held(case)
    if held is None:
        return
    with held.settling:  # so that of two answers at once, the later state is what stays
        asking = state(case)
        if asking is None:
            return
        basis = confirmed(asking.found), _finding_verdicts(case), asking.found.frame
        if held.settled is not None and held.settled[:2] == basis[:2] and held.settled[2] is basis[2]:
            return
        now_settled = disowned.settled(asking.found, basis[1])
        case.service.vault.put(case.key, SETTLED, disowned.dump(now_settled))
        held.settled = basis


def row_details(case: Case, report: Report) -> dict[Place, Detail]:
    """What the files of the case say of the rows that findings cite, beyond their cells; nothing before a run."""
    stored = _stored(case)
    return report.once(("details", id(stored)), lambda: details(stored.units, report)) if stored else {}


def stored_units(case: Case) -> Units | None:
    """The units of the case; None before a run has stored them, and where another version of the program has."""
    stored = _stored(case)
    return stored.units if stored else None


def unsure_units(case: Case) -> pl.DataFrame | None:
    """The units of which the person, after a second look, is not sure; None where there are none."""
    asking = state(case) if _answers(case).by_subject else None
    unsure = [unit for unit, given in confirmed(asking.found).items() if given == "not_sure"] if asking else []
    return asking.found.frame[unsure] if asking and unsure else None


def _stored(case: Case) -> StoredUnits | None:
    held = _held(case)
    return held.stored if held else None


def _held(case: Case) -> _Held | None:
    try:
        return case.service.vault.made_of(case.key, UNITS, lambda data: _Held(load(data)))
    except CannotOpen as error:
        if missing(error):
            return None
        raise Damaged from error
    except UnknownUnitsError:
        return None


def _answers(case: Case) -> Answered:
    return Answered({subject: (verdict, at) for subject, verdict, at in _verdicts(case, SUBJECT)})


def _finding_verdicts(case: Case) -> dict[str, str]:
    prefix = "finding:"
    return {subject.removeprefix(prefix): verdict for subject, verdict, _ in _verdicts(case, prefix)}


def _verdicts(case: Case, prefix: str) -> list[tuple[str, str, datetime]]:
    """The subjects that begin so, with answer and time."""
    found = rows(case.service.engine, _GIVEN, case_id=case.id, prefix=f"{prefix}%")
    return [(subject, verdict, at) for subject, verdict, at in found]


def _lookup(answers: Answered, used: set[str], subject_of: Callable[[str], str]) -> Callable[[str], str | None]:
    """The answer to a question by its id. The subjects that were found are added to ``used``."""
    known = answers.by_subject

    def look(name: str) -> str | None:
        if not known or (subject := subject_of(name)) not in known:
            return None
        used.add(subject)
        return known[subject][0]

    return look


def _remember(case: Case, held: _Held, name: str) -> str:
    subject = held.subjects[name] = _subject(case, name)
    return subject


def _subject(case: Case, name: str) -> str:
    return f"{SUBJECT}{case.key.keyed_hash('question', name)}"


def _forget(session: Session, case: Case, subjects: list[str]) -> None:
    session.exec(delete(VerdictRow).where(col(VerdictRow.case_id) == case.id, col(VerdictRow.subject).in_(subjects)))
