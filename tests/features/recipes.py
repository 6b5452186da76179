"""The lines of ``docs/adding.md`` that take a feature out, followed in a copy of the tree."""

import re
from functools import cache
from pathlib import Path

from tests.docs.test_adding import COMMANDS, PAGE, PYTHON, commands, copied, run

_TAKING_OUT = re.compile(r"^<!-- taking out: (\w+) -->\n.*?^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MADE = "make "  # how the lines begin that write generated files


@cache
def recipes() -> dict[str, list[str]]:
    """The lines for each feature by its name in ``declared.FEATURES``."""
    return {name: commands(block) for name, block in _TAKING_OUT.findall(PAGE.read_text("utf-8"))}


def without(feature: str, folder: Path, generated: bool) -> Path:
    """A copy of the tree without a feature; ``generated``: with the generated files made anew."""
    tree = copied(folder)
    for line in recipes()[feature]:
        if generated or not line.startswith(MADE):
            run(COMMANDS.get(line, line), tree)
    if generated:
        run(COMMANDS["make install"], tree)
    return tree


def python(words: str, tree: Path) -> None:
    """Runs a module or program of Python in the tree; it must end well."""
    run(f"{PYTHON} {words}", tree)
