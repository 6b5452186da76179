"""The pages, in folders by subject: each module has the routes of one page and is registered because it exists.

The start imports only the page that people begin with. The modules of all others are imported for the first request to
one of them, or shortly before (``load_all``): with what they need, they would be half of the start.
"""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from threading import Lock

from fastapi import APIRouter, Depends, Request
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.loading import loading
from app.web.csrf import check_form
from app.web.helping import check_help
from app.web.sampling import check_sample

FIRST = "start.front"
OFTEN = ("recognise", "steps", "result", "questions", "case", "progress")
_TAKEN = "mioboe.later"  # the key of a scope for the page that takes a request
_one_at_a_time = Lock()


def routers() -> Iterator[APIRouter]:
    """The routes of every page. A request tries one after the other, and FastAPI prepares the routes of a page when it
    is first tried. So the page that people begin with comes first, then the most frequent ones."""
    yield _router(FIRST)
    yield from _later_routers()


def _later_routers() -> Iterator[APIRouter]:
    rooms = [room.name for room in iter_modules(__path__)]
    names = [f"{room}.{page.name}" for room in rooms for page in iter_modules([f"{__path__[0]}/{room}"])]
    for name in sorted(names, key=_place):
        if name != FIRST:
            yield _router(name)


def _router(name: str) -> APIRouter:
    router: APIRouter = import_module(f"{__name__}.{name}").router
    return router


def _place(name: str) -> int:
    page = name.partition(".")[2]
    return OFTEN.index(page) if page in OFTEN else len(OFTEN)


@cache
def routes() -> list[BaseRoute]:
    """The routes of every page for an application, with the checks that every request passes. All applications of a
    process share them, because FastAPI analyses a route's function at its first request."""
    return [*_checked([_router(FIRST)]), _Later()]


def load_all() -> None:
    """Imports all pages, so that no request waits for that. Any thread may call it."""
    _later()


def _later() -> list[BaseRoute]:
    """The routes of all pages but the first."""
    with _one_at_a_time:
        return _loaded()


@cache
def _loaded() -> list[BaseRoute]:
    with loading():
        return _checked(_later_routers())


def _checked(those: Iterator[APIRouter] | list[APIRouter]) -> list[BaseRoute]:
    every = APIRouter(dependencies=[Depends(check_form), Depends(_check_case)])
    for router in those:
        every.include_router(router)
    return every.routes


def _check_case(request: Request) -> None:
    """What helpers may do and what the sample supports, in one turn of a thread: each dependency takes its own."""
    check_help(request)
    check_sample(request)


class _Later(BaseRoute):
    """The place of all pages but the first in the list of an application."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """As the list of these pages itself would say: the first that takes the request wholly, else in part."""
        partly: tuple[Match, Scope] = Match.NONE, {}
        for route in _later():
            match, inner = route.matches(scope)
            if match is Match.FULL:
                return match, {**inner, _TAKEN: route}
            if match is Match.PARTIAL and partly[0] is Match.NONE:
                partly = match, {**inner, _TAKEN: route}
        return partly

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on to the page that takes it."""
        scope["route"] = scope.pop(_TAKEN)
        await scope["route"].handle(scope, receive, send)
