"""What the household form writes into the log (``app.cases.home.log``), and about which findings it asks."""

import secrets
from collections.abc import Collection, Iterable

from analyzers.events.answers import OF_LOG, RECOGNISED, UNPAID, at_home
from analyzers.findings.finding import Finding
from analyzers.rules.contract import tags_of
from app.cases import home
from app.cases.case import Case
from app.cases.home import questionnaire
from app.cases.home.log import EVERYONE_ANSWERS, PART, Entry
from app.cases.record import notes
from app.errors import TooMany, Unreadable
from app.i18n import N_
from app.report.model import Report
from checklists.questions import Answers

MAX_ENTRIES = 300


def entries(case: Case) -> list[Entry]:
    """All entries, in the order in which they were written."""
    return PART.of(notes.load(case))


def keep(case: Case, *new: Entry) -> None:
    """Adds entries, or replaces those with their ids. They note whether a helper writes them down."""
    for entry in new:
        known = OF_LOG if entry["who"] else EVERYONE_ANSWERS
        if entry["answer"] not in known or not 8 <= len(entry["id"]) <= 40:
            raise Unreadable
    with notes.change(case) as (_, content):
        kept = {entry["id"]: entry for entry in PART.of(content)}
        for entry in new:
            kept[entry["id"]] = {**entry, "through": case.through}
        if len(kept) > max(MAX_ENTRIES, len(PART.of(content))):
            raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
        PART.put(content, [*kept.values()])


def open_findings(report: Report) -> list[Finding]:
    """The findings that the family is asked about: those that the owner has not recognised. A gap in the files and a
    refund whose money is missing are no question for them."""
    return [
        finding
        for finding in report.findings
        if finding.verdict not in {*RECOGNISED, UNPAID} and "coverage" not in tags_of(finding.detector)
    ]


def to_confirm(case: Case, answers: Answers, report: Report | None) -> list[str]:
    """The ids of the findings for which the person is asked whether holds what they said of everyone at home before."""
    content, known = notes.load(case), open_findings(report or Report())
    return unasked(content, answers, (finding.id for finding in known))


def unasked(content: notes.Notes, answers: Answers, findings: Iterable[str]) -> list[str]:
    """The findings about which nothing was said at home, where the owner said in the questionnaire that everyone there
    was asked and nobody knows it. What was said of a parcel is said of that parcel alone."""
    known = home.records(content, answers)
    before = any(
        record.value == "did_not" and not record.about.startswith("parcel.")
        for record in questionnaire.records(content, answers)
    )
    return [name for name in findings if before and at_home(known, [{name}]).state == "unasked"]


def keep_for_everyone(case: Case, findings: Collection[str], at: str) -> None:
    """Notes that nobody at home knows these findings either, as the owner said of what they reported."""
    new = [
        Entry(id=secrets.token_hex(8), finding=finding, who="", at=at, answer="unknown", note="")
        for finding in findings
    ]
    keep(case, *new)


def remove(case: Case, name: str) -> None:
    """Deletes an entry; an unknown id is no error."""
    with notes.change(case) as (_, content):
        PART.put(content, [entry for entry in PART.of(content) if entry["id"] != name])
