"""Who at home was asked about which finding, when, and what they said. Names lie in the vault only.

An entry is ``{"id", "finding" (or empty: everything), "who", "at": day, "answer", "note"}``; ``id`` comes from the
form, so that a form that is sent twice is one entry.
"""

from typing import Any

from app.cases import notes
from app.cases.case import Case
from app.errors import TooMany, Unreadable

ANSWERS = ("open", "me", "other", "unknown", "unsure")
MOST = 300
Entry = dict[str, Any]


def entries(case: Case) -> list[Entry]:
    """All of them, in the order in which they were written."""
    found: list[Entry] = notes.load(case)["household"]
    return found


def record(case: Case, entry: Entry) -> None:
    """Adds an entry, or replaces the one with its id."""
    if entry["answer"] not in ANSWERS or not entry["who"] or not 8 <= len(entry["id"]) <= 40:
        raise Unreadable
    with notes.change(case) as (_, said):
        before = [one["id"] for one in said["household"]]
        if entry["id"] in before:
            said["household"][before.index(entry["id"])] = entry
        elif len(before) >= MOST:
            raise TooMany("There are too many entries here. Remove some that you no longer need first.")
        else:
            said["household"].append(entry)


def remove(case: Case, name: str) -> None:
    """Takes an entry out; one that is not there is no error."""
    with notes.change(case) as (_, said):
        said["household"] = [one for one in said["household"] if one["id"] != name]
