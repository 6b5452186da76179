"""An importer that breaks the contract is named when it is loaded."""

import re
from importlib import import_module
from types import ModuleType

import pytest

from app.importers import Format, FormatError, formats, sources


def broken(**given: object) -> ModuleType:
    """An importer's module in which some constants are others, or missing (null)."""
    module = ModuleType("broken")
    vars(module).update(vars(import_module("app.importers.rakuten.bank")), __file__="broken.py", **given)
    for name in [name for name, value in given.items() if value is None and name != "columns"]:
        delattr(module, name)
    return module


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("get", None, "get missing"),
        ("read", None, "read missing"),
        ("title", "", "title must be a sentence"),
        ("get", (), "get must be a tuple of steps"),
        ("columns", ["a"], "columns must be a tuple of names"),
        ("recognises", "by name", "recognises must be a function"),
    ],
)
def test_the_error_names_the_file_and_the_fault(name: str, value: object, said: str) -> None:
    """Whoever adds a format is told what is missing or wrong in it."""
    with pytest.raises(FormatError, match=re.escape("broken.py: ") + ".*" + re.escape(said)):
        Format.of("rakuten.broken", broken(**{name: value}))


def test_every_format_belongs_to_a_source() -> None:
    """A path is an id, and the package of a source is found as its formats are."""
    assert {one.source for one in formats().values()} == set(sources())
