"""What a helper keeps of a case for themselves: the name under which they list it, and remarks.

It is one encrypted blob of the case, with a part for each helper. Nothing of it is in the notes of the person, in
papers, exports or bundles, unless the helper moves a remark into the contact log. A helper's part is deleted when the
person ends their help.
"""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from app.cases.case import Case
from app.cases.change import Change, as_json, changing
from app.cases.record import contacts, notes
from app.errors import Damaged, NotFound, TooMany
from app.i18n import N_
from app.storage.blob import Blob
from app.storage.tables import now

LONGEST_NAME = 80  # characters of the name of a case in a helper's list
LONGEST = 4000  # characters of a remark
MOST = 200  # remarks of a helper in a case
DAMAGED_SENTENCE = N_("What is stored of this case cannot be read.")
TOO_MANY_SENTENCE = N_("There are too many entries here. Remove some that you no longer need first.")


class Remark(TypedDict):
    """A remark; ``at`` is an ISO time in UTC."""

    id: str
    at: str
    text: str


class Own(TypedDict):
    """What one helper keeps of a case. An empty ``name``: the list shows the number of the case."""

    name: str
    remarks: list[Remark]


# By the id of the helper; no paper or archive of the person has it.
REMARKS: Blob[dict[str, Own]] = Blob("desk", as_json, json.loads, dict)


def of_helper(case: Case, helper_id: str) -> Own:
    """What a helper keeps of a case. ``Damaged`` where it cannot be decrypted."""
    return REMARKS.load(case).get(helper_id) or {"name": "", "remarks": []}


def begin(change: Change, helper_id: str, name: str) -> None:
    """Stores the name of a case that is being opened and that nobody else knows yet."""
    own: Own = {"name": notes.clean_line(name, LONGEST_NAME), "remarks": []}
    change.store(REMARKS, {helper_id: own})


def rename(case: Case, helper_id: str, name: str) -> None:
    """Gives the case another name in the helper's list."""
    with _change(case, helper_id) as own:
        own["name"] = notes.clean_line(name, LONGEST_NAME)


def write(case: Case, helper_id: str, name: str, text: str) -> None:
    """Adds a remark under an id (``contacts.id_of``); the same id again changes nothing, and neither does an empty
    text."""
    with _change(case, helper_id) as own:
        text = notes.clean_text(text, LONGEST)
        if not text or any(remark["id"] == name for remark in own["remarks"]):
            return
        if len(own["remarks"]) >= MOST:
            raise TooMany(TOO_MANY_SENTENCE)
        own["remarks"].append({"id": name, "at": now().isoformat(timespec="seconds"), "text": text})


def remove(case: Case, helper_id: str, name: str) -> None:
    """Deletes a remark; an unknown id is no error."""
    with _change(case, helper_id) as own:
        own["remarks"] = [remark for remark in own["remarks"] if remark["id"] != name]


def move(case: Case, helper_id: str, name: str, zone: str) -> None:
    """Moves a remark into the contact log of the case, where it belongs to the person and to their papers: a talk with
    this helper at that time. ``NotFound`` for an unknown remark."""
    remark = next((remark for remark in of_helper(case, helper_id)["remarks"] if remark["id"] == name), None)
    if remark is None:
        raise NotFound
    at = datetime.fromisoformat(remark["at"]).astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
    entry = contacts.blank(zone) | {"id": name, "recipient": case.helper, "at": at, "statement": remark["text"]}
    contacts.keep(case, entry, 0)
    remove(case, helper_id, name)


def forget(change: Change, helper_id: str) -> None:
    """Deletes what a helper keeps of a case. What cannot be decrypted stays, and keeps nobody from ending a help."""
    with suppress(Damaged):
        kept = REMARKS.load(change.case)
        if kept.pop(helper_id, None):
            change.store(REMARKS, kept)


def new_id() -> str:
    """The id of a remark that is to be written."""
    return secrets.token_hex(8)


@contextmanager
def _change(case: Case, helper_id: str) -> Iterator[Own]:
    with changing(case) as change:
        kept = REMARKS.load(case)
        own = kept.setdefault(helper_id, {"name": "", "remarks": []})
        yield own
        change.store(REMARKS, kept)
