"""How many rules and numbers there may be, and how long a rule may be. They only become fewer."""

import ast
import re
from pathlib import Path
from statistics import median, quantiles

import analyzers
from analyzers.rules.contract import detectors
from tests.mutation.steps import module_of

ROOT = Path(analyzers.__file__).parent
MOST_RULES = 22
MOST_NUMBERS = 165
MOST_LINES_MEDIAN, MOST_LINES_P90 = 111, 155


def numbers(source: str) -> int:
    """The int and float literals of module constants in capitals, and of the defaults of fields of classes."""
    tree = ast.parse(source)
    constants = [one for one in tree.body if isinstance(one, ast.Assign | ast.AnnAssign) and _in_capitals(one)]
    classes = [one for one in ast.walk(tree) if isinstance(one, ast.ClassDef)]
    fields = [one for some in classes for one in some.body if isinstance(one, ast.Assign | ast.AnnAssign)]
    values = [one.value for one in (*constants, *fields) if one.value is not None]
    every = [node for value in values for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return sum(type(node.value) in (int, float) for node in every)


def _in_capitals(one: ast.Assign | ast.AnnAssign) -> bool:
    targets = one.targets if isinstance(one, ast.Assign) else [one.target]
    names = [node.id for target in targets for node in ast.walk(target) if isinstance(node, ast.Name)]
    return all(re.fullmatch("[A-Z][A-Z0-9_]*", name) for name in names)


def test_what_counts_as_a_number() -> None:
    assert numbers("A, B = 1, 2.5\nC = True\nd = 4\nclass E:\n    f: int = 7\n") == 3


def test_rules_and_numbers_only_become_fewer() -> None:
    """A new number or rule needs an old one to go. What events are (``events/``) holds facts and no thresholds."""
    files = [path for path in ROOT.rglob("*.py") if path.relative_to(ROOT).parts[0] != "events"]
    assert sum(numbers(path.read_text("utf-8")) for path in files) <= MOST_NUMBERS
    assert len(detectors()) <= MOST_RULES


def test_rules_are_short() -> None:
    lengths = [len(Path(str(module_of(name).__file__)).read_text("utf-8").splitlines()) for name in detectors()]
    assert median(lengths) <= MOST_LINES_MEDIAN
    assert quantiles(lengths, n=10)[-1] <= MOST_LINES_P90
