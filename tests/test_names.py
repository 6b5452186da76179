"""Names say what a thing is: the words below are a pronoun or a participle that fits anything, so they name nothing."""

import ast
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "analyzers", "checklists")
WORDS = {"one", "found", "said", "told", "shown", "given", "made", "rest", "it", "dear", "whoever"}
TERMS = {"Said"}  # who said what: the record of an answer (docs/glossary.md)


def is_counted(name: str) -> bool:
    """Whether a name is one of the words, whatever its case and the underscores around it. A type that the glossary
    defines is a term."""
    return name.strip("_").lower() in WORDS and name not in TERMS


def bindings(tree: ast.AST) -> Iterator[str]:
    """Every name that a module binds: variables, loop variables, parameters, functions, classes, fields, attributes of
    ``self``, names of imports, exceptions and patterns. A use of a name is not a binding."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.Attribute(value=ast.Name(id="self"), attr=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
            case ast.ClassDef(name=name) | ast.alias(asname=str(name)) | ast.ExceptHandler(name=str(name)):
                yield name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name)):
                yield name


def public(tree: ast.Module | ast.ClassDef) -> Iterator[str]:
    """The names that a module offers to others: functions, classes, constants, methods and fields without a leading
    underscore."""
    for node in tree.body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name
            case ast.Assign(targets=targets):
                yield from (target.id for target in targets if isinstance(target, ast.Name))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public(node)


def package_of(path: Path) -> str:
    """``app/cases`` of ``app/cases/answers/book.py``, ``checklists`` of ``checklists/model.py``."""
    return path.parents[-3].as_posix() if len(path.parents) > 2 else path.parents[-2].as_posix()


@cache
def counts() -> tuple[Counter[str], Counter[str]]:
    """How many such names each package binds, and how many of them are public."""
    bound, offered = Counter[str](), Counter[str]()
    for path in sorted(path.relative_to(ROOT) for package in PACKAGES for path in (ROOT / package).rglob("*.py")):
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        bound[package_of(path)] += sum(map(is_counted, bindings(tree)))
        offered[package_of(path)] += sum(is_counted(name) for name in public(tree) if not name.startswith("_"))
    return +bound, +offered


def test_names_say_what_a_thing_is() -> None:
    """No package binds one of these names."""
    assert counts() == ({}, {})


def test_every_binding_counts() -> None:
    """Each way to bind a name is seen once; uses, keywords of calls and keys of dictionaries are not."""
    text = """
def found(one, *said, told=0):
    with open(one) as shown:
        given = [made for made in shown if (rest := made)]
    return lambda it: print(one, given, rest=rest, key={"one": told})
class Dear:
    whoever: int = 0
    def __init__(self):
        self.found, self._one = 1, 2
"""
    assert sum(map(is_counted, bindings(ast.parse(text)))) == 13
    assert list(filter(is_counted, public(ast.parse(text)))) == ["found", "Dear", "whoever"]


if __name__ == "__main__":
    print(*counts(), sep="\n")
