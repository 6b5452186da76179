"""The pages: each module has the routes of one page, found because the module is here."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter

OFTEN = ("recognise", "steps", "result", "questions", "case", "progress")


def routers() -> Iterator[APIRouter]:
    """The routes of every page. A request tries one after the other, so those that are asked most come first."""
    names = [module.name for module in iter_modules(__path__)]
    for name in sorted(names, key=lambda one: OFTEN.index(one) if one in OFTEN else len(OFTEN)):
        yield import_module(f"{__name__}.{name}").router
