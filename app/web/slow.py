"""Work that keeps a core busy for a while: a few at a time, in separate threads, so that the threads for other requests
stay free.

Each kind of work has a lane with its own places, so that sign-ins do not wait for a sign-up or for a file that is being
checked. The order in a lane alternates between the networks, then between the browsers of one.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from functools import partial, wraps
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from fastapi import Request
from fastapi.responses import Response

from app.cases.limits import Source
from app.errors import Mistake
from app.i18n import nN_
from app.storage.writers import goes_first
from app.web.session import service, source

PLACES = {"sign_in": 4, "sign_up": 2, "codes": 2, "account": 2, "verify": 1, "papers": 1}
FIRST = "sign_in"  # the lane whose database writes have priority
PER_NETWORK = 40  # requests of one network that may wait in a lane
ALTOGETHER = 200  # requests that may wait in a lane
SECONDS = 10  # after which somebody who found the lane full may try again
Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
Queue = deque[asyncio.Future[None]]


class LaneFull(Mistake):
    """Too many requests wait for this kind of work."""

    status = 503
    expected = True
    message = nN_(
        "Too many people ask for this at the same moment. Nothing was changed. Please try again in {seconds} second.",
        "Too many people ask for this at the same moment. Nothing was changed. Please try again in {seconds} seconds.",
    )


class Lane:
    """The places of one kind of work and the queue before them, used by one event loop."""

    def __init__(self, places: int, factor: int = 1) -> None:
        """``factor`` multiplies the usual number of requests that may wait."""
        self.free, self.limiter = places, CapacityLimiter(places)
        self.per_network, self.altogether = PER_NETWORK * factor, ALTOGETHER * factor
        self.waiting: dict[str, dict[str, Queue]] = {}  # of networks and their browsers; whose turn is next comes first

    async def run(self, asker: Source, work: Callable[[], Result]) -> Result:
        """The result of the work, which is done in a thread when it is this sender's turn. ``LaneFull``."""
        await self._enter(asker)
        try:
            return await to_thread.run_sync(work, limiter=self.limiter)
        finally:
            self._leave()

    async def _enter(self, asker: Source) -> None:
        if self.free:
            self.free -= 1
            return
        turn = self._queued(asker)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place was handed over a moment before
                self._leave()
            raise

    def _queued(self, asker: Source) -> asyncio.Future[None]:
        if self._length(asker.network) >= self.per_network:
            raise LaneFull(seconds=SECONDS)
        if sum(map(self._length, self.waiting)) >= self.altogether:
            longest = max(self.waiting, key=self._length)
            if self._length(longest) <= self._length(asker.network):
                raise LaneFull(seconds=SECONDS)
            self._send_away(longest)
        turn = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(asker.network, {}).setdefault(asker.browser, deque()).append(turn)
        return turn

    def _length(self, network: str) -> int:
        return sum(map(len, self.waiting.get(network, {}).values()))

    def _send_away(self, network: str) -> None:
        """Rejects the last waiting request of the browser that has the most requests in the queue."""
        browsers = self.waiting[network]
        browser = max(reversed(browsers), key=lambda cookie: len(browsers[cookie]))
        turn = browsers[browser].pop()
        if not browsers[browser]:
            del browsers[browser]
        if not turn.done():
            turn.set_exception(LaneFull(seconds=SECONDS))

    def _leave(self) -> None:
        """Gives the place to the next waiting request."""
        while self.waiting:
            turn = self._next()
            if not turn.done():  # done: its request was cancelled
                turn.set_result(None)
                return
        self.free += 1

    def _next(self) -> asyncio.Future[None]:
        network = next(iter(self.waiting))
        browsers = self.waiting.pop(network)
        browser = next(iter(browsers))
        turns = browsers.pop(browser)
        turn = turns.popleft()
        if turns:
            browsers[browser] = turns  # at the end: the others come first
        if browsers:
            self.waiting[network] = browsers
        return turn


def lane(request: Request, name: str) -> Lane:
    """The lane of this service for one kind of work, a name of ``PLACES``."""
    lanes: dict[str, Lane] = request.app.state.lanes
    if name not in lanes:
        lanes[name] = Lane(PLACES[name], service(request).settings.limit_factor)
    return lanes[name]


def slow(name: str) -> Callable[[Callable[Parameters, Response]], Callable[Parameters, Coroutine[Any, Any, Response]]]:
    """A decorator: the route waits for its turn in the lane of this name. The route must take ``request``."""

    def wrapped(route: Callable[Parameters, Response]) -> Callable[Parameters, Coroutine[Any, Any, Response]]:
        @wraps(route)
        async def later(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Response:
            request: Any = kwargs["request"]
            with goes_first() if name == FIRST else nullcontext():
                return await lane(request, name).run(source(request), partial(route, *args, **kwargs))

        return later

    return wrapped
