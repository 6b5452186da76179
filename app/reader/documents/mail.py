"""Saved e-mails as a table, one row a message; the files attached to a message; and pages that are saved like mails."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.policy import compat32

import polars as pl

from app.reader.archives.directory import visible
from app.reader.detect.encoding import Encoding, detect
from app.reader.detect.recoder import Recoder
from app.reader.documents.page import page_text, read_page
from app.reader.limits import MIB, Limits
from app.reader.problems import DAMAGE, Refused
from app.reader.table import Block, Head

KEPT = MIB  # bytes of a message that ``source`` holds
_HEADERS = ("Date", "From", "To", "Subject", "Message-ID")
_LONGEST = 10_000  # characters of a header
_SAVED = re.compile(rb"^(?:From: ?<?Saved by |Snapshot-Content-Location:)", re.IGNORECASE | re.MULTILINE)
_CODECS = {"iso-2022-jp": "iso2022_jp_ext", "shift_jis": "cp932", "iso-8859-1": "cp1252", "us-ascii": ""}
_FIELD = re.compile(r"^([!-9;-~]{1,200}):[ \t]*(.*(?:\n[ \t].*)*)", re.MULTILINE)
_END = re.compile(rb"\n\r?\n")
_CLAIM_CODE = re.compile(r"(?<![\w-])[A-Z0-9]{4}-[A-Z0-9]{6}-[A-Z0-9]{4,5}(?![\w-])")
_CODE = re.compile(
    r"(?i)((?:確認コード|認証コード|認証番号|セキュリティコード|ワンタイム"
    r"|verification code|security code|passcode|one[- ]time|\bOTP\b)\D{0,40})(?<![¥￥$])(?<!\d)\d{4,8}(?![\d,-])"
)
_MASK = "••••"


@dataclass(slots=True)
class MessageTable:
    """Messages with the lines on which they begin; ``messages`` reads them again."""

    head: Head
    messages: Callable[[], Iterator[tuple[int, bytes]]]
    limits: Limits

    def blocks(self, columns: Sequence[str] | None = None, lines: Sequence[int] | None = None) -> Iterator[Block]:
        """The messages in blocks of some MiB; their text is decoded only where it is asked for."""
        known = self.head.header if columns is None else (*self.head.header, *self.head.on_request)
        names = [name for name in known if columns is None or name in columns]
        chosen = None if lines is None else set(lines)
        rows, numbers, size = list[list[str]](), list[int](), 0
        for line, data in self.messages():
            if chosen is None or line in chosen:
                rows.append(_row(data, names, self.limits))
                numbers.append(line)
                size += min(len(data), KEPT)
            if size > self.limits.block:
                yield _block(names, rows, numbers)
                rows, numbers, size = [], [], 0
        yield _block(names, rows, numbers)


def message_table(
    path: str, encoding: str, messages: Callable[[], Iterator[tuple[int, bytes]]], limits: Limits
) -> MessageTable:
    """The table of some messages."""
    head = Head(path, "eml", None, encoding, None, (*_HEADERS, "text"), (), on_request=("source",))
    return MessageTable(head, messages, limits)


def mail_tables(path: str, data: bytes, limits: Limits) -> Iterator[MessageTable]:
    """The one message of a file."""
    part = next(iter(_text_parts(_parsed(data))), None)
    charset = str(part.get_content_charset() or "").lower() if part else "utf-8"
    encoding = charset or (_body(part)[1] if part else "")
    yield message_table(path, encoding, lambda: iter([(1, data)]), limits)


def attachments(data: bytes, most: int) -> Iterator[tuple[str, bytes]]:
    """Name and content of every attached file, including those of messages inside the message. Raises ``Refused``."""
    number = 0
    for part in _parsed(data).walk():
        if part.is_multipart() or _is_body_text(part):
            continue
        number += 1
        if number > most:
            raise Refused("too-many-entries")
        body = part.get_payload(decode=True)
        name = decoded_words(part.get_filename() or "") or f"attachment {number}"
        yield visible(name.replace("\\", "/")), body if isinstance(body, bytes) else b""


def saved_page(data: bytes) -> bytes | None:
    """The page in a file that a browser saved as one file (``.mhtml``), which is written like a mail; None for other
    files."""
    if not _SAVED.search(data[:_LONGEST]):
        return None
    for part in _parsed(data).walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            body = part.get_payload(decode=True)
            return body if isinstance(body, bytes) else None
    return None


def header_fields(data: bytes) -> list[tuple[str, str]]:
    """The headers of a message from the top down: name in lower case, value unfolded and not decoded."""
    end = _END.search(data)
    begin = data[: end.start() if end else KEPT].decode("utf-8", "surrogateescape").replace("\r", "")
    fields = _FIELD.findall(begin)
    return [(name.lower(), value.replace("\n", " ").strip()[:_LONGEST]) for name, value in fields]


def decoded_words(text: str) -> str:
    """A header with its encoded words decoded."""
    raw = text.encode("utf-8", "surrogateescape")
    if not raw.isascii():  # Bytes that no header may hold, but some senders write.
        text = _decoded(raw, None)[0]
    elif "=?" not in text:
        return " ".join(text.split())
    try:  # What is longer is not looked through: the search takes the square of the length.
        parts = decode_header(text) if len(text) <= _LONGEST else [(text, None)]
    except (HeaderParseError, ValueError):
        parts = [(text, None)]
    words = [part if isinstance(part, str) else _decoded(part, charset)[0] for part, charset in parts]
    return " ".join("".join(words).split())


def texts(data: bytes, limits: Limits) -> Iterator[str]:
    """The texts of the message that a reader may see: the plain text first, then the visible text of its page."""
    for part in _text_parts(_parsed(data)):
        if text := _readable(part, limits):
            yield text


def inner_messages(data: bytes) -> Iterator[bytes]:
    """The messages that were forwarded as attachments of this one."""
    for part in _parsed(data).walk():
        held = part.get_payload() if part.get_content_type() == "message/rfc822" else None
        if isinstance(held, list) and held and isinstance(held[0], Message):
            yield held[0].as_bytes(policy=compat32)


def _parsed(data: bytes) -> Message:
    # This policy leaves headers unchanged; the newer ones parse them slowly where they are hostile.
    return message_from_bytes(data, policy=compat32)


def _row(data: bytes, names: Sequence[str], limits: Limits) -> list[str]:
    fields = dict(reversed(header_fields(data)))  # Of headers with one name the first counts.
    cells = {name: decoded_words(fields.get(name.lower(), "")) for name in _HEADERS if name in names}
    if "text" in names:
        cells["text"] = _masked(next(texts(data, limits), ""))
    if "source" in names:
        cells["source"] = data[:KEPT].decode("latin-1")
    return [cells[name] for name in names]


def _block(names: list[str], rows: list[list[str]], numbers: list[int]) -> Block:
    frame = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return Block(frame, pl.Series("line", numbers, pl.UInt32))


def _masked(text: str) -> str:
    """The text without the codes that open an account or redeem a gift card: other people could use them, and no event
    needs them."""
    return _CODE.sub(rf"\1{_MASK}", _CLAIM_CODE.sub(_MASK, text))


def _text_parts(message: Message) -> list[Message]:
    """The parts that a reader sees, in the order in which they are tried; those of forwarded messages come last."""
    parts = [part for part in _walk(message) if not part.is_multipart() and _is_body_text(part)]
    own = set(map(id, parts))
    inside = [
        part for part in message.walk() if not part.is_multipart() and _is_body_text(part) and id(part) not in own
    ]
    kinds = ("text/plain", "text/html")
    return [part for some in (parts, inside) for kind in kinds for part in some if part.get_content_type() == kind]


def _walk(message: Message) -> Iterator[Message]:
    yield message
    if message.is_multipart() and message.get_content_type() != "message/rfc822":
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _walk(part)


def _readable(part: Message, limits: Limits) -> str:
    text, _ = _body(part)
    if part.get_content_type() == "text/html":
        try:
            read = read_page(text.encode("utf-8", "replace"), Encoding("utf-8", "utf-8"), limits)
            page = page_text("", read, broken_cells=True)
        except (Refused, *DAMAGE):  # of this one message, which must not take a whole mailbox with it
            return ""
        text = "\n".join(row[0] for row in page.rows)
    return text.replace("\r\n", "\n").strip("\n")


def _body(part: Message) -> tuple[str, str]:
    """The text of a part and its encoding."""
    body = part.get_payload(decode=True)
    return _decoded(body if isinstance(body, bytes) else b"", part.get_content_charset())


def _is_body_text(part: Message) -> bool:
    return part.get_content_disposition() != "attachment" and not part.get_filename()


def _decoded(data: bytes, charset: str | None) -> tuple[str, str]:
    """Bytes as text, by the stated charset where it fits, else by the detected one; and the name of the charset."""
    codec = _CODECS.get(str(charset).lower(), str(charset))
    try:
        return data.decode(codec), str(charset).lower()
    except (LookupError, UnicodeDecodeError, ValueError):
        encoding = detect(data)
        return b"".join(Recoder(encoding).recode([data])).decode(), encoding.name
