"""Mailboxes (``.mbox``): many messages in one file, cut apart while it is read, however large it is."""

import re
from collections.abc import Callable, Iterator

from app.reader.documents.mail import KEPT, MessageTable, message_table
from app.reader.limits import Limits

# A message begins with a postmark, after an empty line and before a header; in a text `From ` begins lines as well.
_BEGINNING = re.compile(
    rb"(?:(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{3,200}\d{4}[^\r\n]{0,20}\r?\n(?=(?:>From |[!-9;-~]{1,100}:))"
)
_OVERLAP = 512  # bytes in which a beginning may be cut apart by the end of a chunk
_POSTMARK = re.compile(rb"(?:>?From [^\r\n]*\r?\n)+")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


def mailbox_tables(path: str, chunks: Callable[[], Iterator[bytes]], limits: Limits) -> Iterator[MessageTable]:
    """All messages as one table; the line of each is that of its postmark."""
    yield message_table(path, "utf-8", lambda: _messages(chunks()), limits)


def _messages(chunks: Iterator[bytes]) -> Iterator[tuple[int, bytes]]:
    """Line and content of every message; of a very long one only the beginning."""
    line, begin, rest = 1, b"", b""  # of the open message: its line, what left the buffer, and the buffer
    lines = 0  # in what left the buffer
    for chunk in chunks:
        rest += chunk
        cuts = [found.start() for found in _BEGINNING.finditer(rest)]
        start = 0
        for cut in cuts:
            yield line, _unquoted(begin + rest[start:cut])
            line += lines + rest.count(b"\n", start, cut)
            start, begin, lines = cut, b"", 0
        rest = rest[start:]
        if len(rest) > 4 * KEPT:
            gone = len(rest) - _OVERLAP
            begin = (begin + rest[: min(gone, KEPT)])[:KEPT]
            lines += rest.count(b"\n", 0, gone)
            rest = rest[gone:]
    if (begin + rest).strip():
        yield line, _unquoted(begin + rest)


def _unquoted(data: bytes) -> bytes:
    """A message as it was sent: without the postmark, and without the sign before lines that resemble one."""
    found = _POSTMARK.match(data)
    sent = data[found.end() if found else 0 :][:KEPT]
    return _QUOTED.sub(rb"\1", sent) if b">From " in sent else sent
