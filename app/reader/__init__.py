"""Turns the bytes of files into tables of exact text with physical line numbers; it knows no format and no event.

Heavy modules are imported only where they are needed, so that a command that only starts the child process stays quick.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from app.reader.limits import Limits

if TYPE_CHECKING:
    from mmap import mmap

    from app.reader.member import Member

__all__ = ["Limits", "members", "read_rows"]


def members(source: "int | mmap | bytes", name: str, limits: Limits | None = None) -> Iterator["Member"]:
    """The files of one upload: the upload itself, or the members of an archive (and of the archives directly inside
    it).

    ``source`` is a readable, seekable descriptor, which stays open, or bytes in memory; ``name`` is the path to show. A
    member that cannot be read comes with ``refused`` set. Some damage shows only while a member is read: then its
    tables raise ``problems.Refused`` and ``refused`` is set too, and the rows read so far must not be used. Read the
    members one after the other, in order.
    """
    from app.reader.member import walk

    return walk(source, name, limits or Limits())


def read_rows(data: bytes, name: str) -> list[list[str]]:
    """The rows of the first table of a delimited text, header first, from the bytes alone. Runs in the caller's own
    process. ``name`` is for messages only. Bytes that are not text give no rows."""
    from app.reader.delimited.in_memory import rows_of

    return rows_of(data)
