"""What every detector must have, checked on all of them at once."""

import re
from collections.abc import Callable
from functools import partial
from importlib import import_module
from types import ModuleType

import pytest

from analyzers.events.schemas import SCHEMAS
from analyzers.features import features
from analyzers.rules import missing
from analyzers.rules.contract import Detector, DetectorError, detectors, tags_of
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


def broken(**given: object) -> ModuleType:
    """A detector's module in which some constants are others, or missing (null)."""
    module = ModuleType("broken")
    vars(module).update(vars(module_of("refund.orphan")), __file__="broken.py", **given)
    for name in [name for name, value in given.items() if value is None]:
        delattr(module, name)
    return module


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("message", None, "message missing"),
        ("find", None, "find missing"),
        ("title", " ", "title must be a sentence"),
        ("severity", "terrible", "severity must be one of info, low"),
        ("kind", "guess", "kind must be one of proof"),
        ("role", "thief", "role must be one of buyer"),
        ("alpha", 2.0, "alpha must be a share"),
        ("references", (), "references must be a tuple"),
        ("tags", ("poetry",), "tags: poetry is not in the vocabulary"),
        ("needs", ("orders.colour",), "needs: orders.colour is neither a column nor a feature"),
        ("needs", ("moon_phases",), "needs: moon_phases is neither a column nor a feature"),
    ],
)
def test_a_detector_that_breaks_the_contract_is_named(name: str, value: object, said: str) -> None:
    """The error says which file and what is wrong in it."""
    with pytest.raises(DetectorError, match=re.escape("broken.py: ") + ".*" + re.escape(said)):
        Detector.of("refund.broken", broken(**{name: value}))


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
