"""A feature that can go goes by the lines of ``docs/adding.md``: what is left names nothing that is gone."""

from pathlib import Path

import pytest

from tests.features.declared import FEATURES
from tests.features.recipes import python, recipes, without

# Imports every module of the product, registers every page, and draws the pages that need no case.
SMOKE = """
import sys
from importlib import import_module
from pathlib import Path
for package in ("app", "analyzers", "checklists"):
    for file in sorted(Path(package).rglob("*.py")):
        if file.name != "__main__.py":
            import_module(".".join(file.with_suffix("").parts).removesuffix(".__init__"))
assert str(Path.cwd()) in sys.modules["app"].__file__
from checklists.content import check_content
check_content()
"""
TESTS = "tests/web/test_slots.py tests/web/pages/test_every_page.py -k 'slot or features or without_a_case'"


def test_features_with_a_recipe_are_declared() -> None:
    """A recipe is for a feature whose files and names are counted."""
    assert recipes()
    assert set(recipes()) <= set(FEATURES)


@pytest.mark.long
@pytest.mark.parametrize("feature", recipes())
def test_a_feature_goes(feature: str, tmp_path: Path) -> None:
    """Without it, code is in order, every module can be imported, content is complete, and pages are shown."""
    tree = without(feature, tmp_path, generated=False)
    python("-m ruff check --no-cache .", tree)
    (tree / "smoke.py").write_text(SMOKE)
    python("smoke.py", tree)
    python(f"-m pytest -q -p no:cacheprovider -p no:xdist {TESTS}", tree)
