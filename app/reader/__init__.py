"""Turns the bytes of files into tables of exact text with physical line numbers; knows no format and no event.

Nothing heavy is imported before it is needed, so that a command that only starts the child process stays quick.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.reader.limits import Limits

if TYPE_CHECKING:
    from mmap import mmap

    from app.reader.member import Member

__all__ = ["Limits", "members", "read_rows"]


def members(given: "int | mmap | bytes", name: str, limits: Limits | None = None) -> Iterator["Member"]:
    """The files of one upload: itself, or the members of an archive (and of the archives directly inside it).

    ``given`` is a readable, seekable descriptor, which stays open, or bytes in memory; ``name`` is the path to show. A
    member that cannot be read comes with ``refused`` set. Damage that shows only while a member is read raises
    ``problems.Refused`` from its tables and sets ``refused`` too: its rows so far must not be believed. Members are to
    be read one by one, in order.
    """
    from app.reader.member import walk

    return walk(given, name, limits or Limits())


def read_rows(data: bytes, name: str) -> list[list[str]]:
    """The rows of the first table of a delimited text, header first, from the bytes alone.

    Runs in the caller's own process. ``name`` is for messages only. Bytes that are no text give no rows.
    """
    from app.reader.delimited.in_memory import rows_of

    return rows_of(data)
