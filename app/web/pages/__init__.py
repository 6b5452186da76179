"""The pages, in folders by subject: each module has the routes of one page and is registered because it exists."""

from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter, Depends
from starlette.routing import BaseRoute

from app.web.csrf import check_form
from app.web.helping import check_help
from app.web.sampling import check_sample

OFTEN = ("front", "recognise", "steps", "result", "questions", "case", "progress")


def routers() -> Iterator[APIRouter]:
    """The routes of every page. A request tries one after the other, and FastAPI prepares the routes of a page when it
    is first tried. So the page that people begin with comes first, then the most frequent ones."""
    rooms = [import_module(f"{__name__}.{room.name}") for room in iter_modules(__path__)]
    names = [
        (module.name, f"{room.__name__}.{module.name}") for room in rooms for module in iter_modules(room.__path__)
    ]
    for _, path in sorted(names, key=lambda page: OFTEN.index(page[0]) if page[0] in OFTEN else len(OFTEN)):
        yield import_module(path).router


@cache
def routes() -> list[BaseRoute]:
    """The routes of every page for an application, with the checks that every request passes. All applications of a
    process share them, because FastAPI analyses a route's function at its first request."""
    every = APIRouter(dependencies=[Depends(check_form), Depends(check_help), Depends(check_sample)])
    for router in routers():
        every.include_router(router)
    return every.routes
