"""What every detector must have, checked on all of them at once."""

import ast
import inspect
import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from analyzers.events.schemas import SCHEMAS
from analyzers.features import features
from analyzers.rules import missing
from analyzers.rules.contract import Detector, detectors, tags_of
from analyzers.rules.declared import DetectorError
from analyzers.rules.retired import RETIRED
from analyzers.rules.tags import TAGS
from analyzers.rules.view import NotNeededError, View
from app.report.catalogue import catalogue
from tests.analyzers.detector_cases import history
from tests.mutation.steps import module_of

PLACEHOLDER = re.compile(r"{(\w*)}")
ALL = sorted(detectors())


@pytest.mark.parametrize("detector", ALL)
def test_constants(detector: str) -> None:
    """What the contract does not check when a detector is loaded: it says what it looks for, and its title is whole."""
    assert module_of(detector).__doc__
    assert not PLACEHOLDER.findall(detectors()[detector].title)


@pytest.mark.parametrize("detector", ALL)
def test_every_sentence_is_used(detector: str) -> None:
    """What a rule says is in its YAML under the name by which the rule asks for it, and nothing else is there."""
    nodes = list(ast.walk(ast.parse(inspect.getsource(module_of(detector)))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    calls = [node.args[0] for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "say"]
    says = detectors()[detector].says.keys()
    assert says <= texts
    assert {name.value for name in calls if isinstance(name, ast.Constant)} <= says


def broken(folder: Path, **changed: object) -> ModuleType:
    """A rule's module beside whose YAML some values are others, or missing (null)."""
    module = ModuleType("broken")
    vars(module).update(vars(module_of("refund.orphan")), __file__=str(folder / "broken.py"))
    declared, _ = yaml.safe_load_all(Path(str(module_of("refund.orphan").__file__)).with_suffix(".yaml").read_bytes())
    values = {name: value for name, value in {**declared, **changed}.items() if value is not None}
    (folder / "broken.yaml").write_text(yaml.safe_dump(values), "utf-8")
    return module


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("message", None, "broken.yaml: Object missing required field `message`"),
        ("colour", "red", "broken.yaml: Object contains unknown field `colour`"),
        ("severity", "terrible", "broken.yaml: Invalid enum value 'terrible' - at `$.severity`"),
        ("kind", "guess", "broken.yaml: Invalid enum value 'guess' - at `$.kind`"),
        ("role", "thief", "broken.yaml: Invalid enum value 'thief' - at `$.role`"),
        ("title", " ", "broken.py: title must be a sentence"),
        ("alpha", 2.0, "broken.py: alpha must be a share"),
        ("references", [], "broken.py: references must name something"),
        ("tags", ["poetry"], "broken.py: tags: poetry is not in the vocabulary"),
        ("needs", ["orders.colour"], "broken.py: needs: orders.colour is neither a column nor a feature"),
        ("needs", ["moon_phases"], "broken.py: needs: moon_phases is neither a column nor a feature"),
    ],
)
def test_a_detector_that_breaks_the_contract_is_named(name: str, value: object, fault: str, tmp_path: Path) -> None:
    """The error says which file and what is wrong in it."""
    with pytest.raises(DetectorError, match=re.escape(fault)):
        Detector.of("refund.broken", broken(tmp_path, **{name: value}))


def test_a_rule_without_its_function_is_named(tmp_path: Path) -> None:
    module = broken(tmp_path)
    del module.find
    with pytest.raises(DetectorError, match="find must be a function of a history"):
        Detector.of("refund.broken", module)


def test_every_tag_is_used() -> None:
    """A tag that no rule carries or carried, and no answer, means nothing."""
    carried = {tag for name in (*detectors(), *RETIRED) for tag in tags_of(name)}
    assert carried == set(TAGS)


def test_retired_rules_are_known_by_their_tags() -> None:
    """An id is never used again, and what was found under it keeps its tags."""
    assert not RETIRED.keys() & detectors().keys()
    assert all(tags_of(name) == frozenset(one.tags) for name, one in RETIRED.items())


@pytest.mark.parametrize("detector", ALL)
def test_missing_columns_can_be_explained(detector: str) -> None:
    """Where no file fills a column that it cannot do without, there is a sentence and a file to get."""
    for table, column in detectors()[detector].required():
        need = f"{table}.{column}"
        assert catalogue().get(need), need
        assert missing.code(table) != "missing"
        assert missing.code(need) != "missing" or column in ("order_id", "kind", "at"), need


@pytest.mark.parametrize("detector", ALL)
def test_only_what_is_needed_can_be_seen(detector: str) -> None:
    """A detector sees the columns that it names and no others, and no feature that it does not name."""
    one = detectors()[detector]
    view = View(history({}), one)
    for table in SCHEMAS:
        if wanted := set(one.columns(table)):
            assert set(view.table(table).columns) == {"row", *wanted}
        else:
            with pytest.raises(NotNeededError):
                view.table(table)
    asks: dict[str, Callable[[], object]] = {
        name: partial(view.of, import_module(feature.module).measure) for name, feature in features().items()
    }
    asks |= {"gaps": view.gaps, "records": lambda: view.records("refunds")}
    asks["order_links"] = lambda: view.links("refunds")
    for name, ask in asks.items():
        if name not in one.needs:
            with pytest.raises(NotNeededError):
                ask()
