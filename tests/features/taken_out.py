"""What ``make taking-out`` runs: the whole check and all other tests in a copy of the tree without a feature."""

from pathlib import Path

import pytest

from tests.features.recipes import python, recipes, without

OTHERS = "--deselect tests/features/test_taking_out.py"


@pytest.mark.parametrize("feature", recipes())
def test_all_other_tests_pass(feature: str, tmp_path: Path) -> None:
    """As a clone without the feature would be tested."""
    tree = without(feature, tmp_path, generated=True)
    python("-m ruff format --no-cache --check .", tree)
    python("-m ruff check --no-cache .", tree)
    python("-m mypy", tree)
    python("-c 'from importlinter.cli import lint_imports_command as lint; lint()'", tree)
    python(f"-m pytest -q -n 2 --dist worksteal {OTHERS}", tree)
