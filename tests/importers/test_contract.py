"""An importer that breaks the contract is named when it is loaded."""

import re
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from app.importers import Format, FormatError, formats, sources
from app.importers.contract import modules_of_formats


def broken(**given: object) -> ModuleType:
    """An importer's module in which some constants are others, or missing (null)."""
    module = ModuleType("broken")
    vars(module).update(vars(import_module("app.importers.aeon.card")), __file__="broken.py", **given)
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


def test_every_format_says_how_certain_it_is() -> None:
    """By a source and its day; but for those that rest on sums, on the person or on many senders."""
    on_no_source = {"generic.csv", "japanese_bank.other", "other_bank.statement", "pdf.balance", "pdf.total"}
    on_no_source |= {"mail.notices", "mail.pasted", "mioboe.pages", "picture.screen"}
    assert {name for name, own in formats().items() if not own.grade} == on_no_source & set(formats())
    assert {own.grade for own in formats().values()} == {"A", "B", "C", "D", ""}
    assert all(bool(own.grade) == bool(own.checked) for own in formats().values())


def test_a_room_is_no_part_of_an_id(tmp_path: Path) -> None:
    """A format keeps its id in whatever room its file lies; what begins with an underscore is no format and no room."""
    for path in ("shop/orders.py", "shop/old/refunds.py", "shop/old/_words.py", "shop/_common/money.py"):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        (file.parent / "__init__.py").touch()
    assert modules_of_formats(tmp_path, ["shop"]) == {"shop.orders": "shop.orders", "shop.refunds": "shop.old.refunds"}
    (tmp_path / "shop/old/orders.py").touch()
    with pytest.raises(FormatError) as error:
        modules_of_formats(tmp_path, ["shop"])
    assert set(str(error.value).split()) >= {"shop/old/orders.py", "shop/orders.py", "shop.orders;"}
