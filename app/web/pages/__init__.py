"""The pages: each module has the routes of one page, found because the module is here."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from fastapi import APIRouter


def routers() -> Iterator[APIRouter]:
    """The routes of every page."""
    for module in iter_modules(__path__):
        yield import_module(f"{__name__}.{module.name}").router
