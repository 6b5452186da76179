"""The log of the files of a case: who did what to which file, with its hash before and after. Lines are only added:
when a file is removed, everything that the log says about it stays. The log is one encrypted blob, because it contains
names and notes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, TypedDict

from app.cases.case import Case
from app.cases.change import Change, as_json
from app.cases.record.notes import renamed
from app.i18n import N_
from app.storage.blob import Blob
from app.storage.tables import now

Kind = Literal["evidence", "original"]
Action = Literal["received", "described", "downloaded", "checked", "differs", "removed", "expired"]
Who = Literal["account_holder", "helper", "phone", "service"]
ACTION_LABELS: Mapping[Action, str] = {
    "received": N_("Received and kept unchanged"),
    "described": N_("What is said about it was changed"),
    "downloaded": N_("The original was downloaded"),
    "checked": N_("Its SHA-256 was computed again and is the same"),
    "differs": N_("Its SHA-256 was computed again and is not the same, or it cannot be opened"),
    "removed": N_("Removed from the case"),
    "expired": N_("Deleted because its time was over"),
}
WHO_LABELS: Mapping[Who, str] = {
    "account_holder": N_("Account holder"),
    "helper": N_("Helper"),
    "phone": N_("Account holder, from a phone that they confirmed"),
    "service": N_("Mioboe, by itself"),
}


class Event(TypedDict):
    """An event of a file. ``number`` is that of the exhibit or of the original. ``before`` and ``after`` are its
    SHA-256; null: the file was not there. ``details``: what the person says of an exhibit from then on; stored, and in
    the ``custody.json`` of a bundle, it is called ``said``."""

    action: Action
    kind: Kind
    number: int
    name: str
    before: str | None
    after: str | None
    details: Mapping[str, str]


class LogLine(Event):
    """A line of the log. ``at`` is an ISO time in UTC, ``helper`` the name of a helper's account."""

    at: str
    who: Who
    helper: str


def event(
    action: Action, kind: Kind, number: int, name: str, sha256: str | None, details: Mapping[str, str] | None = None
) -> Event:
    """An event of a file with this hash (None: no longer known). The hash is the same before and after unless the file
    comes or goes."""
    return {
        "action": action,
        "kind": kind,
        "number": number,
        "name": name,
        "before": None if action == "received" else sha256,
        "after": None if action in ("removed", "expired") else sha256,
        "details": details or {},
    }


def lines(case: Case) -> Sequence[LogLine]:
    """The whole log, oldest first. ``Damaged`` where it exists and cannot be decrypted."""
    return CUSTODY.load(case)


def encoded(line: LogLine) -> dict[str, object]:
    """A line with the keys under which it is stored and handed out."""
    return renamed(line, "details", "said")


def known(case: Case, kind: Kind, number: int) -> dict[str, str] | None:
    """What the log knows of a file whose stored description cannot be decrypted: its ``name``, its ``sha256`` and the
    latest details from the person. None where the log does not know the file."""
    mine = [line for line in lines(case) if (line["kind"], line["number"]) == (kind, number)]
    received = next((line for line in mine if line["action"] == "received"), None)
    if received is None:
        return None
    details = next((line["details"] for line in reversed(mine) if line["details"]), {})
    return {"name": received["name"], "sha256": received["after"] or "", **details}


def _decoded(data: bytes) -> Sequence[LogLine]:
    log: Any = [renamed(line, "said", "details") for line in json.loads(data)]
    return list[LogLine](log)


CUSTODY: Blob[Sequence[LogLine]] = Blob("custody", lambda log: as_json([*map(encoded, log)]), _decoded, list)


def add(change: Change, events: Iterable[Event], who: Who | None = None) -> None:
    """Adds lines. ``who`` is the person or their helper unless it is named."""
    helper = "" if who else change.case.helper
    by: Who = who or ("helper" if helper else "account_holder")
    at = now().isoformat(timespec="seconds")
    new: list[LogLine] = [{"at": at, "who": by, "helper": helper, **event_} for event_ in events]
    if new:
        change.store(CUSTODY, [*lines(change.case), *new])


def highest(case: Case, kind: Kind) -> int:
    """The highest number that a file of this kind ever had; 0 before the first."""
    return max((line["number"] for line in lines(case) if line["kind"] == kind), default=0)
