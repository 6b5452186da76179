"""The household log: who at home was asked about which finding, when, and what they answered. Names are only in the
vault. The ``finding`` of an entry is empty where it is about everything, ``at`` is a day; ``id`` comes from the form,
so that a form that is sent twice is one entry. An entry without a name is what the owner says of everyone at home."""

import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import NotRequired, TypedDict

from analyzers.events.answers import EVERYONE, OF_LOG, RECOGNISED, UNPAID, Person, Said, Through, Value, at_home
from analyzers.findings.finding import Finding
from analyzers.rules.contract import tags_of
from app.cases import home
from app.cases.case import Case
from app.cases.home import questionnaire
from app.cases.record import notes
from app.errors import TooMany, Unreadable
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate, value
from app.report.claim_table.home_words import EVERYONE_NAME, member_words
from app.report.model import Report
from app.report.summary.person import MemberAnswer
from checklists.letter_shape import Facts
from checklists.questions import Answers

MAX_ENTRIES = 300
EVERYONE_ANSWERS: Mapping[str, Value] = {"unknown": "did_not"}  # of entries without a name


class Entry(TypedDict):
    """An entry of the log."""

    id: str
    finding: str
    who: str
    at: str
    answer: str
    note: str
    through: NotRequired[Through]  # who wrote it down


LOG: notes.Part[Entry] = notes.Part("household")


def entries(case: Case) -> list[Entry]:
    """All entries, in the order in which they were written."""
    return LOG.of(notes.load(case))


def keep(case: Case, *new: Entry) -> None:
    """Adds entries, or replaces those with their ids. They note whether a helper writes them down."""
    for entry in new:
        known = OF_LOG if entry["who"] else EVERYONE_ANSWERS
        if entry["answer"] not in known or not 8 <= len(entry["id"]) <= 40:
            raise Unreadable
    with notes.change(case) as (_, content):
        kept = {entry["id"]: entry for entry in LOG.of(content)}
        for entry in new:
            kept[entry["id"]] = {**entry, "through": case.through}
        if len(kept) > max(MAX_ENTRIES, len(LOG.of(content))):
            raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
        LOG.put(content, [*kept.values()])


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
        LOG.put(content, [entry for entry in LOG.of(content) if entry["id"] != name])


def records(content: notes.Notes, answers: Answers) -> Iterator[Said]:
    """What was said at home, by the log."""
    return map(of_entry, LOG.of(content))


def of_entry(entry: Entry) -> Said:
    """An entry of the log as what it is: the word of that member, or the owner's about everyone."""
    by = Person("member", entry["who"]) if entry["who"] else EVERYONE
    answer = (OF_LOG if entry["who"] else EVERYONE_ANSWERS)[entry["answer"]]
    return Said(entry["finding"], by, answer, entry["at"], entry.get("through", "person"))


def letter_facts(content: notes.Notes, lang: str) -> dict[str, Facts]:
    """The entries as letters list them."""
    listed = [
        {
            "who": record.by.name or translate(EVERYONE_NAME, lang),
            "at": value(record.at, lang),
            "answer": member_words(record.value, record.through == "helper", lang),
        }
        for record in map(of_entry, LOG.of(content))
    ]
    return {"household": listed}


def of_summary(content: notes.Notes, titles: Mapping[str, str], lang: str) -> dict[str, list[MemberAnswer]]:
    """The entries as the summary lists them."""
    return {"household": [_asked(entry, titles, lang) for entry in LOG.of(content)]}


def _asked(entry: Entry, titles: Mapping[str, str], lang: str) -> MemberAnswer:
    record = of_entry(entry)
    return MemberAnswer(
        who=entry["who"] or translate(EVERYONE_NAME, lang),
        on=entry["at"],
        when=day(date.fromisoformat(entry["at"]), lang),
        about=titles.get(entry["finding"], ""),
        answer=member_words(record.value, record.through == "helper", lang),
        note=entry["note"],
    )
