"""The tree of a commit beside this one, and the programs that fit it."""

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
CACHE = ROOT / "build" / "golden"
# The two programs that write a side, and where they are; behind that, where they were in older commits.
PROGRAMS = ("inputs.py", "outputs.py")
PLACES = ("evaluation/golden",)


@dataclass(frozen=True, slots=True)
class Base:
    """A commit: its tree, the folder of its programs, and those for its inputs and the results of both sides."""

    sha: str
    folder: Path
    programs: Path

    @property
    def tree(self) -> Path:
        return self.folder / "tree"

    @property
    def inputs(self) -> Path:
        return self.folder / "inputs"

    @property
    def before(self) -> Path:
        return self.folder / "before"

    @property
    def after(self) -> Path:
        return self.folder / "after"


def base(commit: str) -> Base:
    """The commit, put into a folder of its own and ready to run. What other programs wrote for it is thrown away."""
    sha = _git("rev-parse", "--verify", f"{commit}^{{commit}}").strip()
    folder = CACHE / sha
    tree = folder / "tree"
    if (tree / ".git").exists():
        _git("checkout", "-q", "--force", "--detach", sha, folder=tree)
    else:
        shutil.rmtree(tree, ignore_errors=True)
        _git("worktree", "prune")
        _git("worktree", "add", "-q", "--force", "--detach", str(tree), sha)
    _make(tree)
    found = Base(sha, folder, _programs(folder, tree))
    text = b"".join((found.programs / one).read_bytes() for one in PROGRAMS)
    mark, known = hashlib.sha256(text).hexdigest(), folder / "programs.sha256"
    if not known.exists() or known.read_text("ascii") != mark:
        for old in (found.inputs, found.before):
            shutil.rmtree(old, ignore_errors=True)
        known.write_text(mark, "ascii")
    return found


def _make(tree: Path) -> None:
    """The catalogues of a tree, and the facts of its importers where it does not keep them, as the Makefile makes
    them."""
    for catalogue in tree.rglob("LC_MESSAGES/messages.po"):
        pybabel, made = Path(sys.executable).with_name("pybabel"), catalogue.with_suffix(".mo")
        subprocess.run([pybabel, "-q", "compile", "-i", catalogue, "-o", made], check=True)
    if (tree / "app/importers/declarations.py").exists():
        for maker in ("app.importers.layouts.compiled", "app.importers.declarations"):
            environment = {**os.environ, "PYTHONPATH": str(tree)}
            subprocess.run([sys.executable, "-m", maker], cwd=tree, env=environment, check=True)


def _programs(folder: Path, tree: Path) -> Path:
    """The programs of the tree; for one that is older, the first that were committed; before that, those of here."""
    for place in PLACES:
        if (tree / place / PROGRAMS[-1]).exists():
            return tree / place
    for place in PLACES[::-1]:
        added = _git("log", "--diff-filter=A", "--no-renames", "--format=%H", "--", f"{place}/{PROGRAMS[-1]}").split()
        if added:
            for one in PROGRAMS:
                (folder / one).write_text(_git("show", f"{added[-1]}:{place}/{one}"), "utf-8")
            return folder
    return ROOT / PLACES[0]


def _git(*words: str, folder: Path = ROOT) -> str:
    made = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True)
    if made.returncode:
        raise SystemExit(f"git {words[0]}: {made.stderr.strip()}")
    return made.stdout


def run(program: Path, tree: Path, *words: str | Path) -> None:
    """Runs a program on the packages of a tree, whatever is installed; it ends with a message where it finds others."""
    environment = {"PYTHONPATH": str(tree), "PYTHONHASHSEED": "0", "POLARS_MAX_THREADS": "1"}
    command = [sys.executable, "-P", str(program), *map(str, words)]
    if subprocess.run(command, cwd=tree, env={**os.environ, **environment}).returncode:
        raise SystemExit(f"the results of {tree} could not be written")
