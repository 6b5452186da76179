"""Routes that take a core for a while, because they hash a password: a few at a time, in threads of their own, so that
the threads which answer everybody else stay free."""

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, ParamSpec

from anyio import CapacityLimiter, to_thread
from fastapi.responses import Response

AT_ONCE = CapacityLimiter(4)
Given = ParamSpec("Given")


def slow(route: Callable[Given, Response]) -> Callable[Given, Coroutine[Any, Any, Response]]:
    """The route as it is, waiting for its turn."""

    @wraps(route)
    async def later(*args: Given.args, **kwargs: Given.kwargs) -> Response:
        return await to_thread.run_sync(partial(route, *args, **kwargs), limiter=AT_ONCE)

    return later
