"""A folder holds as many modules as somebody can keep in mind; what has more is divided into rooms by subject."""

from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "analyzers", "checklists")
MOST = 24  # modules, beside ``__init__.py``


def test_folders_are_divided() -> None:
    """No folder holds more than ``MOST`` modules."""
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"]
    modules = Counter(path.parent.relative_to(ROOT).as_posix() for path in files)
    assert not {folder for folder, count in modules.items() if count > MOST}
