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
_REASONS = {"damaged": "picture-damaged", "too-large": "picture-too-large", "svg": "unsupported-type"}
Send = Callable[..., None]


def picture(member: Member, job: Header, send_frame: Send) -> Header:
    """Mode ``events``: what the picture says. Its rows become events once a person or a balance confirmed them."""
    page = _page(member, send_frame)
    if not page.rows:
        raise member.refuse("no-list")
    send_frame("picture", msgspec.json.encode(page), path=member.path)
    send_frame("rows", path=member.path, rows=len(page.rows), start=None)
    return {"format": SOURCE, "encoding": None, "rows": len(page.rows), "accounted": {"not-confirmed": len(page.rows)}}


def picture_table(member: Member, job: Header, send_frame: Send) -> Header:
    """Mode ``tables``: its rows as one table, whose lines are their numbers."""
    page = _page(member, send_frame)
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


def _page(member: Member, send_frame: Send) -> PicturePage:
    """Raises ``Refused``."""
    from app.reader.pictures.opened import NotShown
    from app.reader.pictures.reading import read_picture  # here, because it takes 150 MB

    def allow_tile(cpu_s: float) -> None:
        allow(cpu_s)
        send_frame("tile", path=member.path, bytes=member.bytes)

    assert member.content is not None
    if member.bytes > _MOST_BYTES:
        raise member.refuse("picture-too-large")
    data = member.content.whole()
    started = time.process_time()
    try:
        read: Any = read_picture(data, member.path, allow_tile)
    except NotShown as error:
        reason = _REASONS.get(error.why, "unsupported-type" if error.why == "no-picture" else error.why)
        raise member.refuse(reason) from error
    return page_of(read, member.sha256 or "", time.process_time() - started)


OF_PICTURES = {"events": picture, "tables": picture_table, "cells": no_cells}
