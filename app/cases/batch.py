"""The files of one submission: written to the vault piece by piece, then entered in the tables all at once."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass

from sqlmodel import Session

from app.cases import limits, room
from app.cases.access import browsers
from app.cases.access.browsers import Opened, Visitor
from app.cases.access.samples import InSample
from app.cases.case import Case
from app.cases.change import Change, changing_in
from app.cases.files import evidence, uploads
from app.cases.files.uploads import Entered, NewFile
from app.cases.limits import Source
from app.cases.operation import turns
from app.cases.operation.runs import Notify, request_run
from app.cases.record import custody
from app.errors import CutOff, NoCase, NotFound, NothingChosen, TooLarge
from app.i18n.formats import binary_size
from app.storage import blob
from app.storage.database import reading, writing
from app.storage.outages import left_to_the_sweep
from app.storage.service import Service
from app.storage.vault import CaseKey
from checklists.model import steps

Write = Callable[[bytes], None]
End = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Received:
    """The result of a submission: the names of the new files and of the files that the case already has. ``step`` is
    the step that the files are ``evidence`` for, or empty; ``numbers`` are those of the new files."""

    opened: Opened
    new: tuple[str, ...]
    duplicates: tuple[str, ...]
    evidence: bool = False
    step: str = ""
    numbers: tuple[int, ...] = ()


class Batch:
    """One submission to a case; without a case it opens one when it is stored. ``InSample`` for the sample case, to
    which no files can be added."""

    def __init__(
        self, service: Service, case: Case | None, asker: Source, announced: int | None = None, sample: bool = False
    ) -> None:
        """``announced``: the number of bytes of the whole form, None where it is not known. ``sample``: a case that it
        opens is that of the sample export."""
        if case is not None and case.sample:
            raise InSample
        self.service, self.case, self.asker, self.announced, self.sample = service, case, asker, announced, sample
        self.prepared: tuple[CaseKey, bytes] | None = None
        if case is None:
            self.prepared = service.vault.new_key(secrets.token_hex(16))
            self.key = self.prepared[0]
        else:
            self.key = case.key
        self.room: room.Reservation | None = None
        self.bytes_left = self.places_left = 0
        self.files: list[NewFile] = []
        self.open: AbstractContextManager[Write] | None = None
        self.is_evidence, self.step, self.subject = False, "", ""
        self.details: Mapping[str, str] = {}  # what the person says about evidence (``app.cases.files.evidence``)
        self.who: custody.Who | None = None  # hands it in; None: the person or their helper
        self.settle: Callable[[Session], None] = lambda _session: None  # may refuse, when everything has arrived

    def proves(self, step: str, subject: str) -> None:
        """Declares the files to be evidence and not exports: for this step (of the shop, card or finding ``subject``),
        or for no step where it is empty."""
        if step and step not in steps():
            raise NotFound
        if self.case is None:
            raise NoCase
        self.is_evidence, self.step, self.subject = True, step, subject

    def add(self, name: str | None) -> tuple[Write, End]:
        """Begins a file (a pasted text has no name): returns the function that takes its bytes and the one that ends
        it. The first file reserves the space for all, after the limits allow the submission."""
        settings = self.service.settings
        if self.room is None:
            self.room = self._reserve()
        file = NewFile(secrets.token_hex(16), name)
        limit = settings.paste_limit if name is None else settings.upload_limit
        if self.places_left <= len(self.files):
            raise room.full(settings)
        self.open = blob.writer(self.service.vault, self.key, blob.original(file.id))
        write_to_vault = self.open.__enter__()
        self.files.append(file)
        reserved = self.room

        def write(chunk: bytes) -> None:
            file.take(chunk)
            self.bytes_left -= len(chunk)
            if file.size > limit:
                raise TooLarge(limit=binary_size(limit))
            if self.bytes_left < 0:
                raise reserved.error
            reserved.renew()
            write_to_vault(chunk)

        def end() -> None:
            writer, self.open = self.open, None
            if writer is not None:
                writer.__exit__(None, None, None)

        return write, end

    def _reserve(self) -> room.Reservation:
        if self.case is None:
            limits.count(self.service, "open", self.asker)
        limits.count(self.service, "upload", self.asker, self.key.case_id if self.case else "")
        with reading(self.service.engine) as session:
            if not self.is_evidence:
                turns.check_room(session, self.asker, self.service.settings.limit_factor)
            files = room.used(session, self.key.case_id)[1]
        reserved = room.Reservation(self.service, self.key.case_id, self.asker, self.announced)
        self.bytes_left, self.places_left = reserved.size, self.service.settings.files_limit - files
        return reserved

    def keep(self, lang: str | None, here: Visitor, notify: Notify) -> Received:
        """Enters everything that is new in one transaction, together with the request to examine it. ``lang`` is the
        language of a case that is opened, ``here`` the browser that opens it."""
        if not self.files:
            raise NothingChosen
        with writing(self.service.engine) as session:
            opened = (
                Opened(self.case, None)
                if self.case
                else browsers.open_new(session, self.service, here, lang, self.prepared, self.sample)
            )
            case = opened.case
            new, duplicates, events = self._enter(changing_in(session, case))
            examine = bool(new) and not self.is_evidence
            if examine:
                request_run(session, case.id, self.asker)
        with left_to_the_sweep():
            self.service.vault.delete(case.id, *(blob.original(file.id) for file in duplicates))
        if examine:
            notify(case.id)
        numbers = tuple(event["number"] for event in events)
        return Received(opened, _names(new), _names(duplicates), self.is_evidence, self.step, numbers)

    def _enter(self, change: Change) -> Entered:
        self.settle(change.session)
        if self.is_evidence:
            entered = evidence.enter(change, self.step, self.subject, self.details, self.files)
        else:
            entered = uploads.enter(change, self.files)
        self._check_number(change.session, change.case)
        custody.add(change, entered.events, self.who)
        if self.room is not None:  # Last, because nobody else can reserve room until the transaction has ended.
            self.room.settle(change.session, sum(file.size for file in entered.new))
        return entered

    def _check_number(self, session: Session, case: Case) -> None:
        """Checks the number of files again, because others may have entered files while these were sent."""
        session.flush()
        if room.used(session, case.id)[1] > self.service.settings.files_limit:
            raise room.full(self.service.settings)

    def discard(self) -> None:
        """Removes everything of this submission."""
        if self.open is not None:
            writer, self.open = self.open, None
            with suppress(CutOff):  # the writer tidies up and then raises the error again
                writer.__exit__(CutOff, CutOff(), None)
        with left_to_the_sweep():
            for file in self.files:
                self.service.vault.delete(self.key.case_id, blob.original(file.id), f"{file.id}.name")
        if self.room is not None:
            self.room.release()


def _names(files: Sequence[NewFile]) -> tuple[str, ...]:
    return tuple(file.name or "" for file in files)
