"""The layouts of mails, one module for the mails of a sender; each is found because it is here."""

from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from app.importers.mail._notice import Layout


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout: the constant ``LAYOUTS`` of each module of this package."""
    modules = sorted(module.name for module in iter_modules([str(Path(__file__).parent)]))
    return tuple(layout for name in modules for layout in import_module(f"{__package__}.{name}").LAYOUTS)


@cache
def by_sender() -> dict[str, tuple[Layout, ...]]:
    """The layouts of each address that sends them."""
    senders = sorted({sender for layout in layouts() for sender in layout.senders})
    return {sender: tuple(layout for layout in layouts() if sender in layout.senders) for sender in senders}
