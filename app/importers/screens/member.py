"""Reads a picture in the confined process: the frames for each of its modes (see ``app.importers.worker``)."""

import time
from collections.abc import Callable
from typing import Any

import msgspec

from app.importers.screens.build import page_of
from app.importers.screens.events import SOURCE
from app.importers.screens.rows import COLUMNS, FIELDS, PicturePage
from app.reader.member import Member
from app.sandbox.child import allow
from app.sandbox.frames import Header

_MOST_BYTES = 64 << 20
# The reasons for which a picture is not opened, as the reader names them.
_REASONS = {
    "damaged": "picture-damaged", "too-large": "picture-too-large", "no-screen": "picture-no-screen",
    "svg": "unsupported-type", "no-picture": "unsupported-type",
}  # fmt: skip
Send = Callable[..., None]


class Share:
    """The processor time of this process from now on, and whether it has used its share of it. A share that is not 0
    suffices for the ``first`` member; ``None``: there is no share."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds, self.began = seconds, time.process_time()
        self.first = True

    @property
    def spent(self) -> float:
        """Seconds of processor time so far."""
        return time.process_time() - self.began

    def is_used(self) -> bool:
        """Whether nothing more is to be begun."""
        if self.seconds is None or (self.first and self.seconds):
            return False
        return self.spent >= self.seconds


def picture(member: Member, job: Header, send_frame: Send) -> Header:
    """Mode ``events``: what the picture says. Its rows become events once a person or a balance confirmed them. Where
    it is left for a later job, ``later`` holds how far it was read."""
    page = b"" if job.get("later") else _page(member, job, send_frame)
    if isinstance(page, bytes):
        return {"later": page or job["begun"].encode()}
    if not page.rows:
        raise member.refuse("no-list")
    send_frame("picture", msgspec.json.encode(page), path=member.path)
    send_frame("rows", path=member.path, rows=len(page.rows), start=None)
    return {"format": SOURCE, "encoding": None, "rows": len(page.rows), "accounted": {"not-confirmed": len(page.rows)}}


def picture_table(member: Member, job: Header, send_frame: Send) -> Header:
    """Mode ``tables``: its rows as one table, whose lines are their numbers."""
    page = _page(member, job, send_frame)
    assert isinstance(page, PicturePage)  # tables are read without a share
    facts = {"sheet": None, "encoding": None, "delimiter": None, "header": list(COLUMNS)}
    send_frame("table", path=member.path, **facts)
    rows = [[*(getattr(row, name) for name in FIELDS), "yes" if row.certain else "no"] for row in page.rows]
    send_frame("text", msgspec.json.encode([rows, [row.number for row in page.rows]]), path=member.path)
    send_frame("picture", msgspec.json.encode(page), path=member.path)
    send_frame("table_end", path=member.path)
    return {"format": None, "encoding": None, "rows": len(page.rows), "accounted": {}}


def no_cells(member: Member, job: Header, send_frame: Send) -> Header:
    """Mode ``cells``: those of a picture are in its ``PicturePage``."""
    return {"format": None, "encoding": None, "rows": None, "accounted": {}}


def _page(member: Member, job: Header, send_frame: Send) -> PicturePage | bytes:
    """What a picture says; bytes where the share was used up before its end: how far it was read. Raises
    ``Refused``."""
    from app.reader.pictures.opened import NotShown
    from app.reader.pictures.reading import NOT_BEGUN, Begun, read_picture  # here, because it takes 150 MB

    share: Share = job["of"]

    def allow_part(cpu_s: float) -> None:
        allow(cpu_s)
        send_frame("tile", path=member.path, bytes=member.bytes, spent=share.spent)

    assert member.content is not None
    if member.bytes > _MOST_BYTES:
        raise member.refuse("picture-too-large")
    begun = msgspec.json.decode(job["begun"], type=Begun) if job["begun"] else NOT_BEGUN
    data = member.content.whole()
    started = time.process_time()
    try:
        read: Any = read_picture(data, member.path, allow_part, share.is_used, begun)
    except NotShown as error:
        raise member.refuse(_REASONS.get(error.why, error.why)) from error
    if isinstance(read, Begun):
        return msgspec.json.encode(read)
    return page_of(read, member.sha256 or "", begun.seconds + time.process_time() - started)


OF_PICTURES = {"events": picture, "tables": picture_table, "cells": no_cells}
