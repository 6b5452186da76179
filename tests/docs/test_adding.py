"""The recipes of docs/adding.md work, and touch the files that they name and no others.

Each one is followed in a copy of the tree: its files are written, its translations filled in, its commands run.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePath

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding.md"
WORDED = "app/i18n/locale/en/LC_MESSAGES/messages.po"  # what sentences are for helpers, which is written by hand
TRANSLATED = "app/i18n/locale/ja/LC_MESSAGES/messages.po"
PYTHON = shlex.quote(sys.executable)
# What `make` does before its targets, beside the catalogues: what is made of layouts and importers.
MADE = " && ".join(f"{PYTHON} -m {name}" for name in ("app.importers.layouts.compiled", "app.importers.declarations"))
# The commands of the page, for a copy that has no environment of its own.
COMMANDS = {
    "make locale": f"{PYTHON} -m app.i18n.extraction",
    "make install": f"{PYTHON} -m babel.messages.frontend -q compile -d app/i18n/locale",
    "make accept": f"{MADE} && {PYTHON} -m tests.accept example",  # The other samples have their results already.
    "make docs": f"{PYTHON} -m tests.docs.tables",
    ".venv/bin/mioboe": f"{PYTHON} -m app",
}
PYTEST = ".venv/bin/python -m pytest "
PARTS = 2  # of the recipes, each in a copy of its own, so that two processes can follow them
LAST = max(int(file.name[:4]) for file in (ROOT / "alembic" / "versions").glob("[0-9]*.py"))  # migration
# Each word of a selection has to mean a test.
ONE_AFTER_THE_OTHER = """
import shlex, sys, pytest
class Words:
    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, config, items):
        for word in filter(None, config.option.keyword.split(" or ")):
            if not any(word in item.nodeid for item in items):
                raise pytest.UsageError(f"no test is called {word!r}")
for one in sys.argv[1:]:
    ended = pytest.main(["-p", "no:cacheprovider", "-p", "no:xdist", *shlex.split(one)], plugins=[Words()])
    if ended:
        print(one)
        sys.exit(ended)
"""
_DIFFERS = re.compile(r"^\+\+\+ b/(.+)$", re.MULTILINE)
_WRITES = re.compile(r"^The commands write (.+?)\.$", re.MULTILINE | re.DOTALL)
_RECIPE = re.compile(r"^<!-- recipe: (\w+) -->\n(.*?)(?=^<!-- (?:recipe|taking out)|\Z)", re.MULTILINE | re.DOTALL)
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Recipe:
    """The fenced blocks of a recipe: files by path, differences, entries of catalogues by path, commands; and patterns
    of the files that its commands write."""

    files: Mapping[str, str]
    differences: str
    entries: Mapping[str, str]
    commands: tuple[str, ...]
    written: tuple[str, ...]

    def faults(self, changed: Sequence[str]) -> list[str]:
        """What is wrong with the files that the recipe names, beside those that it changed. In a pattern `*` stands for
        a part of one name, so that no other folder is meant."""
        named = (*self.files, *_DIFFERS.findall(self.differences), *self.entries, *self.written)
        hits = {pattern: {path for path in changed if PurePath("/", path).match(f"/{pattern}")} for pattern in named}
        left_out = sorted({*changed}.difference(*hits.values()))
        unchanged = [pattern for pattern, paths in hits.items() if not paths]
        return [f"not named: {path}" for path in left_out] + [f"named, not changed: {name}" for name in unchanged]


@cache
def recipes() -> dict[str, Recipe]:
    """Every recipe of the page by its name."""
    found = {}
    for name, text in _RECIPE.findall(PAGE.read_text("utf-8")):
        text = text.replace("NEXT", f"{LAST + 1:04}").replace("LAST", f"{LAST:04}")
        blocks = _BLOCK.findall(text)
        found[name] = Recipe(
            files={path: content for kind, path, content in blocks if path and kind != "po"},
            differences="".join(content for kind, _, content in blocks if kind == "diff"),
            entries={path: content for kind, path, content in blocks if kind == "po"},
            commands=tuple(line for kind, _, lines in blocks if kind == "console" for line in commands(lines)),
            written=tuple(re.findall("`(.+?)`", " ".join(_WRITES.findall(text)))),
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


def copied(made: Path) -> Path:
    """A copy of the tree with all that is made from it, under version control. Compiled modules are copied too: they
    are valid for files of the same time and size."""
    for path in tracked():
        (made / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, made / path)
        for compiled in (ROOT / path).parent.glob(f"__pycache__/{Path(path).stem}.*.pyc") if path[-3:] == ".py" else ():
            (made / path).parent.joinpath("__pycache__").mkdir(exist_ok=True)
            shutil.copy2(compiled, (made / path).parent / "__pycache__")
    for catalogue in (made / "app").rglob("*.po"):
        compile_catalogue(catalogue)
    run(MADE, made)
    run("git init -q && git add -A && git -c user.name=x -c user.email=x commit -qm before", made)
    return made


def compile_catalogue(path: Path) -> None:
    """What ``make install`` does."""
    with path.open("rb") as text, path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, read_po(text))


def changed(tree: Path) -> list[str]:
    """The files that are others than when this was asked last."""
    run("git add -A", tree)
    listed = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=tree, check=True, capture_output=True, text=True
    )
    run("git -c user.name=x -c user.email=x commit -q --allow-empty -m changed", tree)
    return listed.stdout.splitlines()


def run(command: str, tree: Path) -> None:
    """Runs a command; it must end well."""
    environment = {**os.environ, "PYTHONPATH": str(tree)}
    ended = subprocess.run(
        ["bash", "-c", command], cwd=tree, env=environment, capture_output=True, text=True, timeout=3600
    )
    assert ended.returncode == 0, f"{command}\n{ended.stdout[-3000:]}{ended.stderr[-3000:]}"


def follow(recipe: Recipe, tree: Path) -> None:
    """Does what a recipe says but its tests: files, differences, translations, commands."""
    for path, content in recipe.files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(content, encoding="utf-8")
    if recipe.differences:
        subprocess.run(["git", "apply", "-"], cwd=tree, input=recipe.differences, text=True, check=True)
    if modules := shlex.join(path for path in recipe.files if path.endswith(".py")):
        run(f"{PYTHON} -m ruff check --no-cache {modules}", tree)
        run(f"{PYTHON} -m ruff format --no-cache --check {modules}", tree)
    if recipe.entries:
        translate(recipe.entries, tree)
    for command in recipe.commands:
        if command != "make locale" and not command.startswith(PYTEST):
            for named, meant in COMMANDS.items():
                command = command.replace(named, meant)
            run(command, tree)


def translate(entries: Mapping[str, str], tree: Path) -> None:
    """The wordings for helpers of a recipe, ``make locale``, and its translations, which must be complete and
    needed."""
    if worded := entries.get(WORDED):
        with (tree / WORDED).open("a", encoding="utf-8") as file:
            file.write(f"\n{worded}")
    run(f"{PYTHON} -m app.i18n.extraction", tree)
    path = tree / TRANSLATED
    catalogue = read_po(path.open("rb"), locale="ja")
    for entry in read_po(entries[TRANSLATED].splitlines(keepends=True), locale="ja"):
        if entry.id:
            message = catalogue.get(entry.id, entry.context)
            assert message is not None, f"no sentence in the tree: {entry.id}"
            message.string = entry.string
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, sort_output=True, include_lineno=False)
    for written in (WORDED, TRANSLATED):
        compile_catalogue(tree / written)
    assert [message.id for message in catalogue if message.id and not message.string] == []


def of_part(part: int) -> list[tuple[str, Recipe]]:
    """The recipes of a part, in the order of the page: some go on from the one before."""
    every = list(recipes().items())
    return every[part * len(every) // PARTS : (part + 1) * len(every) // PARTS]


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_recipes(part: int, tmp_path: Path) -> None:
    """The recipes work as they are written, and each changes the files that it names and nothing else."""
    tree, mine = copied(tmp_path), of_part(part)
    for name, recipe in mine:
        follow(recipe, tree)
        assert recipe.faults(changed(tree)) == [], f"the recipe “{name}” of docs/adding.md"
    tests = dict.fromkeys(line for _, recipe in mine for line in recipe.commands if line.startswith(PYTEST))
    asked = shlex.join(line.removeprefix(PYTEST) for line in tests)
    run(f"{PYTHON} -c {shlex.quote(ONE_AFTER_THE_OTHER)} {asked}", tree)
    assert changed(tree) == []
