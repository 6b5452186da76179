"""The notes of a case: everything that the person writes. One encrypted blob, never a column.

Its parts are plain data: ``answers`` {question: [given]}, ``later`` [question], ``safety`` (the safety page was read),
``household``, ``contacts``, ``cards``, ``days``, ``steps`` {step|subject: note}, ``me`` (name, mail …, for letters),
``drafts`` {letter.lang: text}, ``owner`` and ``entities`` (``app.cases.record.owner``), ``replaced``
(``app.cases.record.removing``). ``rev`` counts the changes.
Each part is described by the module that writes it.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import Any, NotRequired, TypedDict, TypeVar

from sqlmodel import Session, select

from app.cases.case import Case
from app.cases.record import removing
from app.errors import Damaged, Meanwhile, NoCase, NotFound
from app.storage.database import LOCKED, writing
from app.storage.tables import CaseRow
from app.storage.vault import CannotOpen, missing
from checklists import model

T = TypeVar("T")
NAME = "notes"
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


class HouseholdEntry(TypedDict):
    """An entry of the family log (``app.cases.record.household``)."""

    id: str
    finding: str
    who: str
    at: str
    answer: str
    note: str


class Notes(TypedDict):
    """What the person wrote, as the vault keeps it."""

    rev: int
    answers: dict[str, list[str]]
    later: NotRequired[list[str]]  # questions that were put off (``app.cases.plan.before_first``)
    safety: bool
    household: list[HouseholdEntry]
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
    replaced: NotRequired[list[dict[str, str]]]  # ``app.cases.record.removing``


def load(case: Case) -> Notes:
    """The notes; empty before anything was written. ``Damaged`` where the blob exists and cannot be decrypted."""
    empty: Notes = {
        "rev": 0, "answers": {}, "safety": False, "household": [], "contacts": [], "cards": [], "days": {},
        "steps": {}, "drafts": {}, "me": {},
    }  # fmt: skip
    try:
        kept: Notes = json.loads(case.service.vault.derived(case.key, NAME, bytes))  # anew, because some change them
        entries: Any = [renamed(entry, "said", "statement") for entry in kept.get("contacts", [])]
        return {**empty, **kept, "contacts": entries}
    except CannotOpen as error:
        if missing(error):
            return empty
        raise Damaged from error  # writing over it would lose it for good


@contextmanager
def change(case: Case) -> Iterator[tuple[Session, Notes]]:
    """The notes, to change in place; they are saved when the block ends without an error. The case is locked meanwhile,
    so that two windows never overwrite each other; the session is the same transaction. A helper cannot remove anything
    (``removing.RemovesNothing``); a text that they replace is kept beside the new one."""
    with writing(case.service.engine) as session:
        row = session.exec(select(CaseRow).where(CaseRow.id == case.id).with_for_update(**LOCKED)).one_or_none()
        if row is None or row.key is None:
            raise NoCase
        content = load(case)
        yield session, content
        if removing.bound(case):
            content["replaced"] = removing.kept(case, {**load(case)}, {**content})
        content["rev"] += 1
        stored = {**content, "contacts": [renamed(entry, "statement", "said") for entry in content["contacts"]]}
        case.service.vault.put(case.key, NAME, json.dumps(stored, ensure_ascii=False).encode("utf-8", "surrogatepass"))


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
