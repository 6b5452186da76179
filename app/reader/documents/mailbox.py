"""Mailboxes (``.mbox``): many messages in one file, cut apart while it is read, however large it is."""

import re
from collections.abc import Callable, Iterator

from app.reader.documents.mail import KEPT, MessageTable, message_table
from app.reader.limits import Limits

# A message begins with a postmark, after an empty line and before a header; in a text `From ` begins lines as well.
_BEGINNING = re.compile(rb"From [^\r\n]{3,200}\d{4}[^\r\n]{0,20}\r?\n(?=(?:>From |[!-9;-~]{1,100}:))")
_OVERLAP = 512  # bytes in which a beginning may be cut apart by the end of a chunk
_POSTMARK = re.compile(rb"(?:>?From [^\r\n]*\r?\n)+")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def mailbox_tables(path: str, chunks: Callable[[], Iterator[bytes]], limits: Limits) -> Iterator[MessageTable]:
    """All messages as one table; the line of a message is the line of its postmark."""
    yield message_table(path, "utf-8", lambda: _messages(chunks()), limits)


def _messages(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Line and content of every message; of a very long message only the beginning."""
    line, begin, buffer = 1, b"", b""  # of the open message: its line, what left the buffer, and the buffer
    lines = 0  # in what left the buffer
    for chunk in chunks:
        buffer += chunk
        start = 0
        for cut in _beginnings(buffer):
            yield line, _unquoted(begin + buffer[start:cut])
            line += lines + buffer.count(b"\n", start, cut)
            start, begin, lines = cut, b"", 0
        buffer = buffer[start:]
        if len(buffer) > 4 * KEPT:
            gone = len(buffer) - _OVERLAP
            begin = (begin + buffer[: min(gone, KEPT)])[:KEPT]
            lines += buffer.count(b"\n", 0, gone)
            buffer = buffer[gone:]
    if (begin + buffer).strip():
        yield line, _unquoted(begin + buffer)


def _beginnings(data: bytes) -> Iterator[int]:
    """Where messages may begin, by a fast search."""
    place = data.find(b"\nFrom ")
    while place >= 0:
        blank = data[max(0, place - 2) : place]
        if (blank[-1:] == b"\n" or blank == b"\n\r") and _BEGINNING.match(data, place + 1):
            yield place + 1
        place = data.find(b"\nFrom ", place + 1)


def _unquoted(data: bytes) -> bytes:
    """A message as it was sent: without the postmark, and without the sign that mailboxes put before lines that look
    like one."""
    postmark = _POSTMARK.match(data)
    sent = data[postmark.end() if postmark else 0 :][:KEPT]
    return _QUOTED.sub(rb"\1", sent) if b">From " in sent else sent
