"""A proxy that passes requests on to a server and makes some of them fail, like unreliable networks and busy
services."""

import http.client
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

SLOW_DOWN = b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"


class Faults:
    """The faults of the next requests: ``spoil(method, path)`` names a fault, or returns an empty name."""

    def __init__(self) -> None:
        self.spoil: Callable[[str, str], str] = lambda method, path: ""
        self.spoiled = 0
        self.url = ""
        self.most_at_once = 0
        self._at_once = 0
        self._lock = Lock()

    def times(self, count: int, fault: str, method: str = "", part: str = "") -> None:
        """The first ``count`` requests of this method, with ``part`` in their path, go wrong."""
        left = [count]

        def spoil(asked: str, path: str) -> str:
            with self._lock:
                if left[0] and method in ("", asked) and part in path:
                    left[0] -= 1
                    self.spoiled += 1
                    return fault
            return ""

        self.spoiled, self.spoil = 0, spoil

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Counts a request while it is being processed."""
        with self._lock:
            self._at_once += 1
            self.most_at_once = max(self.most_at_once, self._at_once)
        try:
            yield
        finally:
            with self._lock:
                self._at_once -= 1


@contextmanager
def proxy(target: str) -> Iterator[Faults]:
    """A proxy before the server at ``target`` (host and port)."""
    faults = Faults()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None: ...

        def handle_one_request(self) -> None:
            with suppress(ConnectionError):
                super().handle_one_request()

        def _pass_on(self) -> None:
            with faults.counted():
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                _answer(self, target, body, faults.spoil(self.command, self.path))

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 (names of the library)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    faults.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield faults
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answer(handler: BaseHTTPRequestHandler, target: str, body: bytes, fault: str) -> None:
    status, data = 0, b""
    headers: dict[str, str] = {}
    if fault == "gone":
        handler.close_connection = True
        return
    if fault == "slow":
        time.sleep(0.3)
    if fault in ("500", "503", "403", "404"):
        status, data = int(fault), SLOW_DOWN
    else:
        status, headers, data = _asked(handler, target, body[: len(body) // 2] if fault == "lost" else body)
    length = len(data)
    if fault == "short":  # the answer says itself that it is complete
        data = data[: length // 2]
        length = len(data)
    handler.send_response(status)
    for name, value in headers.items():
        if name.lower() not in ("content-length", "transfer-encoding", "connection", "date", "server"):
            handler.send_header(name, value)
    shown = headers.get("Content-Length", "0") if handler.command == "HEAD" else str(length)
    handler.send_header("Content-Length", shown)
    handler.end_headers()
    if handler.command != "HEAD":
        handler.wfile.write(data[: length // 2] if fault == "cut" else data)
    if fault == "cut":
        handler.close_connection = True


def _asked(handler: BaseHTTPRequestHandler, target: str, body: bytes) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(target)
    skipped = ("host", "content-length", "connection")
    sent = {name: value for name, value in handler.headers.items() if name.lower() not in skipped}
    connection.request(handler.command, handler.path, body=body, headers={**sent, "Host": target})
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), data
