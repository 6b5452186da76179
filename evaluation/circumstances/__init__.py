"""Harmless circumstances that look like an attack. Every public function of these modules is one, under its own name.

The names are permanent: seeds draw from their sorted list. Modules with an underscore hold helpers.
"""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from evaluation.simulate.life import Life

Circumstance = Callable[[Life], None]


def _found() -> dict[str, Circumstance]:
    names = [file.name for file in iter_modules(__path__) if not file.name.startswith("_")]
    modules = [import_module(f"{__name__}.{name}") for name in names]
    found = [
        one for module in modules for one in getmembers(module, isfunction) if one[1].__module__ == module.__name__
    ]
    return dict(sorted((name, function) for name, function in found if not name.startswith("_")))


CIRCUMSTANCES = _found()
