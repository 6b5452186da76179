"""Dictionaries of anything stay at the edges."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ANYTHING = re.compile(r"(?:dict|Mapping)\[str, (?:Any|object)\]")
MOST = 40


def test_dictionaries_of_anything_are_few() -> None:
    """What comes from JSON, a pipe, Polars or a form may be anything; inside, data has a type."""
    files = [file for name in ("app", "analyzers", "checklists") for file in (ROOT / name).rglob("*.py")]
    found = {file: count for file in files if (count := len(ANYTHING.findall(file.read_text("utf-8"))))}
    assert sum(found.values()) <= MOST, found
