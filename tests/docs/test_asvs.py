"""docs/asvs.md: each requirement once, each test that it names is there, and enough of them are held."""

import ast
import re
from functools import cache
from pathlib import Path

from tests.docs.tables import DOCS

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (DOCS / "asvs.md").read_text("utf-8").splitlines()
    if line.startswith("| V")
]
# What cannot be seen without the advisories of a registry is not held, and the page says so.
NOT_TO_BE_SEEN = {"V15.2.1"}


@cache
def functions(path: str) -> set[str]:
    """The functions of a file of tests, or of a target of the Makefile."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def named(cell: str) -> list[tuple[str, str]]:
    """(file, function) of every test in a cell."""
    return [(path, name) for path, name in re.findall(r"`([^`]+\.py)::(\w+)`", cell)]


def test_every_requirement_stands_once() -> None:
    """162 requirements of three levels, each with a state that the page explains."""
    ids = [row[0] for row in ROWS]
    assert (len(ids), len(set(ids))) == (162, 162)
    assert [sum(row[1] == level for row in ROWS) for level in "123"] == [58, 95, 9]
    for number, level, asks, state, how, tests in ROWS:
        assert re.fullmatch(r"V\d+\.\d+\.\d+", number)
        assert asks, level
        assert state in ("met", "open", "not applicable")
        assert how or (state == "met" and tests), f"{number}: how is it held, or why not?"
        assert bool(named(tests)) == (state == "met"), f"{number} is {state}"


def test_every_named_test_is_there() -> None:
    """A test that is named is a function which the tests, or a target of the Makefile, run."""
    targets = (ROOT / "Makefile").read_text("utf-8")
    for number, *_, tests in ROWS:
        assert tests.count("::") == len(named(tests)), number
        for path, name in named(tests):
            assert name in functions(path), f"{number}: {path} has no {name}"
            module = path.removesuffix(".py").replace("/", ".")
            assert (Path(path).name.startswith("test_") and name.startswith("test_")) or module in targets, number


def test_enough_is_held() -> None:
    """Of what applies: level 1 whole, level 2 at least 95 %, level 3 whole."""
    open_ids = {level: {row[0] for row in ROWS if row[1] == level and row[3] == "open"} for level in "123"}
    applies = sum(row[1] == "2" and row[3] != "not applicable" for row in ROWS)
    assert open_ids["1"] <= NOT_TO_BE_SEEN
    assert len(open_ids["2"]) / applies <= 0.05
    assert open_ids["3"] == set()
