"""The pages, in folders by subject: each module declares the routes of one page (``app.web.route``) and is registered
because it exists.

The start imports only the page that people begin with. The modules of all others are imported for the first request to
one of them, or shortly before (``load_all``): with what they need, they would be half of the start.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from threading import Lock

from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from app.cannot_start import CannotStart
from app.loading import loading
from app.web.admission import gate
from app.web.csrf import read_form
from app.web.route import Route, Routes

FIRST = "start.front"
OFTEN = ("recognise", "steps", "result", "questions", "case", "progress")
PLAIN = "APIRouter"  # what a page without a declaration would use
_TAKEN = "mioboe.later"  # the key of a scope for the page that takes a request
_one_at_a_time = Lock()


def declared() -> Iterator[Route]:
    """The routes of every page. A request tries one after the other, and FastAPI prepares the routes of a page when it
    is first tried. So the page that people begin with comes first, then the most frequent ones. ``CannotStart`` where a
    page has routes without a declaration."""
    for name in (FIRST, *_later_names()):
        yield from _declared_by(name)


def _later_names() -> list[str]:
    return [name for name in sorted(_names(), key=_place) if name != FIRST]


def _names() -> list[str]:
    rooms = [room.name for room in iter_modules(__path__)]
    return [f"{room}.{page.name}" for room in rooms for page in iter_modules([f"{__path__[0]}/{room}"])]


def _declared_by(name: str) -> list[Route]:
    module = import_module(f"{__name__}.{name}")
    for router in vars(module).values():
        if isinstance(router, APIRouter):
            path = next((getattr(route, "path", "") for route in router.routes), "/")
            raise CannotStart("route", module=module.__name__, path=path)
    routes: Routes = module.routes
    return routes.declared


@cache
def by_path() -> Mapping[str, Route]:
    """A declared route of each path; those of one path have the same label."""
    return {route.path: route for route in declared()}


def check() -> None:
    """Refuses pages without a declaration at the start, before all but the first are imported: ``CannotStart``."""
    for name in _names():
        if PLAIN in (Path(__path__[0]) / f"{name.replace('.', '/')}.py").read_text("utf-8"):
            _declared_by(name)


def _place(name: str) -> int:
    page = name.partition(".")[2]
    return OFTEN.index(page) if page in OFTEN else len(OFTEN)


@cache
def routes() -> list[BaseRoute]:
    """The routes of every page for an application, with the checks that every request passes. All applications of a
    process share them, because FastAPI analyses a route's function at its first request. ``CannotStart``."""
    check()
    return [*_admitted([_router(FIRST)]), _Later()]


def load_all() -> None:
    """Imports all pages, so that no request waits for that. Any thread may call it."""
    _later()


def admitted() -> list[APIRoute]:
    """The routes of every page as FastAPI has analysed them."""
    every = [route for name in (FIRST, *_later_names()) for route in _router(name).routes]
    return [route for route in every if isinstance(route, APIRoute)]


def _later() -> list[BaseRoute]:
    """The routes of all pages but the first."""
    with _one_at_a_time:
        return _loaded()


@cache
def _loaded() -> list[BaseRoute]:
    with loading():
        return _admitted(map(_router, _later_names()))


@cache
def _router(name: str) -> APIRouter:
    """The routes of a page, each behind its gate."""
    router = APIRouter()
    for route in _declared_by(name):
        admits = Depends(gate(route))
        router.add_api_route(route.path, route.endpoint, methods=list(route.methods), dependencies=[admits])
    return router


def _admitted(those: Iterable[APIRouter]) -> list[BaseRoute]:
    every = APIRouter(dependencies=[Depends(read_form)])
    for router in those:
        every.include_router(router)
    return every.routes


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
