"""The bytes of one file, read as often as needed, hashed on the way."""

import hashlib
import re
from collections.abc import Callable, Iterator

from app.reader.detect.encoding import Encoding, detect
from app.reader.prefetch import prefetch
from app.reader.problems import DAMAGE, Refused

_SAMPLE = 128 << 10
_ASCII_CHUNKS = 16  # How far we look for a character that decides the encoding.
_NOT_ASCII = re.compile(rb"[\x80-\xff]|\x1b[$(]")
_AT_ONCE = 4 << 20


class Content:
    """The bytes of a file. ``start`` returns its chunks from the beginning; ``size`` is the stated number of bytes.

    ``page`` marks HTML. ``later`` returns the chunks from an offset on, where that is quicker than starting over.
    """

    def __init__(
        self,
        start: Callable[[], Iterator[bytes]],
        size: int,
        *,
        page: bool = False,
        later: Callable[[int], Iterator[bytes]] | None = None,
    ) -> None:
        self.start, self.size, self.page = start, size, page
        self.later = later or (lambda begin: _without(start(), begin))
        self._sha256: str | None = None
        self._encoding: Encoding | None = None

    def chunks(self, begin: int = 0) -> Iterator[bytes]:
        """The bytes from ``begin`` on; of a large file they are read ahead in a thread. Raises ``Refused``."""
        chunks = self.later(begin) if begin else self._hashed()
        return chunks if self.size <= _AT_ONCE else prefetch(chunks)

    def whole(self) -> bytes:
        """All bytes at once, for files whose size was checked."""
        return b"".join(self._hashed())

    def sha256(self) -> str | None:
        """The SHA-256 in hexadecimal; None when the bytes cannot be read to their end."""
        if self._sha256 is None:
            try:
                for _ in self._hashed():
                    pass
            except (Refused, *DAMAGE):
                return None
        return self._sha256

    def encoding(self) -> Encoding:
        """The encoding, detected from the very first bytes and the first ones that are not ASCII."""
        if self._encoding is None:
            begin = b""
            for number, chunk in enumerate(self.start()):
                begin = begin or chunk[:_SAMPLE]
                if number == _ASCII_CHUNKS or not begin.isascii():
                    break
                if chunk.isascii() and b"\x1b" not in chunk:  # a tenth of the time that the pattern takes
                    continue
                if first := _NOT_ASCII.search(chunk, 0 if number else len(begin)):
                    line = chunk.rfind(b"\n", 0, first.start()) + 1
                    begin += chunk[line : line + _SAMPLE]
                    break
            self._encoding = detect(begin, page=self.page)
        return self._encoding

    def _hashed(self) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for chunk in self.start():
            digest.update(chunk)
            yield chunk
        self._sha256 = digest.hexdigest()


def _without(chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
    for chunk in chunks:
        if count < len(chunk):
            yield chunk[count:]
        count = max(0, count - len(chunk))
