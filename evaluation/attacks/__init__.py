"""What is done to accounts: attacks by theme, found because they are there. Their names and families are permanent."""

from importlib import import_module
from inspect import getmembers
from pkgutil import iter_modules

from evaluation.attacks.definition import Attack


def _found() -> dict[str, Attack]:
    """All attacks, ordered by family and name: the order decides which personas an evaluation attacks."""
    modules = [import_module(f"{__name__}.{file.name}") for file in iter_modules(__path__)]
    found = {one.name: one for module in modules for _, one in getmembers(module, lambda it: isinstance(it, Attack))}
    return dict(sorted(found.items(), key=lambda item: (item[1].family, item[0])))


ATTACKS = _found()
