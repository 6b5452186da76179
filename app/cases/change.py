"""The one way to write rows and blobs of a case: a transaction that holds the lock of the case.

Whoever waited for the lock while the case was erased gets ``NoCase`` and writes nothing. A helper removes nothing, and
what they replace is kept beside the new value (``app.cases.removing``).
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel

from app.cases import case as cases
from app.cases import removing
from app.cases.case import Case
from app.cases.removing import RemovesNothing, Replaced, Typed
from app.errors import NoCase
from app.i18n.languages import LANGUAGES
from app.storage.blob import FIRST, Blob, original
from app.storage.database import writing
from app.storage.guard import hold
from app.storage.tables import CaseRow

T = TypeVar("T")
BETWEEN = " · "


def as_json(content: Any) -> bytes:
    """Plain data as the bytes of a blob; a lone surrogate, which files may hold, stays."""
    return json.dumps(content, ensure_ascii=False).encode("utf-8", "surrogatepass")


def joined(*words: str) -> str:
    """Words that are kept and shown as one text."""
    return BETWEEN.join(filter(None, words))


def parted(text: str) -> list[str]:
    """The words of such a text."""
    return text.split(BETWEEN)


REPLACED: Blob[list[Replaced]] = Blob("replaced", as_json, json.loads, list)


@dataclass(frozen=True, slots=True)
class Change:
    """The transaction: rows and blobs of its case are written by these functions and by ``session``."""

    session: Session
    case: Case
    row: CaseRow

    def add(self, *rows: SQLModel) -> None:
        """Adds new rows."""
        self.session.add_all(rows)

    def remove(self, *rows: SQLModel) -> None:
        """Deletes rows. ``RemovesNothing`` for a helper."""
        self.check_removing()
        for row in rows:
            self.session.delete(row)

    def check_removing(self) -> None:
        """Before anything else is removed than a row: ``RemovesNothing`` where a helper makes the request."""
        if not self.case.may_remove:
            raise RemovesNothing

    def replace(self, row: SQLModel, name: str, **values: Any) -> None:
        """Sets values of a row that is there. Of the words among them that a helper replaces, the former ones stay
        readable under ``name``."""
        words = [key for key, value in values.items() if isinstance(value, str)]
        before, after = [getattr(row, key) for key in words], [values[key] for key in words]
        self._keep_replaced({name: [joined(*before)]}, {name: [joined(*after)]})
        for key, value in values.items():
            setattr(row, key, value)
        self.session.add(row)

    def store(self, blob: Blob[T], content: T, typed: tuple[Typed, Typed] | None = None) -> None:
        """Writes a blob. ``typed``: what people typed or chose in it, before and after, as plain data under the names
        of its parts; a helper removes nothing of it."""
        if typed is not None:
            self._keep_replaced(*typed)
        self._count(blob.name, blob.store(replace(self.case, versions=self.row.blobs), content))

    def enter_original(self, file: str) -> None:
        """Counts the original of a new file, whose blob was written before."""
        self._count(original(file), FIRST)

    def forget(self, blobs: Collection[str]) -> None:
        """Counts these blobs no more; the caller removes them when the transaction has ended."""
        self.row.blobs = {name: number for name, number in self.row.blobs.items() if name not in blobs}

    def blobs_of(self, file: str) -> list[str]:
        """The names of the blobs of a file, of which some may be gone."""
        here = {*self.case.service.vault.names(self.case.id), *self.row.blobs}
        return sorted(name for name in here if name.startswith(f"{file}."))

    def _count(self, name: str, number: int) -> None:
        self.row.blobs = {**self.row.blobs, name: number}

    def audit(self, event: str) -> None:
        """Records an event in the audit, without content."""
        cases.audit(self.session, self.case.id, event)

    def _keep_replaced(self, before: Typed, after: Typed) -> None:
        if self.case.may_remove:
            return
        known = REPLACED.load(self.case)
        every = removing.kept(self.case.helper, known, before, after)
        if len(every) > len(known):
            self.store(REPLACED, every)


@contextmanager
def changing(case: Case) -> Iterator[Change]:
    """A transaction of its own that changes a case; it is committed when the block ends without an error. ``NoCase``
    where the case was erased."""
    with writing(case.service.engine) as session:
        yield changing_in(session, case)


def changing_in(session: Session, case: Case) -> Change:
    """The same inside a transaction that does other work too, such as opening the case."""
    session.flush()
    row = hold(session, case.id)
    if row is None:
        raise NoCase
    return Change(session, case, row)


def set_language(case: Case, lang: str) -> None:
    """Saves the language that was chosen with ``?lang=``. An unknown one is ignored."""
    if lang in LANGUAGES and lang != case.lang:
        with changing(case) as change:
            change.row.lang = lang
