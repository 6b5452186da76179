"""The contact log: who was asked through which channel, what was said, what was promised by when, what comes next.

An entry is plain data in the notes: ``{"id", "rev", "recipient", "channel", "at": ISO time with offset, "agent",
"case_number", "said", "subject", "promise", "promised_by": day or empty, "next", "closed": bool}``. ``id`` comes from
the form, so that a form that is sent twice is one entry; ``rev`` tells whether another window changed it meanwhile.
``subject`` is what the person marks two entries with that speak of the same promise or question.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import combinations
from typing import Any

from app.cases import notes
from app.cases.case import Case
from app.errors import Meanwhile, NotFound, TooMany
from app.i18n import N_
from app.i18n.formats import day
from checklists.due import next_reminder

Entry = dict[str, Any]
CHANNEL_LABELS = {
    "phone": N_("Phone"),
    "chat": N_("Chat"),
    "mail": N_("Mail"),
    "post": N_("Letter by post"),
    "desk": N_("In person"),
    "form": N_("Web form"),
}
MOST = 300


def entries(case: Case) -> list[Entry]:
    """All of them, in the order of time."""
    return ordered(notes.load(case)["contacts"])


def ordered(found: Sequence[Entry]) -> list[Entry]:
    """In the order of the instants at which they took place; at the same minute, as they were written down."""
    return sorted(found, key=lambda one: datetime.fromisoformat(one["at"]))


def find(case: Case, name: str) -> Entry:
    """One entry; ``NotFound`` without it."""
    for one in entries(case):
        if one["id"] == name:
            return one
    raise NotFound


def keep(case: Case, entry: Entry, rev: int) -> None:
    """Adds an entry or changes the one with its id. The same form sent twice is one change; ``Meanwhile`` where
    another window changed the entry since the form was shown."""
    with notes.change(case) as (_, said):
        places = [one["id"] for one in said["contacts"]]
        if entry["id"] not in places:
            if len(places) >= MOST:
                raise TooMany("There are too many entries here. Remove some that you no longer need first.")
            said["contacts"].append({**entry, "rev": 1})
            return
        before = said["contacts"][places.index(entry["id"])]
        if {**before, "rev": 0} == {**entry, "rev": 0}:
            return
        if before["rev"] != rev:
            raise Meanwhile
        said["contacts"][places.index(entry["id"])] = {**entry, "rev": rev + 1}


def remove(case: Case, name: str) -> None:
    """Takes an entry out; one that is not there is no error."""
    with notes.change(case) as (_, said):
        said["contacts"] = [one for one in said["contacts"] if one["id"] != name]


def contradictions(found: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Pairs of entries of one recipient that the person marked with the same subject and that say different things:
    another promise, another day, or other words."""
    marked = [one for one in found if one["subject"]]
    return [
        (first, second)
        for first, second in combinations(marked, 2)
        if _plain(first["recipient"]) == _plain(second["recipient"])
        and _plain(first["subject"]) == _plain(second["subject"])
        and _says(first) != _says(second)
    ]


def _says(one: Entry) -> tuple[str, str]:
    return _plain(one["promise"] or one["said"]), one["promised_by"]


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def reminders(case: Case, today: date) -> Iterator[tuple[int, Entry, date]]:
    """(number in the log, entry, day) of the next follow-up of every entry that is open. A later entry for the same
    recipient takes the place of an earlier one: nobody is asked twice for one answer."""
    found = list(enumerate(entries(case), 1))
    latest = {_plain(one["recipient"]): number for number, one in found}
    for number, one in found:
        if not one["closed"] and latest[_plain(one["recipient"])] == number:
            promised = date.fromisoformat(one["promised_by"]) if one["promised_by"] else None
            yield number, one, next_reminder(datetime.fromisoformat(one["at"]).date(), promised, today)


def moment(one: Entry, lang: str) -> str:
    """When an entry took place, on the clock of its own zone, which is named."""
    at = datetime.fromisoformat(one["at"])
    return f"{day(at.date(), lang)} {at:%H:%M} ({one['zone']}, UTC{at:%z})"
