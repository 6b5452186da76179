"""Everything in ``app.cases`` that writes: what concerns a case holds its lock, and only upkeep does without."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

import pytest

from app.storage.guard import owned
from tests.cases.blobs import APP

HOLDS = {"changing_in", "hold", "open_case", "open_new"}  # a case that is being opened is nobody else's
ROWS = {table.__name__ for table in owned()} | {"CaseRow"}
# Who changes and removes rows of many cases without holding each: runs and their signs of life, phones that know no
# case, accounts that are closed, what is too old.
UPKEEP = {
    *("access/phones.py", "accounts/account.py", "files/erase.py", "operation/reanalyse.py"),
    *("workers/carry.py", "workers/runner.py", "workers/worker.py"),
}


class Writer(NamedTuple):
    """A transaction in a function: how it begins, and the names that are used in it."""

    path: str
    function: str
    begins: str
    knows_case: bool
    names: set[str]


def names(node: ast.AST) -> set[str]:
    """Every name in a part of the code."""
    every = [one for one in ast.walk(node) if isinstance(one, ast.Attribute | ast.Name)]
    return {one.attr if isinstance(one, ast.Attribute) else one.id for one in every}


def writers() -> Iterator[Writer]:
    """Every transaction of ``app.cases`` that writes, except the one that ``changing`` makes."""
    for path in sorted((APP / "cases").rglob("*.py")):
        where = str(path.relative_to(APP / "cases"))
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef) or where == "change.py":
                continue
            kinds = {ast.unparse(one.annotation) for one in function.args.args if one.annotation}
            for block in ast.walk(function):
                if isinstance(block, ast.With):
                    begun = {name for item in block.items for name in names(item.context_expr)}
                    for begins in begun & {"writing", "upkeep"}:
                        knows = not kinds.isdisjoint({"Case", "Case | None"})
                        yield Writer(where, function.name, begins, knows, names(block))


WRITING = [writer for writer in writers() if writer.begins == "writing"]


@pytest.mark.parametrize("writer", WRITING, ids=[f"{writer.path}:{writer.function}" for writer in WRITING])
def test_a_writer_of_a_case_holds_it(writer: Writer) -> None:
    """Whoever knows the case, or uses rows of one, begins by ``changing``, or locks the case in their transaction."""
    if writer.knows_case or writer.names & ROWS:
        assert writer.names & HOLDS, f"{writer.path}: {writer.function} writes to a case without its lock"


def test_upkeep_is_named() -> None:
    """Nobody else takes the way without a lock, and each of these does."""
    assert {writer.path for writer in writers() if writer.begins == "upkeep"} == UPKEEP
