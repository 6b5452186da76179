"""``make near``: the tests of what changed and of what imports it, as many as last took half a minute.

What changed is what differs from a commit: from the last one, or with ``SINCE=main~3`` from that. The tests that mirror
a changed file come first, then those that import it, then those that import what imports it; of each, the quick ones.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import grimp
import pytest

from tests.seconds import KEY

ROOT = Path(__file__).parents[1]
PACKAGES = ("app", "analyzers", "checklists")
LIMIT = 30.0  # seconds
UNKNOWN = 0.1  # seconds of a test that has not run yet
MIRRORED, IMPORTS, IMPORTS_INDIRECTLY = range(3)  # how near a test file is


class Chosen(NamedTuple):
    """The tests that run, by their ids, and how many near ones do not."""

    ids: set[str]
    left: int


def changed(since: str) -> set[str]:
    """The paths of the files that differ from a commit, and those that git does not know yet; what is gone is left
    out."""
    commands = ("diff", "--name-only", "-z", since), ("ls-files", "-z", "--others", "--exclude-standard")
    listed = (subprocess.run(["git", *one], cwd=ROOT, check=True, capture_output=True, text=True) for one in commands)
    paths = {path for run in listed for path in run.stdout.split("\0") if path}
    return {path for path in paths if (ROOT / path).is_file()}


def near(paths: Iterable[str]) -> dict[str, int]:
    """The test files that are near these files, each with how near it is."""
    graph = grimp.build_graph(*PACKAGES, "tests", cache_dir=str(ROOT / ".grimp_cache"))
    found: dict[str, int] = {}

    def add(modules: Iterable[str], distance: int) -> None:
        for module in modules:
            if module.startswith("tests.") and module.rpartition(".")[2].startswith("test_"):
                path = f"{module.replace('.', '/')}.py"
                found[path] = min(found.get(path, distance), distance)

    for path in paths:
        for mirrored in mirrors(path):
            found[mirrored] = MIRRORED
        module = module_of(path)
        if module in graph.modules:
            add([module], MIRRORED)
            add(graph.find_modules_that_directly_import(module), IMPORTS)
            add(graph.find_downstream_modules(module), IMPORTS_INDIRECTLY)
    return found


def module_of(path: str) -> str:
    """The name of the module in a file; of a template, that of the page of the same name."""
    if path.endswith(".html"):
        path = path.replace("/templates/", "/pages/").removesuffix(".html") + ".py"
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def mirrors(path: str) -> Iterator[str]:
    """The test file at the same place in ``tests``; of a file that is no module, all in the nearest folder there."""
    *folders, name = Path(path).parts
    below = folders[1:] if folders[:1] == ["app"] else folders
    if path.startswith("tests/") or not below:
        return
    if name.endswith(".py"):
        same = Path("tests", *below, f"test_{name}")
        if (ROOT / same).is_file():
            yield str(same)
        return
    while below and not (ROOT / Path("tests", *below)).is_dir():
        below = below[:-1]
    if below:
        yield from (str(test.relative_to(ROOT)) for test in (ROOT / Path("tests", *below)).glob("test_*.py"))


def choose(items: Iterable[str], distance: Mapping[str, int], seconds: Mapping[str, float]) -> Chosen:
    """Of these tests the nearest, and of equally near ones the quickest, as long as the time lasts; at least one."""

    def rank(test: str) -> tuple[int, float]:
        return distance[test.partition("::")[0]], seconds.get(test, UNKNOWN)

    ranked, ids, spent = sorted(items, key=rank), set[str](), 0.0
    for test in ranked:
        spent += rank(test)[1]
        if ids and spent > LIMIT:
            break
        ids.add(test)
    return Chosen(ids, len(ranked) - len(ids))


class Selection:
    """The part of pytest that leaves out what is not chosen, and says so at the end."""

    def __init__(self, choice: Callable[[Iterable[str], Mapping[str, float]], Chosen]) -> None:
        self.choice, self.left, self.end = choice, 0, 0.0

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Leaves the chosen tests in their order, so that those of a module share what they start."""
        ids, self.left = self.choice((item.nodeid for item in items), config.cache.get(KEY, {}) if config.cache else {})
        items[:] = [item for item in items if item.nodeid in ids]
        self.end = time.monotonic() + LIMIT

    def pytest_runtest_teardown(self, item: pytest.Item) -> None:
        """Ends the run when the time is over, which tests that never ran before or a busy machine can bring about."""
        if time.monotonic() > self.end:
            item.session.shouldstop = f"{LIMIT:.0f} seconds are over"

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Takes a run that ended in time for one that passed, unless a test failed."""
        if session.shouldstop and not session.testsfailed:
            session.exitstatus = pytest.ExitCode.OK

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Says how many near tests did not run."""
        if self.left:
            terminalreporter.write_line(f"{self.left} more tests are near; `make test` runs all.")


def main(since: str = "HEAD") -> int:
    """Runs the near tests; the result is pytest's."""
    distance = near(changed(since))
    if not distance:
        print(f"No test is near what changed since {since}.")
        return 0
    return pytest.main([*sorted(distance)], plugins=[Selection(lambda ids, took: choose(ids, distance, took))])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
