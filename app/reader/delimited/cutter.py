"""A stream of text bytes, cut into pieces at the ends of rows."""

from collections import deque
from collections.abc import Iterator

import numpy as np

from app.reader.problems import Refused

_LONGEST = 32 << 20  # Bytes without any line end; no text file has such a line.
_STEPS = 2_000


class Cutter:
    """Cuts a stream of UTF-8 into pieces and takes back characters that were not used. ``wanted`` is the size of the
    next pieces."""

    def __init__(self, chunks: Iterator[bytes], wanted: int) -> None:
        self.chunks, self.wanted = chunks, wanted
        self.kept: deque[bytes] = deque()
        self.ended = False

    def give_back(self, *pieces: bytes) -> None:
        """Put pieces in front of the stream again, in their order."""
        self.kept.extendleft(piece for piece in reversed(pieces) if piece)

    def next(self) -> tuple[bytes, bool] | None:
        """The next piece and whether it is the last. All others end at a line end, outside quotes if possible."""
        parts: list[bytes] = []
        have = 0
        while True:
            more = self._take(self.wanted)
            have += sum(map(len, more))
            parts += more
            if self.ended and not self.kept:
                return (b"".join(parts), True) if have else None
            if len(parts) > len(more) and not any(b"\n" in part or b"\r" in part for part in more):
                if have > _LONGEST:
                    raise Refused("corrupt")
                continue
            piece, remainder = _cut(parts)
            if piece:
                self.give_back(remainder)
                return piece, False
            parts = [remainder]

    def _take(self, size: int) -> list[bytes]:
        """Chunks with at least ``size`` bytes together and at most half as many more; fewer at the end."""
        parts: list[bytes] = []
        have = 0
        while have < size:
            part = self.kept.popleft() if self.kept else next(self.chunks, None)
            if part is None:
                self.ended = True
                break
            if have + len(part) >= size + size // 2:
                self.kept.appendleft(part[size - have :])
                part = part[: size - have]
            parts.append(part)
            have += len(part)
        return parts


def _cut(parts: list[bytes]) -> tuple[bytes, bytes]:
    """The joined parts up to the end of a row, and the rest. Each byte is copied only once where the last part has such
    an end."""
    last = parts[-1]
    end = last.rfind(b"\n") + 1
    if end and (sum(map(_quotes, parts[:-1])) + _quotes(last, end)) % 2 == 0:
        return b"".join([*parts[:-1], memoryview(last)[:end]]), last[end:]
    piece = b"".join(parts)
    cut = _row_end(piece)
    return piece[:cut], piece[cut:]


def _quotes(part: bytes, size: int = -1) -> int:
    """How many quotes there are in the first ``size`` bytes, or in all."""
    return int(np.count_nonzero(np.frombuffer(part, np.uint8, size) == ord('"')))


def _row_end(piece: bytes) -> int:
    """The place after the last line end, if possible one with an even number of quotes before it; 0 without a line end.

    The readers are right wherever a piece ends, but only a piece of whole rows can take the fast path.
    """
    end = piece.rfind(b"\n") + 1
    if not end:  # Lines may end in CR alone; one at the very end could be half of a CRLF.
        return piece.rfind(b"\r", 0, max(0, len(piece) - 1)) + 1
    if _quotes(piece, end) % 2 == 0:
        return end
    limit = end
    for _ in range(_STEPS):
        last = piece.rfind(b'"', 0, limit)
        limit = piece.rfind(b'"', 0, max(last, 0))
        feed = piece.rfind(b"\n", max(limit, 0), max(last, 0))
        if feed >= 0:
            return feed + 1
        if limit < 0:
            break
    return end
