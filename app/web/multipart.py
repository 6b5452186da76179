"""Streaming parser of the upload form. It keeps no file, in memory or elsewhere."""

import re
from collections.abc import Callable
from typing import Protocol

from python_multipart.multipart import MultipartParser, parse_options_header

from app.errors import Forbidden, TooLarge
from app.i18n.formats import binary_size

Take = Callable[[bytes], None]
End = Callable[[], None]

NAME = 200  # characters kept of a file's name
# About the files. The fields that say whether they are evidence, and for which step, come before them.
FIELDS = (b"evidence", b"step", b"subject", b"number", b"how", b"service", b"note", b"acquired_on", b"acquired_time")
FIELD = 16384  # bytes of any field that is no file and no pasted text


class Receiver(Protocol):
    """Receives the parts of a form in the order in which they arrive."""

    def trust(self, token: str) -> None:
        """Checks the form token; raises when it is not valid."""

    def field(self, name: str, value: str) -> None:
        """A field about the files: that they are ``evidence``, the ``step`` that they prove and its shop, card or
        finding (``subject``), how the person got them; or the ``number`` of the key of a bundle."""

    def file(self, name: str | None) -> tuple[Take, End]:
        """Begins a file (or a pasted text, which has no name): returns the function that takes its bytes, and the one
        that ends it."""


class UploadForm:
    """The fields of the form: ``csrf`` (or the header's token), those of ``FIELDS``, any number of
    ``files``, and ``text``. Other fields are ignored.

    The token has to come first: nothing is accepted before it was checked.
    """

    def __init__(self, boundary: bytes, receiver: Receiver, token: str, paste_limit: int) -> None:
        self.receiver, self.token, self.paste_limit = receiver, token, paste_limit
        self.complete = self.trusted = False
        self.field, self.value = b"", b""
        self.headers: dict[bytes, bytes] = {}
        self.take: Take = _ignore
        self.end: End = _nothing
        self.parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self.headers.clear,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_headers_finished": self._on_part,
                "on_part_data": lambda data, start, end: self.take(data[start:end]),
                "on_part_end": lambda: self.end(),
                "on_end": self._on_end,
            },
        )

    def feed(self, chunk: bytes) -> None:
        """Takes the next piece of the body. ``FormParserError`` if it is not a multipart form."""
        self.parser.write(chunk)

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self.field += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self.value += data[start:end]

    def _on_header(self) -> None:
        self.headers[self.field.lower()] = self.value
        self.field, self.value = b"", b""

    def _on_end(self) -> None:
        self.complete = True

    def _on_part(self) -> None:
        """Called when the headers of a part are complete: decides where its bytes go."""
        _, options = parse_options_header(self.headers.get(b"content-disposition", b""))
        name, file = options.get(b"name", b""), options.get(b"filename")
        self.take, self.end = _ignore, _nothing
        if name == b"csrf" and file is None:
            self._gather(self._trust)
            return
        if not self.trusted:
            self._trust(self.token)
        if name in FIELDS and file is None:
            self._gather(lambda value: self.receiver.field(name.decode(), value))
            return
        if name == b"files" and file:  # browsers send an empty name when nothing was chosen
            self.take, self.end = self.receiver.file(clean_name(file))
        elif name == b"text" and file is None:
            self._text()

    def _trust(self, token: str) -> None:
        self.receiver.trust(token)
        self.trusted = True

    def _gather(self, done: Callable[[str], None]) -> None:
        """Collects a short field, and passes its text on when it is complete."""
        gathered = bytearray()

        def take(piece: bytes) -> None:
            gathered.extend(piece)
            if len(gathered) > FIELD:
                raise Forbidden

        self.take, self.end = take, lambda: done(gathered.decode("utf-8", "replace"))

    def _text(self) -> None:
        """A pasted text begins with its first character that is not white space, so that an empty field is not a
        file."""
        blank = bytearray()

        def take(piece: bytes) -> None:
            blank.extend(piece)
            if len(blank) > self.paste_limit:
                raise TooLarge(limit=binary_size(self.paste_limit))
            if blank.strip():
                self.take, self.end = self.receiver.file(None)
                self.take(bytes(blank))

        self.take = take


def clean_name(raw: bytes) -> str:
    """The file's own name without folders and without control or direction characters. It is displayed, never used as a
    path."""
    last = re.split(r"[/\\]", raw.decode("utf-8", "replace"))[-1]
    name = re.sub(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]", "", last).strip()
    return name[-NAME:] or "file"


def _ignore(_piece: bytes) -> None:
    """Takes the bytes of unknown fields."""


def _nothing() -> None:
    """Ends a part that needs no action."""
