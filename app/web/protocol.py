"""HTTP/1.1 from the socket, stricter than uvicorn's own: requests whose end two servers could see differently are
refused, and connections that keep the service waiting are cut.

A proxy in front of the service may read such a request in another way, so that a second one hides in its body.
"""

import asyncio
import re
from typing import Any

import h11
from h11._receivebuffer import ReceiveBuffer
from uvicorn.protocols.http.h11_impl import H11Protocol

BARE = re.compile(rb"(?<!\r)\n|\r(?!\n)|\n[ \t]")  # half a line end, or a header that goes on in the next line


class _Lines(ReceiveBuffer):
    """The bytes that have arrived. Lines of a head end with CR LF and nothing else."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        end = self._data.find(b"\r\n\r\n")
        head = self._data.rstrip(b"\r") if end < 0 else self._data[: end + 4]
        if BARE.search(head):
            raise h11.LocalProtocolError("a line of the head does not end with CR LF")
        lines: list[bytearray] | None = super().maybe_extract_lines()
        return lines


class _Connection(h11.Connection):
    """A connection on which the length of a body can be stated in one way only."""

    def __init__(self, max_incomplete_event_size: int) -> None:
        super().__init__(h11.SERVER, max_incomplete_event_size)
        self._receive_buffer = _Lines()

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            names = [name for name, _ in event.headers]
            coded = b"transfer-encoding" in names
            if coded and (b"content-length" in names or event.http_version < b"1.1"):
                raise h11.RemoteProtocolError("two lengths of one body")
        return event


class StrictProtocol(H11Protocol):
    """One connection. The application waits for bodies (``app.web.middleware``)."""

    HEAD_SECONDS = 20  # until the head of a request is complete
    READER_SECONDS = 60  # without taking a byte of the answer

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.conn = _Connection(self.conn._max_incomplete_event_size)
        self.head_timer: asyncio.TimerHandle | None = None
        self.reader_timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._watch()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop(self.head_timer, self.reader_timer)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._stop(self.reader_timer)
        self.reader_timer = self.loop.call_later(self.READER_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        self._stop(self.reader_timer)
        super().resume_writing()

    def _watch(self) -> None:
        """Starts and stops the timer, which runs while a head is incomplete, and while the rest of a body arrives after
        its answer was sent."""
        answered = self.cycle is not None and self.cycle.response_complete
        if self.conn.their_state is not h11.IDLE and not answered:
            self._stop(self.head_timer)
            self.head_timer = None
        elif self.head_timer is None:
            self.head_timer = self.loop.call_later(self.HEAD_SECONDS, self.transport.abort)

    def _stop(self, *timers: asyncio.TimerHandle | None) -> None:
        for timer in timers:
            if timer is not None:
                timer.cancel()
