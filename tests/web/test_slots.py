"""What features put on pages of other rooms comes to a page, and steps send nobody to a page that is not there."""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

from app.web import slots
from app.web.fragments.step import HERE
from app.web.pages import by_path
from app.web.sampling import missing
from checklists.model import Here

TEMPLATES = Path(slots.__file__).parents[1] / "templates"
MODULES = [import_module(f"{slots.__name__}.{module.name}") for module in iter_modules(slots.__path__)]


def test_every_part_has_a_slot_and_a_template() -> None:
    """A feature fills no slot that no page leaves open, and no page leaves one open that nobody could fill."""
    opened = {name for file in TEMPLATES.rglob("*.html") for name in re.findall(r'\bslot\("(\w+)"\)', file.read_text())}
    parts = [(name, part) for module in MODULES for name, part in getattr(module, "SHOWS", {}).items()]
    assert {name for name, _ in parts} <= opened
    assert [part.template for _, part in parts if not (TEMPLATES / part.template).is_file()] == []


def test_pages_that_features_name_exist() -> None:
    """Steps, the looks of helpers and the sample name pages that there are; content can name each of the first."""
    assert set(HERE) == set(get_args(Here))
    named = [page.path for page in HERE.values()] + [*slots.pages_of_notes().values(), *slots.listed("WRITTEN")]
    assert [path for path in named if path not in by_path()] == []
    assert [path for path in slots.listed("WRITTEN") if not missing(path)] == []
