"""What people hand in: streamed from the request into the vault, without a clear byte on a disk.

Starlette's own form reading keeps large files in clear in the temp folder, so nothing here uses it.
"""

import json
import secrets
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Any, cast

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from sqlmodel import Session, col, func, select
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from app.cases import case as cases
from app.cases import evidence
from app.cases import runs as jobs
from app.cases.case import Case
from app.cases.evidence import Kept
from app.errors import CutOff, Forbidden, NoCase, NotFound, NothingChosen, TooLarge, TooMany, Unreadable
from app.i18n import N_
from app.storage import database as db
from app.storage.service import Service
from app.storage.tables import CaseRow, UploadRow
from app.storage.vault import CaseKey
from app.web.multipart import End, Take, UploadForm
from app.web.security import UPLOAD_PATH as PATH
from app.web.security import check_token, readable
from checklists.model import steps

__all__ = ["PATH", "Received", "hand_in", "receive"]


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a request: names of what was kept now and of what the case had already. ``empty`` tells that a
    file field was sent without a file; ``step`` that the files are evidence for it and no exports. ``sentences`` says
    to the person what was not taken."""

    case: Case
    kept: tuple[str, ...]
    same: tuple[str, ...]
    empty: bool
    step: str = ""

    @property
    def sentences(self) -> list[tuple[str, dict[str, Any]]]:
        """English sentences (message keys) with their values."""
        said: list[tuple[str, dict[str, Any]]] = []
        if self.same:
            said.append((SAME_SENTENCES["same"], {"names": list(self.same)}))
        if self.empty:
            said.append((SAME_SENTENCES["empty"], {}))
        return said


SAME_SENTENCES = {
    "same": N_("These are in the case already and are kept once: {names}."),
    "empty": N_("No file was chosen, so only the pasted text was taken."),
}


async def receive(request: Request) -> Received:
    """Takes the multipart form at ``PATH``: field ``csrf`` first, any number of ``files``, and ``text`` (pasted).

    Opens a case where there is none, keeps what is new and asks for an examination. Errors: ``Forbidden`` (before any
    file byte is accepted), ``NothingChosen``, ``TooLarge``, ``TooMany``, ``CutOff``, ``Unreadable``; after each of
    them nothing of the request is left.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Unreadable
    intake = await run_in_threadpool(_Intake, request)
    token, limit = request.headers.get("x-csrf-token", ""), intake.service.settings.paste_limit
    try:
        form = UploadForm(options[b"boundary"], intake, token, limit)
        async for chunk in request.stream():
            await run_in_threadpool(form.feed, chunk)
        if not form.complete:
            raise CutOff
        return await run_in_threadpool(intake.keep)
    except (ClientDisconnect, FormParserError) as error:
        intake.abandon()
        raise CutOff from error
    except BaseException:
        intake.abandon()
        raise


def hand_in(request: Request, files: Sequence[tuple[str, bytes]]) -> Received:
    """Takes files that the service itself has (the sample export) as if they had been uploaded."""
    intake = _Intake(request)
    try:
        for name, data in files:
            take, end = intake.file(name)
            take(data)
            end()
        return intake.keep()
    except BaseException:
        intake.abandon()
        raise


class _Intake:
    """What one request hands in: in the vault piece by piece, then in the tables all at once."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.service: Service = cases.service(request)
        case = cases.current(request)
        self.prepared = None if case else self.service.vault.new_key(secrets.token_hex(16))
        self.key: CaseKey = case.key if case else cast("tuple[CaseKey, bytes]", self.prepared)[0]
        self.room, self.places = self._left(case)
        self.kept: list[Kept] = []
        self.open: AbstractContextManager[Take] | None = None
        self.empty = False
        self.proves: dict[str, str] = {}  # the step that the files are evidence for

    def _left(self, case: Case | None) -> tuple[int, int]:
        """Bytes and things that the case still has room for."""
        settings = self.service.settings
        if case is None:
            return settings.case_limit, settings.files_limit
        with db.reading(self.service.engine) as session:
            used = select(func.coalesce(func.sum(UploadRow.size), 0), func.count()).where(UploadRow.case_id == case.id)
            size, count = session.exec(used).one()
        return settings.case_limit - int(size), settings.files_limit - count

    def trust(self, token: str) -> None:
        check_token(self.request, token)

    def told(self, name: str, value: str) -> None:
        self.proves[name] = value
        if self.proves.get("step") not in steps():
            raise NotFound
        if cases.current(self.request) is None:
            raise NoCase

    def no_file(self) -> None:
        self.empty = True

    def file(self, name: str | None) -> tuple[Take, End]:
        """Begins one thing: gives the function that takes its bytes and the one that ends it."""
        settings = self.service.settings
        one = Kept(secrets.token_hex(16), name)
        limit = settings.paste_limit if name is None else settings.upload_limit
        if self.places <= len(self.kept):
            raise TooMany(files=settings.files_limit, limit=readable(settings.case_limit))
        self.open = self.service.vault.writer(self.key, f"{one.id}.data")
        write = self.open.__enter__()
        self.kept.append(one)

        def take(chunk: bytes) -> None:
            one.size += len(chunk)
            self.room -= len(chunk)
            if one.size > limit:
                raise TooLarge(limit=readable(limit))
            if self.room < 0:
                raise TooMany(files=settings.files_limit, limit=readable(settings.case_limit))
            one.hash.update(chunk)
            write(chunk)

        def end() -> None:
            writer, self.open = self.open, None
            if writer is not None:
                writer.__exit__(None, None, None)

        return take, end

    def keep(self) -> Received:
        """Everything that is new, in one transaction, together with the order to examine it."""
        if not self.kept:
            raise NothingChosen
        with db.writing(self.service.engine) as session:
            case = cases.open_in(session, self.request, self.prepared)
            if case.key.case_id != self.key.case_id:  # another request opened a case for this browser meanwhile
                raise Forbidden
            kept, same = self._enter(session, case)
            if kept and not self.proves:
                jobs.want(session, case.id)
        self.service.vault.delete(case.id, *(f"{one.id}.data" for one in same))
        if kept and not self.proves:
            jobs.wake(self.request, case.id)
        names = tuple(one.name or "" for one in kept), tuple(one.name or "" for one in same)
        return Received(case, *names, self.empty, self.proves.get("step", ""))

    def _enter(self, session: Session, case: Case) -> tuple[list[Kept], list[Kept]]:
        row = session.exec(select(CaseRow).where(CaseRow.id == case.id).with_for_update()).one()
        if row.key is None:
            raise NoCase
        if self.proves:
            return evidence.enter(session, case, self.proves["step"], self.proves.get("subject", ""), self.kept)
        mine = select(UploadRow).where(UploadRow.case_id == case.id).order_by(col(UploadRow.number))
        earlier = list(session.exec(mine))
        known, number = {one.fingerprint for one in earlier}, max((one.number for one in earlier), default=0)
        kept, same = [], []
        for one in self.kept:
            sha256 = one.hash.hexdigest()
            fingerprint = case.key.keyed_hash("upload", sha256)
            one.name = one.name if one.name is not None else f"pasted-{number + 1}.txt"
            if fingerprint in known:
                same.append(one)
                continue
            number += 1
            known.add(fingerprint)
            kept.append(one)
            said = json.dumps({"name": one.name, "sha256": sha256}).encode()
            self.service.vault.put(case.key, f"{one.id}.name", said)
            session.add(UploadRow(id=one.id, case_id=case.id, number=number, size=one.size, fingerprint=fingerprint))
        if kept:
            cases.audit(session, case.id, "uploaded")
        return kept, same

    def abandon(self) -> None:
        """Leaves nothing of this request behind."""
        if self.open is not None:
            writer, self.open = self.open, None
            with suppress(CutOff):  # the writer hands back what it was told, after tidying up
                writer.__exit__(CutOff, CutOff(), None)
        for one in self.kept:
            self.service.vault.delete(self.key.case_id, f"{one.id}.data", f"{one.id}.name")
