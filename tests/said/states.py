"""Everything that an owner and those at home can have said about a case, and how it is said to the service."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal

from sqlmodel import delete

from analyzers.events.answers import REFUND_TAG, fits
from analyzers.rules.contract import tags_of
from app.cases.answers import book, verdicts
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.home.log import PART as KEPT
from app.cases.home.log import Entry
from app.cases.record import notes
from app.report.model import Report
from app.storage.tables import SymptomRow, VerdictRow
from tests.service import rows_by_hand

OWNER = ("nothing", "mine", "family", "not_mine", "not_sure", "mine_unpaid")
AT_HOME = ("not asked", "some open", "all said no", "one said yes", "lives alone")
QUESTIONS = 5  # that are answered about entries, too: what is denied there makes a finding of its own
SYMPTOM, ASKED = "symptom.unknown_charge", "money.household"
LOG = {
    "some open": (("Sachiko", "unknown"), ("Ichiro", "open")),
    "all said no": (("Sachiko", "unknown"), ("Ichiro", "unknown")),
    "one said yes": (("Sachiko", "unknown"), ("Ichiro", "me")),
}


@dataclass(frozen=True)
class Situation:
    """What was said, and who wrote it down."""

    owner: str
    home: str
    through: Literal["person", "helper"]
    lang: str

    def __str__(self) -> str:
        return f"{self.owner}, {self.home}, {self.through}, {self.lang}"


def every() -> Iterator[Situation]:
    """Each combination, in both languages."""
    for owner, home, through, lang in product(OWNER, AT_HOME, ("person", "helper"), ("ja", "en")):
        yield Situation(owner, home, through, lang)  # type: ignore[arg-type]


def some() -> list[Situation]:
    """Each combination of owner and home once; who wrote it down and the language take turns."""
    turns = list(every())
    return [turns[4 * number + (number + number // 5) % 4] for number in range(len(turns) // 4)]


def tell(case: Case, situation: Situation) -> None:
    """Puts the case into this state, by the functions behind the pages."""
    with rows_by_hand(case.service.engine) as session:
        session.exec(delete(VerdictRow))
        session.exec(delete(SymptomRow))
    writer = replace(case, helper="Kei", held=True) if situation.through == "helper" else case
    log = [
        Entry(id=f"entry-{number:04}", finding="", who=who, at="2026-11-20", answer=answer, note="")
        for number, (who, answer) in enumerate(LOG.get(situation.home, ()))
    ]
    with notes.change(case) as (_, content):
        KEPT.put(content, [{**entry, "through": writer.through} for entry in log])
        content["answers"] = {"what": [SYMPTOM], ASKED: ["alone"]} if situation.home == "lives alone" else {}
    for finding in (latest_report(case) or Report()).findings:
        tags = tags_of(finding.detector)
        if situation.owner == "nothing" or "coverage" in tags:
            continue
        if situation.owner != "mine_unpaid" or REFUND_TAG in tags:
            verdicts.answer_finding(writer, finding.id, situation.owner)
    asking = book.state(case)
    assert asking
    questions = [question.id for question in asking.recognition.questions if fits(question.id, situation.owner)]
    verdicts.answer(writer, dict.fromkeys(questions[-QUESTIONS:], situation.owner))
