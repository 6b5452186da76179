"""Streams between callers with clear bytes and the cipher, which runs in a separate thread."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, suppress
from typing import Any, Protocol

import pyrage

CHUNK = 1024 * 1024
WAITING = 4  # chunks between the two: how far the faster one may run ahead


class Readable(Protocol):
    """A reader of a store."""

    def read(self, size: int, /) -> Any: ...


class Writable(Protocol):
    """The target of the cipher."""

    def write(self, data: bytes, /) -> int: ...

    def flush(self) -> None: ...


class Plain:
    """A store's reader as a file whose ``read`` gives bytes. ``turn`` is a lock that is held while the store is used.
    An error there is kept, because the cipher would report it as its own."""

    def __init__(self, source: Readable, turn: AbstractContextManager[Any]) -> None:
        self.source = source
        self.turn = turn
        self.failure: Exception | None = None

    def read(self, size: int = CHUNK) -> bytes:
        try:
            with self.turn:
                return bytes(self.source.read(size))
        except Exception as error:
            self.failure = error
            raise


class _Abandoned(Exception):  # noqa: N818 (what happened)
    """The sender gave up; ends the cipher's thread."""


class Pump:
    """Encrypts chunks that are pushed in. The cipher pulls its input, so it runs in a separate thread.

    ``out`` is a store's writer, which leaves nothing where its block ends with an error; ``turn`` is a lock that is
    held while it is used; ``written`` counts the bytes of ciphertext.
    """

    def __init__(self, out: Any, identity: Any, turn: AbstractContextManager[Any]) -> None:
        self.chunks: queue.Queue[bytes | _Abandoned | None] = queue.Queue(WAITING)
        self.left = memoryview(b"")
        self.out = out
        self.turn = turn
        self.written = 0
        self.failure: BaseException | None = None
        self.recipient = identity.to_public()
        self.thread = threading.Thread(target=self._encrypt, name="vault", daemon=True)
        self.thread.start()

    def feed(self, chunk: bytes) -> None:
        """Pushes one more clear chunk of any length. Raises errors of the cipher's thread."""
        if chunk:
            self._hand_over(bytes(chunk))

    def finish(self) -> None:
        """Ends the input and waits until the blob is complete."""
        self._hand_over(None)
        self.thread.join()
        self._raise()

    def abandon(self) -> None:
        """Stops the thread; if the blob was already complete, the caller deletes it."""
        while self.thread.is_alive():
            with suppress(queue.Full):
                self.chunks.put(_Abandoned(), timeout=0.05)
            self.thread.join(0.05)

    def _hand_over(self, item: bytes | None) -> None:
        while True:
            self._raise()
            with suppress(queue.Full):
                self.chunks.put(item, timeout=1)
                return

    def _raise(self) -> None:
        if self.failure is not None:
            raise self.failure

    def _encrypt(self) -> None:
        try:
            with self.out:
                pyrage.encrypt_io(self, self, [self.recipient])
        except BaseException as error:  # handed to the thread that feeds
            self.failure = self.failure or error

    def read(self, size: int) -> bytes:
        """The cipher's input: at most ``size`` bytes, empty at the end."""
        if not self.left:
            item = self.chunks.get()
            if isinstance(item, _Abandoned):
                self.failure = item
                raise item
            if item is None:
                return b""
            self.left = memoryview(item)
        piece, self.left = self.left[:size], self.left[size:]
        return bytes(piece)

    def write(self, data: bytes) -> int:
        """Takes the cipher's output. An error here is kept, because the cipher would report it as its own."""
        try:
            with self.turn:
                self.out.write(data)
        except Exception as error:
            self.failure = error
            raise
        self.written += len(data)
        return len(data)

    def flush(self) -> None:
        """The cipher calls this; the store flushes when it is closed."""


class Tap:
    """Decrypted bytes, piece by piece, while the cipher produces them. ``decrypt`` is called with the object to write
    to, in a thread that is never more than ``WAITING`` pieces ahead."""

    def __init__(self, decrypt: Callable[[Writable], None]) -> None:
        self.pieces: queue.Queue[bytes | BaseException | None] = queue.Queue(WAITING)
        self.held = bytearray()
        self.closed = False
        self.decrypt = decrypt
        threading.Thread(target=self._run, name="vault", daemon=True).start()

    def next(self) -> bytes:
        """The next piece, empty at the end. Raises errors of the cipher's thread."""
        item = self.pieces.get()
        if isinstance(item, BaseException):
            raise item
        return item or b""

    def stream(self, first: bytes) -> Iterator[bytes]:
        """``first`` and all pieces after it. If the reader stops earlier, or never begins, the cipher's thread is
        ended."""
        pieces = self._stream(first)
        next(pieces)  # A generator that was not begun ends without its ``finally``.
        return pieces

    def _stream(self, first: bytes) -> Iterator[bytes]:
        try:
            yield b""
            while first:
                yield first
                first = self.next()
        finally:
            self.close()

    def close(self) -> None:
        """Nothing more will be taken."""
        self.closed = True

    def write(self, data: bytes) -> int:
        """Takes the cipher's output."""
        self.held += data
        if len(self.held) >= CHUNK:
            self._hand_over(bytes(self.held))
            self.held.clear()
        return len(data)

    def flush(self) -> None:
        """The cipher calls this; remaining bytes are handed over at the end."""

    def _run(self) -> None:
        try:
            self.decrypt(self)
            if self.held:
                self._hand_over(bytes(self.held))
            self._hand_over(None)
        except _Abandoned:
            pass
        except BaseException as error:  # handed to the thread that takes
            with suppress(_Abandoned):
                self._hand_over(error)

    def _hand_over(self, item: bytes | BaseException | None) -> None:
        while not self.closed:
            with suppress(queue.Full):
                self.pieces.put(item, timeout=0.2)
                return
        raise _Abandoned
