"""The contact log: who was contacted through which channel, what was said and promised, and what comes next.

An entry is plain data in the notes: ``at`` is an ISO time with offset, ``promised_by`` a day or empty. ``id`` comes
from the form, so that a form that is sent twice is one entry; ``rev`` tells whether another window changed it.
``subject`` is the person's own mark for entries about the same promise or question.
"""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import combinations
from zoneinfo import ZoneInfo

from app.cases.case import Case
from app.cases.record import notes
from app.errors import Meanwhile, NotFound, TooMany
from app.i18n import N_
from app.i18n.formats import when
from checklists.due import next_reminder

Entry = notes.ContactEntry
CHANNEL_LABELS = {
    "phone": N_("Phone"),
    "chat": N_("Chat"),
    "mail": N_("Email"),
    "post": N_("Letter by post"),
    "desk": N_("In person"),
    "form": N_("Web form"),
}
MAX_ENTRIES = 300
RECIPIENT_SENTENCE = N_("Say whom you spoke or wrote to, for example “customer service of the shop”.")


def blank(zone: str) -> Entry:
    """A new entry: a call just now, by the clock of ``zone``."""
    return {
        "id": secrets.token_hex(8), "rev": 0, "recipient": "", "channel": "phone", "zone": zone, "agent": "",
        "at": datetime.now(ZoneInfo(zone)).isoformat(timespec="minutes"), "case_number": "", "statement": "",
        "subject": "", "promise": "", "promised_by": "", "next": "", "closed": False,
    }  # fmt: skip


def id_of(typed: str) -> str:
    """The id that a form carries, or a new one where it is none."""
    return typed if 8 <= len(typed) <= 40 and typed.isalnum() else secrets.token_hex(8)


def entries(case: Case) -> list[Entry]:
    """All entries, in the order of time."""
    return ordered(notes.load(case)["contacts"])


def ordered(log: Sequence[Entry]) -> list[Entry]:
    """The entries in the order in which they took place; within a minute, in the order in which they were written."""
    return sorted(log, key=lambda entry: datetime.fromisoformat(entry["at"]))


def find(case: Case, name: str) -> Entry:
    """One entry; ``NotFound`` where it does not exist."""
    for entry in entries(case):
        if entry["id"] == name:
            return entry
    raise NotFound


def keep(case: Case, entry: Entry, rev: int) -> None:
    """Adds an entry or changes the one with its id. The same form sent twice is one change; ``Meanwhile`` where
    another window changed the entry since the form was shown."""
    with notes.change(case) as (_, content):
        places = [entry["id"] for entry in content["contacts"]]
        if entry["id"] not in places:
            if len(places) >= MAX_ENTRIES:
                raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
            content["contacts"].append({**entry, "rev": 1})
            return
        before = content["contacts"][places.index(entry["id"])]
        if {**before, "rev": 0} == {**entry, "rev": 0}:
            return
        if before["rev"] != rev:
            raise Meanwhile
        content["contacts"][places.index(entry["id"])] = {**entry, "rev": rev + 1}


def remove(case: Case, name: str) -> None:
    """Deletes an entry; an unknown id is no error."""
    with notes.change(case) as (_, content):
        content["contacts"] = [entry for entry in content["contacts"] if entry["id"] != name]


def contradictions(log: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs of entries with the same recipient and subject that contradict each other: another promise, another day,
    or other words."""
    marked = [entry for entry in log if entry["subject"]]
    return [
        (first, second)
        for first, second in combinations(marked, 2)
        if _normalised(first["recipient"]) == _normalised(second["recipient"])
        and _normalised(first["subject"]) == _normalised(second["subject"])
        and _statement(first) != _statement(second)
    ]


def _statement(entry: Entry) -> tuple[str, str]:
    return _normalised(entry["promise"] or entry["statement"]), entry["promised_by"]


def _normalised(text: str) -> str:
    return " ".join(text.casefold().split())


def reminders(case: Case, today: date) -> Iterator[tuple[int, Entry, date]]:
    """(number in the log, entry, day) of the next follow-up of every open entry. Only the latest entry for each
    recipient counts, so that nobody is asked twice for one answer."""
    log = list(enumerate(entries(case), 1))
    latest = {_normalised(entry["recipient"]): number for number, entry in log}
    for number, entry in log:
        if not entry["closed"] and latest[_normalised(entry["recipient"])] == number:
            promised = date.fromisoformat(entry["promised_by"]) if entry["promised_by"] else None
            yield number, entry, next_reminder(datetime.fromisoformat(entry["at"]).date(), promised, today)


def moment(entry: Entry, lang: str) -> str:
    """The time of an entry in its own time zone, which is named."""
    at = datetime.fromisoformat(entry["at"])
    return when(at, "stated", lang, entry["zone"])
