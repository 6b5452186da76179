"""One saved e-mail (``.eml``) as a table of one row, the files attached to it, and pages that are saved like mails."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32

from app.reader.archives.directory import visible
from app.reader.detect.encoding import Encoding, detect
from app.reader.detect.recoder import Recoder
from app.reader.documents.page import page_text, read_page
from app.reader.documents.text_lines import InMemoryTable
from app.reader.limits import Limits
from app.reader.problems import Refused
from app.reader.table import Head

_HEADERS = ("Date", "From", "To", "Subject", "Message-ID")
_LONGEST = 10_000  # characters of a header
_SAVED = re.compile(rb"^(?:From: ?<?Saved by |Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE)
_CODECS = {"iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932", "iso-8859-1": "cp1252", "us-ascii": ""}


def mail_tables(path: str, data: bytes, limits: Limits) -> Iterator[InMemoryTable]:
    """The message: five headers as text and its text part, or the visible text of its HTML part."""
    # This policy leaves headers unchanged; the newer ones parse them slowly where they are hostile.
    message = message_from_bytes(data, policy=compat32)
    cells = [_header(message, name) for name in _HEADERS]
    text, encoding = _text(message, limits)
    header = (*_HEADERS, "text")
    row = [*cells, text]
    head = Head(path, "eml", None, encoding, None, header, (tuple(row),))
    yield InMemoryTable(head, list(header), [row], [1])


def attachments(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Name and content of every attached file, those of messages inside the message too. Raises ``Refused``."""
    number = 0
    for part in message_from_bytes(data, policy=compat32).walk():
        if part.is_multipart() or _shown(part):
            continue
        number += 1
        if number > most:
            raise Refused("too-many-entries")
        body = part.get_payload(decode=True)
        name = _words(part.get_filename() or "") or f"attachment {number}"
        yield visible(name.replace("\\", "/")), body if isinstance(body, bytes) else b""


def saved_page(data: bytes) -> bytes | None:
    """The page in a file of one that a browser saved whole (``.mhtml``), which is written like a mail; else None."""
    if not _SAVED.search(data[:_LONGEST]):
        return None
    for part in message_from_bytes(data, policy=compat32).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else None
    return None


def _header(message: Message, name: str) -> str:
    value = message.get(name)
    if value is None:
        return ""
    return _words(str(value))


def _words(text: str) -> str:
    """A header with its encoded words as they are read."""
    raw = text.encode("utf-8", "surrogateescape")
    if not raw.isascii():  # Bytes that no header may hold, but some senders write.
        text = _decoded(raw, None)[0]
    try:  # What is longer is not looked through: the search takes the square of the length.
        parts = decode_header(text) if len(text) <= _LONGEST else [(text, None)]
    except (HeaderParseError, ValueError):
        parts = [(text, None)]
    words = [part if isinstance(part, str) else _decoded(part, charset)[0] for part, charset in parts]
    return " ".join("".join(words).split())


def _text(message: Message, limits: Limits) -> tuple[str, str]:
    """The text and its encoding."""
    parts = [part for part in message.walk() if not part.is_multipart() and _shown(part)]
    for kind in ("text/plain", "text/html"):
        for part in parts:
            if part.get_content_type() == kind:
                body = part.get_payload(decode=True)
                text, encoding = _decoded(body if isinstance(body, bytes) else b"", part.get_content_charset())
                if kind == "text/html":
                    page = page_text("", read_page(text.encode(), Encoding("utf-8", "utf-8"), limits))
                    text = "\n".join(row[0] for row in page.rows)
                return text.replace("\r\n", "\n").strip("\n"), encoding
    return "", "utf-8"


def _shown(part: Message) -> bool:
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _decoded(data: bytes, charset: str | None) -> tuple[str, str]:
    """Bytes as text by the stated charset where that fits, else by what they look like; and the name of either."""
    codec = _CODECS.get(str(charset).lower(), str(charset))
    try:
        return data.decode(codec), str(charset).lower()
    except (LookupError, UnicodeDecodeError, ValueError):
        found = detect(data)
        return b"".join(Recoder(found).recode([data])).decode(), found.name
