"""The notes of a case: everything that the person writes. One encrypted blob, never a column.

Its parts are plain data: ``answers`` {question: [given]}, ``later`` [question], ``safety`` (the safety page was read),
``neutral`` (titles and addresses tell nothing), ``contacts``, ``cards``, ``days``, ``steps``
{step|subject: note}, ``me`` (name, mail …, for letters), ``drafts`` {letter.lang: text}, ``owner`` and ``entities``
(``app.cases.record.owner``), ``unlisted`` (``app.cases.answers.unlisted``). ``rev`` counts the changes.
Each part is described by the module that writes it; one that belongs to a feature is a ``Part`` there.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, Generic, NotRequired, TypedDict, TypeVar, cast

from app.cases.case import Case
from app.cases.change import REPLACED, Change, as_json, changing
from app.cases.removing import Replaced
from app.errors import Meanwhile, NotFound
from app.storage.blob import Blob
from checklists import model

T = TypeVar("T")
MAX_NOTE = 8000  # characters of the note on a step when several windows wrote into it


class ContactEntry(TypedDict):
    """An entry of the contact log (``app.cases.record.contacts``)."""

    id: str
    rev: int
    recipient: str
    channel: str
    at: str
    zone: str
    agent: str
    case_number: str
    statement: str  # stored as ``said``
    subject: str
    promise: str
    promised_by: str
    next: str
    closed: bool


class Notes(TypedDict):
    """What the person wrote, as the vault keeps it."""

    rev: int
    answers: dict[str, list[str]]
    later: NotRequired[list[str]]  # questions that were put off (``app.cases.plan.before_first``)
    safety: bool
    neutral: NotRequired[bool]
    contacts: list[ContactEntry]
    cards: list[dict[str, str]]
    days: dict[str, str]
    steps: dict[str, str]
    drafts: dict[str, str]
    me: dict[str, str]
    owner: NotRequired[dict[str, Any]]  # ``app.cases.record.owner.Facts``
    entities: NotRequired[dict[str, dict[str, str | None]]]
    withheld: NotRequired[dict[str, list[str]]]  # ``app.cases.plan.recipients``
    about: NotRequired[dict[str, str]]
    until: NotRequired[dict[str, str]]  # ``app.cases.answers.places``
    unlisted: NotRequired[list[str]]  # ``app.cases.answers.unlisted``
    replaced: NotRequired[list[Replaced]]  # by helpers, from before these texts had a blob of their own


class Part(Generic[T]):
    """A list in the notes that one feature alone writes, under a name of its own; empty before."""

    def __init__(self, name: str) -> None:
        self.name = name

    def of(self, content: Notes) -> list[T]:
        """The list as it is in the notes."""
        return cast("dict[str, list[T]]", content).get(self.name, [])

    def put(self, content: Notes, entries: list[T]) -> None:
        """Writes the list into notes that are being changed."""
        cast("dict[str, list[T]]", content)[self.name] = entries


def _empty() -> Notes:
    return {
        "rev": 0, "answers": {}, "safety": False, "contacts": [], "cards": [], "days": {},
        "steps": {}, "drafts": {}, "me": {},
    }  # fmt: skip


def _decoded(data: bytes) -> Notes:
    kept: Notes = json.loads(data)
    entries: Any = [renamed(entry, "said", "statement") for entry in kept.get("contacts", [])]
    return {**_empty(), **kept, "contacts": entries}


def _encoded(content: Notes) -> bytes:
    return as_json({**content, "contacts": [renamed(entry, "statement", "said") for entry in content["contacts"]]})


NOTES: Blob[Notes] = Blob("notes", _encoded, _decoded, _empty)


def load(case: Case) -> Notes:
    """The notes, in a copy that may be changed; empty before anything was written. ``Damaged`` where they do not
    open."""
    return _decoded(NOTES.remembered(case, _encoded))


@contextmanager
def change(case: Case) -> Iterator[tuple[Change, Notes]]:
    """The notes, to change in place in the transaction of the change; they are saved when the block ends without an
    error. Two windows never overwrite each other. A helper cannot remove anything (``RemovesNothing``); a text that
    they replace is kept beside the new one."""
    with changing(case) as change:
        before, content = load(case), load(case)
        yield change, content
        content["rev"] += 1
        change.store(NOTES, content, ({**before}, {**content}))


def replaced(case: Case) -> list[Replaced]:
    """All texts of the case that helpers replaced, the oldest first."""
    return [*load(case).get("replaced", []), *REPLACED.load(case)]


def renamed(entry: Mapping[str, T], old: str, new: str) -> dict[str, T]:
    """An entry in which one key has another name: what is stored keeps the names under which it was stored first."""
    return {new if name == old else name: value for name, value in entry.items()}


def keep_step_note(case: Case, step: str, subject: str, text: str, before: str) -> None:
    """Saves the note of one part of a step. ``before`` is the note that the page showed: an unchanged note changes
    nothing, and if another window has written something else since, both texts are kept. ``NotFound`` for a step that
    does not exist, ``Meanwhile`` where both together would be too long."""
    if step not in model.steps() or len(subject) > 32:
        raise NotFound
    name = f"{step}|{subject}"
    if text == before or text == load(case)["steps"].get(name, ""):
        return
    with change(case) as (_, content):
        kept = content["steps"].get(name, "")
        if kept != before:
            text = kept if text in kept else f"{kept}\n\n{text}"
        if len(text) > MAX_NOTE:
            raise Meanwhile
        content["steps"][name] = text


def clean_line(text: str, limit: int = 300) -> str:
    """A typed line: white space collapsed, cut at ``limit`` characters."""
    return " ".join(text.split())[:limit]


def clean_text(text: str, limit: int = 2000) -> str:
    """A typed text of several lines, cut at ``limit`` characters."""
    return text.replace("\r\n", "\n").strip()[:limit]


def is_day(text: str) -> bool:
    """Whether this is an ISO date of this century."""
    try:
        return date.fromisoformat(text).isoformat() == text and "2000" <= text[:4] < "2100"
    except ValueError:
        return False
