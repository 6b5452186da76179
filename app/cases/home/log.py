"""The household log: who at home was asked about which finding, when, and what they answered. Names are only in the
vault. The ``finding`` of an entry is empty where it is about everything, ``at`` is a day; ``id`` comes from the form,
so that a form that is sent twice is one entry. An entry without a name is what the owner says of everyone at home."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NotRequired, TypedDict

from analyzers.events.answers import EVERYONE, OF_LOG, Person, Said, Through, Value
from app.cases.record import notes
from app.i18n.formats import day
from app.i18n.translate import translate, value
from app.report.claim_table.home_words import EVERYONE_NAME, member_words
from app.report.summary.person import MemberAnswer
from checklists.letter_shape import Facts
from checklists.questions import Answers

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


PART: notes.Part[Entry] = notes.Part("household")


def records(content: notes.Notes, answers: Answers) -> Iterator[Said]:
    """What was said at home, by the log."""
    return map(of_entry, PART.of(content))


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
        for record in map(of_entry, PART.of(content))
    ]
    return {"household": listed}


def of_summary(content: notes.Notes, titles: Mapping[str, str], lang: str) -> dict[str, list[MemberAnswer]]:
    """The entries as the summary lists them."""
    return {"household": [_asked(entry, titles, lang) for entry in PART.of(content)]}


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
