"""Icons and drawings: those that pages use, no others, small, and hidden from screen readers."""

import re
from pathlib import Path

from app.data.build_icons import LICENCE, SPRITE, listed

ROOT = Path(__file__).parents[2]
DOORS = SPRITE.parent / "doors.svg"
LARGEST = 3_000  # bytes of a drawing


def symbols(file: Path) -> dict[str, str]:
    """The drawings of a file by their ids."""
    return {
        match[1]: match[0]
        for match in re.finditer(r'<symbol id="([a-z-]+)".*?</symbol>', file.read_text("utf-8"), re.DOTALL)
    }


def used() -> set[str]:
    """The icons that templates, content and modules name."""
    templates = (ROOT / "app" / "web" / "templates").rglob("*.html")
    names = {name for file in templates for name in re.findall(r'icon\("([a-z0-9-]+)"\)', file.read_text("utf-8"))}
    for file in (ROOT / "checklists").rglob("*.yaml"):
        names |= set(re.findall(r"\bicon: ([a-z0-9-]+)", file.read_text("utf-8")))
    modules = "".join(file.read_text("utf-8") for file in (ROOT / "app" / "web").rglob("*.py"))
    return names | {name for name in listed().icons if f'"{name}"' in modules}


def test_icons_are_those_that_are_used() -> None:
    """The file holds what the list names, and the list what is used; licence and version stand in the file."""
    names = set(listed().icons)
    assert set(symbols(SPRITE)) == names == used()
    assert listed().version in SPRITE.read_text("utf-8")
    assert LICENCE.read_text("utf-8").startswith("ISC License")


def test_drawings_are_small() -> None:
    """A drawing of a door weighs little, and takes its colours from the page, so that it is readable in the dark."""
    drawings = symbols(DOORS)
    assert set(drawings) == {"money", "told", "check"}
    for drawing in drawings.values():
        assert len(drawing.encode()) <= LARGEST
        assert not re.search(r'(?:fill|stroke)="(?!none|var\()', drawing)
