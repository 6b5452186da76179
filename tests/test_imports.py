"""Imports point one way: pages and commands to the pipeline, the pipeline to importers, checklists and analyzers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("app", "analyzers", "checklists")
FILES = sorted(file for package in OURS for file in (ROOT / package).rglob("*.py"))

# What the modules below a name may import of our own; the longest name that fits a module counts.
ALLOWED = {
    "analyzers": ("analyzers",),
    "checklists": ("checklists",),
    "app.reader": ("app.reader",),
    "app.importers": ("app.importers", "app.reader", "analyzers.events"),
    "app.places": (),
    "app.text": (),
    "app.report": (),
    "app.desk": ("app.reader.sandbox", "app.reader.table"),
    "app.outcomes": ("app.importers", "analyzers"),
    "app.intake": ("app.desk", "app.places", "analyzers.events"),
    "app.pipeline": (
        *("app.desk", "app.intake", "app.reader.sandbox", "app.reader.table", "app.places"),
        *("app.outcomes", "app.report", "analyzers", "checklists"),
    ),
}
# Who may import these; everybody else may not.
ENTRANCES = {
    "app.pages": ("app.pages", "app.main"),
    "app.cli": ("app.__main__", "app.commands"),
    "app.commands": ("app.cli",),
    "app.main": ("app.cli", "app.__main__"),
}


def under(module: str, name: str) -> bool:
    """Whether a module is this one or lies below it."""
    return module == name or module.startswith(name + ".")


def module_of(file: Path) -> str:
    """The dotted name of a file."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(file: Path) -> Iterator[str]:
    """The modules of ours that a file imports, wherever in it the import stands."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{file}: relative import"
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            names = [name if module_exists(name) else str(node.module) for name in inside]
        yield from (name for name in names if name.partition(".")[0] in OURS)


def module_exists(name: str) -> bool:
    """Whether a dotted name is a module of ours."""
    place = ROOT.joinpath(*name.split("."))
    return place.is_dir() or place.with_suffix(".py").exists()


@pytest.mark.parametrize("file", FILES, ids=module_of)
def test_imports_point_one_way(file: Path) -> None:
    """A module imports only what lies further down the line."""
    module = module_of(file)
    fitting = [name for name in ALLOWED if under(module, name)]
    for imported in imports(file):
        if fitting:
            allowed = ALLOWED[max(fitting, key=len)]
            assert any(under(imported, name) for name in (module, *allowed)), f"{module} imports {imported}"
        for entrance, allowed in ENTRANCES.items():
            if under(imported, entrance):
                assert any(under(module, name) for name in allowed), f"{module} imports {imported}"


@pytest.mark.parametrize(
    "file", [f for f in FILES if module_of(f).startswith(("analyzers", "checklists"))], ids=module_of
)
def test_detectors_and_checklists_stay_pure(file: Path) -> None:
    """Neither package reaches the web, the database, the network or a log."""
    forbidden = ("fastapi", "starlette", "sqlmodel", "sqlalchemy", "httpx", "socket", "subprocess", "logging", "urllib")
    text = ast.parse(file.read_text("utf-8"))
    named = {a.name for n in ast.walk(text) if isinstance(n, ast.Import) for a in n.names}
    named |= {str(n.module) for n in ast.walk(text) if isinstance(n, ast.ImportFrom)}
    assert not {name.partition(".")[0] for name in named} & set(forbidden)
