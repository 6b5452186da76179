"""``make mutation-security``: changes one place at a time in the code that locks, signs in and permits, and runs the
tests that belong to it: at least four of five changes must make one fail.

Each change is made in a child of this process, in the code of the functions that are already loaded, so that everybody
who imported them by name has the changed ones too. No file is written. The tests are first run without any change,
which says how long each takes and which lines it runs: a change is put to those that run its line, the quickest first.
"""

import argparse
import ast
import json
import os
import random
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

import coverage
import pytest

ROOT = Path(__file__).parents[2]
ENOUGH = 0.8
OPTIONS = ("-q", "-p", "no:xdist", "-p", "no:cacheprovider")
SECONDS = 60  # for the tests of one change, beside ten times their own; what hangs is noticed
OTHERS = 40  # tests of other modules that a change is put to at most
ACCOUNTS = (
    "tests/cases/accounts/test_account.py",
    "tests/cases/accounts/test_change.py",
    "tests/cases/accounts/test_second_factor.py",
    "tests/cases/accounts/test_sign_in.py",
    "tests/web/pages/accounts/test_accounts.py",
    "tests/cli/test_account.py",
)
# The files in which the tests of each module are: a change is put to these first, and then to all others.
TESTS: dict[str, tuple[str, ...]] = {
    "app.storage.keys": ("tests/storage/test_keys.py", "tests/cli/test_doctor.py"),
    "app.storage.rotation": ("tests/storage/test_rotation.py",),
    "app.storage.vault": ("tests/storage/test_vault.py", "tests/web/test_uploads.py", "tests/cases/test_room.py"),
    "app.web.csrf": ("tests/web/test_forms.py",),
    "app.web.session": ("tests/web/pages/accounts/test_browsers.py", "tests/web/test_forms.py"),
    "app.web.admission": ("tests/cases/access/test_helpers.py", "tests/web/test_permissions.py"),
    "app.cases.access.browsers": ("tests/cases/access/test_browsers.py", "tests/cases/access/test_resume.py"),
    "app.cases.access.browser_state": ("tests/cases/access/test_browsers.py", "tests/cases/access/test_helpers.py"),
    "app.cases.access.helpers": ("tests/cases/access/test_helpers.py",),
    "app.cases.access.resume": ("tests/cases/access/test_resume.py", "tests/web/pages/plan/test_case.py"),
    "app.cases.accounts.passwords": ("tests/cases/accounts/test_passwords.py",),
    "app.cases.accounts.passkeys": ("tests/cases/accounts/test_passkeys.py",),
    "app.cases.accounts.links": ("tests/cases/accounts/test_providers.py",),
    "app.cases.accounts.passkey_sign_up": ("tests/cases/accounts/test_passkeys.py",),
    "app.cases.accounts.providers": ("tests/cases/accounts/test_providers.py",),
    **{
        f"app.cases.accounts.{name}": ACCOUNTS
        for name in ("account", "challenges", "change", "second_factor", "sign_in", "sign_up", "throttle")
    },
}
FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}


class Change(NamedTuple):
    """One change of a module, in its lines ``line`` to ``end``: ``place`` is the number of the node that is changed."""

    module: str
    line: int
    end: int
    what: str
    place: int


class Lines(NamedTuple):
    """How many seconds each test took, and which tests ran each line of a file."""

    took: dict[str, float]
    tests: dict[str, dict[int, list[str]]]


def parsed(module: str) -> ast.Module:
    """The tree of a module as it is."""
    return ast.parse(Path(str(import_module(module).__file__)).read_text("utf-8"))


def changes(module: str) -> Iterator[Change]:
    """Every single change in the functions of a module."""
    tree = parsed(module)
    functions = (one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef))
    inside = {id(node) for function in functions for node in ast.walk(function)}
    for place, node in enumerate(ast.walk(tree)):
        if id(node) in inside and (what := _change(deepcopy(node))):
            whole = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            line, end = getattr(node, "lineno", 0), getattr(node, "end_lineno", 0)
            yield Change(module, line + whole, end, what, place)


def _change(node: ast.AST) -> str:
    """Changes a node in its place; says what was done, or nothing."""
    if isinstance(node, ast.Compare) and type(node.ops[0]) in FLIPPED:
        before = ast.unparse(node)
        node.ops[0] = FLIPPED[type(node.ops[0])]()
        return f"{before} → {ast.unparse(node)}"
    if isinstance(node, ast.BoolOp):
        before = ast.unparse(node)
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        return f"{before} → {ast.unparse(node)}"
    if isinstance(node, ast.If | ast.IfExp) and not isinstance(node.test, ast.Compare | ast.BoolOp):
        node.test = ast.UnaryOp(ast.Not(), node.test)
        return f"if {ast.unparse(node.test)}"
    return _body(node)


def _body(node: ast.AST) -> str:
    """Takes the first refusal or call for its effect out of a block."""
    for block in ("body", "orelse"):
        for at, one in enumerate(getattr(node, block, None) or () if isinstance(node, ast.stmt) else ()):
            call = isinstance(one, ast.Expr) and isinstance(one.value, ast.Call) and "LOG." not in ast.unparse(one)
            if isinstance(one, ast.Raise) or call:
                getattr(node, block)[at] = ast.copy_location(ast.Pass(), one)
                return f"without: {ast.unparse(one)}"
    return ""


def install(change: Change) -> None:
    """Gives the loaded functions of a module the code of the changed tree."""
    tree = parsed(change.module)
    _change(list(ast.walk(tree))[change.place])
    found = dict(_codes(compile(ast.fix_missing_locations(tree), f"{change.module} changed", "exec")))
    for function in _functions(sys.modules[change.module]):
        code = found.get(function.__code__.co_qualname)
        if code is not None and len(code.co_freevars) == len(function.__code__.co_freevars):
            function.__code__ = code


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield one.co_qualname, one
            yield from _codes(one)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    """The functions and methods that a module defines, below decorators too."""
    held: list[Any] = list(vars(module).values())
    held += [one for kind in held if isinstance(kind, type) for one in vars(kind).values()]
    for one in held:
        plain = getattr(one, "fget", None) or getattr(one, "__func__", one)
        plain = getattr(plain, "__wrapped__", plain)
        if isinstance(plain, FunctionType) and plain.__module__ == module.__name__:
            yield plain


class Watcher:
    """A plugin of pytest that notes for each test which lines it runs, and in ``took`` for how many seconds; and which
    fail."""

    def __init__(self, cov: coverage.Coverage) -> None:
        self.cov, self.took, self.failed = cov, dict[str, float](), set[str]()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.took[nodeid] = time.monotonic()
        self.cov.switch_context(nodeid)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        self.took[nodeid] = time.monotonic() - self.took[nodeid]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failed.add(report.nodeid)


def watch(modules: list[str], folder: Path) -> Lines:
    """Runs all tests of the modules without any change. One that fails then can notice nothing, and is left out."""
    files = [str(sys.modules[one].__file__) for one in modules]
    tests = {test for one in modules for test in TESTS[one]}

    def run() -> int:
        cov = coverage.Coverage(data_file=str(folder / "lines"), config_file=False, include=files, messages=False)
        watcher = Watcher(cov)
        with cov.collect():
            pytest.main([*OPTIONS, *sorted(tests)], plugins=[watcher])
        cov.save()
        right = {one: seconds for one, seconds in watcher.took.items() if one not in watcher.failed}
        (folder / "took").write_text(json.dumps(right))
        (folder / "failed").write_text("".join(f"Left out, it fails anyway: {one}\n" for one in sorted(watcher.failed)))
        return 0

    if in_child(run, 5 * SECONDS * len(tests)):
        raise SystemExit("The tests do not end.")
    print((folder / "failed").read_text(), end="", flush=True)
    data = coverage.CoverageData(str(folder / "lines"))
    data.read()
    return Lines(json.loads((folder / "took").read_text()), {file: data.contexts_by_lineno(file) for file in files})


def tests_of(change: Change, known: Lines) -> list[str]:
    """The tests that run the changed line (or its function, where no line is counted for it): the module's own first,
    and of these the quickest."""
    lines = known.tests[str(sys.modules[change.module].__file__)]
    around = {one for at in range(change.line, change.end + 1) for one in lines.get(at, ())}
    tests = (set(lines.get(change.line, ())) or around) & set(known.took)
    own = {one for one in tests if one.partition("::")[0] in TESTS[change.module]}
    quickest = sorted(tests, key=lambda one: known.took[one])
    return [*filter(own.__contains__, quickest), *[one for one in quickest if one not in own][:OTHERS]]


def passes(change: Change, tests: list[str], took: Mapping[str, float]) -> bool:
    """Whether the tests pass with this change; ten times as long as they took without it counts as hanging."""

    def run() -> int:
        install(change)
        return int(pytest.main([*OPTIONS, "-x", *tests]))

    return not tests or in_child(run, SECONDS + 10 * sum(took[one] for one in tests)) == 0


def in_child(run: Callable[[], int], seconds: float) -> int:
    """What a function returns in a child of this process, silently; 1 where it takes too long."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.setsid()
        os._exit(run())
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 1


def main() -> int:
    """Makes the changes; exit status 1 where fewer than four of five are noticed."""
    parser = argparse.ArgumentParser(description="Changes what locks, signs in and permits.")
    parser.add_argument("--sample", type=int, help="so many changes, chosen at random, instead of all")
    parser.add_argument("--module", action="append", choices=sorted(TESTS))
    chosen = parser.parse_args()
    os.chdir(ROOT)
    names = chosen.module or list(TESTS)
    for test in ("tests.conftest", "app.main"):
        import_module(test)
    made = [one for name in names for one in changes(name)]
    if chosen.sample:
        made = random.Random(1).sample(made, min(chosen.sample, len(made)))
    noticed = 0
    with tempfile.TemporaryDirectory(prefix="mioboe-mutation-") as folder:
        known = watch(sorted({one.module for one in made}), Path(folder))
        for count, one in enumerate(made, 1):
            lives = passes(one, tests := tests_of(one, known), known.took)
            noticed += not lives
            word = "NOT NOTICED" if lives else "noticed"
            print(
                f"{count}/{len(made)} {word} {one.module}:{one.line} {one.what[:150]} ({len(tests)} tests)", flush=True
            )
    print(f"{noticed} of {len(made)} changes were noticed ({noticed / len(made):.0%}).")
    return 0 if noticed >= ENOUGH * len(made) else 1


if __name__ == "__main__":
    sys.exit(main())
