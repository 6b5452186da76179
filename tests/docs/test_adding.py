"""The recipes of docs/adding.md work, and touch only the files that they name.

Each one is followed in a copy of the tree: its files are written, its translations filled in, its commands run.
"""

import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding.md"
CATALOGUE = "app/i18n/locale/ja/LC_MESSAGES/messages.po"
# Written by `make accept` and `make docs`, or compiled.
GENERATED = (
    "*.expected.json",
    "app/importers/fills.json",
    "app/importers/declared.json",
    "app/importers/layouts/layouts.json",
    "docs/*.md",
    "docs/schema/*",
    "tests/report/summary/golden/*.json",
    "*.mo",
)
# What each recipe may touch, beside the catalogue.
PROMISES = {
    "format": ("app/importers/example/*.py", "tests/importers/samples/example/sign_ins/two-rows.csv"),
    "layout": (
        "app/importers/layouts/de/example_bank.yaml",
        "tests/importers/samples/example_bank/account/newest-first.csv",
    ),
    "detector": ("analyzers/rules/order/example_jump.py", "analyzers/rules/order/example_jump.yaml"),
    "step": ("checklists/steps/device/example_router.yaml",),
    "shop": ("checklists/shops/yodobashi.com.yaml",),
    "letter": ("checklists/letters/example_bank.*", "checklists/letters/example_insurer.*"),
    "recipient": ("checklists/recipients/example_insurer.yaml",),
    "page": ("app/web/pages/start/example.py", "app/web/templates/start/example.html"),
    "form": ("app/report/summary/forms/md.py",),
    "language": ("app/i18n/languages.py", "app/i18n/locale/fr/*/messages.po", "checklists/letters/*.fr.txt"),
}
# By Python and its tools.
LEFT_BEHIND = {"__pycache__", ".hypothesis"}
PYTHON = shlex.quote(sys.executable)
# The commands of the page, for a copy that has no environment of its own.
COMMANDS = {
    "make locale": f"{PYTHON} -m app.i18n.extraction",
    "make install": f"{PYTHON} -m babel.messages.frontend -q compile -d app/i18n/locale",
    "make accept": f"{PYTHON} -m tests.accept example",  # The other samples have their results already.
    "make docs": f"{PYTHON} -m tests.docs.tables",
    ".venv/bin/mioboe": f"{PYTHON} -m app",
}
PYTEST = ".venv/bin/python -m pytest "
ONE_AFTER_THE_OTHER = """
import shlex, sys, pytest
for one in sys.argv[1:]:
    ended = pytest.main(["-p", "no:cacheprovider", "-p", "no:xdist", *shlex.split(one)])
    if ended:
        sys.exit(ended)
"""
_RECIPE = re.compile(r"^<!-- recipe: (\w+) -->\n(.*?)(?=^<!-- recipe|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """The fenced blocks of a recipe: files by path, differences, translations, commands."""

    files: Mapping[str, str]
    differences: str
    translations: str
    commands: tuple[str, ...]


@cache
def recipes() -> dict[str, Recipe]:
    """Every recipe of the page by its name."""
    found = {}
    for name, text in _RECIPE.findall(PAGE.read_text("utf-8")):
        blocks = _BLOCK.findall(text)
        found[name] = Recipe(
            files={path: content for kind, path, content in blocks if path and kind != "po"},
            differences="".join(content for kind, _, content in blocks if kind == "diff"),
            translations="".join(content for kind, _, content in blocks if kind == "po"),
            commands=tuple(line for kind, _, text in blocks if kind == "console" for line in commands(text)),
        )
    return found


def commands(block: str) -> list[str]:
    """The lines of a console that begin with a prompt."""
    return [line.removeprefix("$ ") for line in block.splitlines() if line.startswith("$ ")]


def tracked() -> list[str]:
    """The files of this tree that are, or may come, under version control."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for path in listed.split("\0") if path and (ROOT / path).is_file()]


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree with compiled catalogues, for all recipes. Compiled modules are copied too: they are valid for
    files of the same time and size."""
    made = tmp_path_factory.mktemp("tree")
    for path in tracked():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, made / path)
        for compiled in (ROOT / path).parent.glob(f"__pycache__/{Path(path).stem}.*.pyc") if path[-3:] == ".py" else ():
            (made / path).parent.joinpath("__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, (made / path).parent / "__pycache__")
    for catalogue in (made / "app").rglob("*.po"):
        compile_catalogue(catalogue)
    return made


def compile_catalogue(path: Path) -> None:
    """What ``make install`` does."""
    with path.open("rb") as text, path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text))


def digests(tree: Path) -> dict[str, str]:
    """Every file of a tree, except what Python and its tools leave behind."""
    return {path.relative_to(tree).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files_of(tree)}


def files_of(tree: Path) -> list[Path]:
    """The files of a tree, except what Python and its tools leave behind."""
    return [path for path in tree.rglob("*") if path.is_file() and not LEFT_BEHIND & {*path.parts}]


def run(command: str, tree: Path) -> None:
    """Runs a command; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    ended = subprocess.run(
        ["bash", "-c", command], cwd=tree, env=environment, capture_output=True, text=True, timeout=600
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}"


def run_all(commands: Sequence[str], tree: Path) -> None:
    """Runs the commands of recipes in a tree, each once, where it comes last, and then their tests, in a process that
    loads what they test once."""
    asked = list(dict.fromkeys(reversed(commands)))[::-1]
    tests = [one.removeprefix(PYTEST) for one in asked if one.startswith(PYTEST)]
    for command in asked:
        if not command.startswith(PYTEST):
            for named, meant in COMMANDS.items():
                command = command.replace(named, meant)
            run(command, tree)
    run(f"{PYTHON} -c {shlex.quote(ONE_AFTER_THE_OTHER)} {shlex.join(tests)}", tree)


def follow(tree: Path) -> None:
    """Does what the recipes say: files, differences, translations, commands."""
    chosen = recipes().values()
    for path, content in (file for recipe in chosen for file in recipe.files.items()):
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(content, encoding="utf-8")
    for recipe in chosen:
        if recipe.differences:
            subprocess.run(["git", "apply", "-"], cwd=tree, input=recipe.differences, text=True, check=True)
    added = shlex.join(path for recipe in chosen for path in recipe.files if path.endswith(".py"))
    run(f"{PYTHON} -m ruff check --no-cache {added}", tree)
    run(f"{PYTHON} -m ruff format --no-cache --check {added}", tree)
    translate([recipe.translations for recipe in chosen if recipe.translations], tree)
    run_all([one for recipe in chosen for one in recipe.commands if one != "make locale"], tree)


def translate(translations: Sequence[str], tree: Path) -> None:
    """``make locale``, and the translations of the recipes, which must be complete and needed."""
    run(f"{PYTHON} -m app.i18n.extraction", tree)
    path = tree / CATALOGUE
    catalogue = read_po(path.open("rb"), locale="ja")
    for given in (one for text in translations for one in read_po(text.splitlines(keepends=True), locale="ja")):
        if given.id:
            message = catalogue.get(given.id)
            assert message is not None, f"no sentence in the tree: {given.id}"
            message.string = given.string
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    compile_catalogue(path)
    assert [message.id for message in catalogue if message.id and not message.string] == []


def test_every_recipe_has_a_promise() -> None:
    """What the page describes is what is tried here."""
    assert list(recipes()) == list(PROMISES)


def test_each_recipe_writes_what_it_promises() -> None:
    """The files of a recipe are among those that it may touch."""
    for name, recipe in recipes().items():
        assert [path for path in recipe.files if not _is_one_of(path, PROMISES[name])] == [], name


@pytest.mark.long
def test_recipes(tree: Path) -> None:
    """The recipes work as they are written, and change nothing but what they name."""
    before = digests(tree)
    follow(tree)
    after = digests(tree)
    changed = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    allowed = {*GENERATED, CATALOGUE, *(pattern for promised in PROMISES.values() for pattern in promised)}
    assert [path for path in sorted(changed) if not _is_one_of(path, allowed)] == []


def _is_one_of(path: str, patterns: Iterable[str]) -> bool:
    return any(fnmatch(path, pattern) for pattern in patterns)
