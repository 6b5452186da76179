"""Harmless things that look like an attack. Every public function of these modules is one, under its own name."""

from collections.abc import Callable
from importlib import import_module
from inspect import getmembers, isfunction
from pkgutil import iter_modules

from evaluation.life import Life

Confounder = Callable[[Life], None]


def _found() -> dict[str, Confounder]:
    found = {}
    for file in iter_modules(__path__):
        module = import_module(f"{__name__}.{file.name}")
        for name, function in getmembers(module, isfunction):
            if not name.startswith("_") and function.__module__ == module.__name__:
                found[name] = function
    return dict(sorted(found.items()))


CONFOUNDERS = _found()
