"""How many rules and numbers there may be, and how long a rule may be: they only become fewer. Every number says where
it comes from."""

import ast
import re
from pathlib import Path
from statistics import median, quantiles

import analyzers
from analyzers import thresholds
from analyzers.rules.contract import detectors
from tests.mutation.steps import module_of

ROOT = Path(analyzers.__file__).parent
MOST_RULES = 22
MOST_NUMBERS = 169
MOST_LINES_MEDIAN, MOST_LINES_P90 = 60, 110
Constant = ast.Assign | ast.AnnAssign


def numbers(source: str) -> int:
    """The int and float literals of module constants in capitals, and of the defaults of fields of classes."""
    return sum(_literals(constant.value) for constant in _constants(source) if constant.value is not None)


def _constants(source: str) -> list[Constant]:
    tree = ast.parse(source)
    constants = [node for node in tree.body if isinstance(node, Constant) and _in_capitals(node)]
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    return [*constants, *(node for group in classes for node in group.body if isinstance(node, Constant))]


def _in_capitals(constant: Constant) -> bool:
    targets = constant.targets if isinstance(constant, ast.Assign) else [constant.target]
    names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return all(re.fullmatch("[A-Z][A-Z0-9_]*", name) for name in names)


def _literals(value: ast.expr) -> int:
    return sum(type(node.value) in (int, float) for node in ast.walk(value) if isinstance(node, ast.Constant))


def _files(*folders: str) -> list[Path]:
    return [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] in folders]


def test_what_counts_as_a_number() -> None:
    assert numbers("A, B = 1, 2.5\nC = True\nd = 4\nclass E:\n    f: int = 7\n") == 3


def test_rules_and_numbers_only_become_fewer() -> None:
    """A new number or rule needs an old one to go. What events are (``events/``) holds facts and no thresholds."""
    files = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "events"]
    assert sum(numbers(path.read_text("utf-8")) for path in files) <= MOST_NUMBERS
    assert len(detectors()) <= MOST_RULES


def test_every_threshold_says_where_it_comes_from() -> None:
    """Thresholds stand in the tables and nowhere else in rules and features; each line names a source, and each source
    has a line."""
    sources = {name for name, value in vars(thresholds).items() if isinstance(value, thresholds.Source)}
    used = set()
    for file in _files("thresholds"):
        if file.name != "__init__.py":
            for constant in _constants(file.read_text("utf-8")):
                line = ast.unparse(constant)
                match constant.value:
                    case ast.Call(ast.Name("number"), [_, ast.Constant(str(meaning)), ast.Name(source)], []):
                        assert meaning, line
                        assert source in sources, line
                        used.add(source)
                    case _:
                        raise AssertionError(line)
    assert used == sources
    families = [file for file in _files("rules") if file.parent.name != "rules"]
    elsewhere = {file.name: numbers(file.read_text("utf-8")) for file in [*families, *_files("features")]}
    assert not {name for name, count in elsewhere.items() if count and name not in FIELDS}


# Modules whose fields have zero as a default.
FIELDS = ("ledger_pages.py", "new_addresses.py")


def test_rules_are_short() -> None:
    lengths = [len(Path(str(module_of(name).__file__)).read_text("utf-8").splitlines()) for name in detectors()]
    assert median(lengths) <= MOST_LINES_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= MOST_LINES_P90
