"""The family log: who at home was asked about which finding, when, and what they answered. Names are only in the vault.
The ``finding`` of an entry is empty where it is about everything, ``at`` is a day; ``id`` comes from the form, so that
a form that is sent twice is one entry."""

from app.cases.case import Case
from app.cases.record import notes
from app.errors import TooMany, Unreadable
from app.i18n import N_

ANSWERS = ("open", "me", "other", "unknown", "unsure")
MAX_ENTRIES = 300
Entry = notes.HouseholdEntry


def entries(case: Case) -> list[Entry]:
    """All entries, in the order in which they were written."""
    return notes.load(case)["household"]


def keep(case: Case, entry: Entry) -> None:
    """Adds an entry, or replaces the one with its id."""
    if entry["answer"] not in ANSWERS or not entry["who"] or not 8 <= len(entry["id"]) <= 40:
        raise Unreadable
    with notes.change(case) as (_, content):
        before = [entry["id"] for entry in content["household"]]
        if entry["id"] in before:
            content["household"][before.index(entry["id"])] = entry
        elif len(before) >= MAX_ENTRIES:
            raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
        else:
            content["household"].append(entry)


def remove(case: Case, name: str) -> None:
    """Deletes an entry; an unknown id is no error."""
    with notes.change(case) as (_, content):
        content["household"] = [entry for entry in content["household"] if entry["id"] != name]
