"""What every detector must have, checked on all of them at once."""

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

from analyzers.engine import missing, reasons
from analyzers.engine.detector import Detector, DetectorError, detectors
from analyzers.engine.tags import TAGS
from analyzers.engine.view import NotNeededError, View
from analyzers.events.facts import Fact, Money, Sentence
from analyzers.events.schemas import SCHEMAS
from analyzers.features import features
from app.report.catalogue import catalogue
from tests.analyzers.detector_cases import cases, history
from tests.mutation.steps import module_of

PLACEHOLDER = re.compile(r"{(\w*)}")
ALL = sorted(detectors())


def facts(detector: str) -> list[Fact]:
    """The facts that a detector finds in its own cases (those made from gaps need the whole engine)."""
    mine = [(case.history(), case) for case in cases() if case.detector == detector and case.found]
    one = detectors()[detector]
    found = [fact for past, case in mine for fact in one.find(View(past, one, (), case.runs(past)))]
    return [one for one in found if isinstance(one, Fact)]


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
    """A tag that no detector carries means nothing."""
    assert {tag for one in detectors().values() for tag in one.tags} == set(TAGS)


@pytest.mark.parametrize("detector", ALL)
def test_missing_columns_can_be_explained(detector: str) -> None:
    """Where no file fills a column that it cannot do without, there is a sentence and a file to get."""
    for table, column in detectors()[detector].required():
        need = f"{table}.{column}"
        assert catalogue().get(need), need
        assert missing.code(table) != "missing"
        assert missing.code(need) != "missing" or column in ("order_id", "kind", "at"), need


@pytest.mark.parametrize("detector", [name for name in ALL if not detectors()[name].reads_gaps])
def test_sentences_name_exactly_the_values(detector: str) -> None:
    """The placeholders of ``message`` and ``innocent`` are the values that ``find`` yields, in every fact, and every
    value can be displayed."""
    module = detectors()[detector]
    named = set(PLACEHOLDER.findall(module.message + module.innocent))
    found = facts(detector)
    assert found
    for fact in found:
        assert set(fact.values) == named
        assert all(showable(value) for value in fact.values.values()), fact.values


def showable(value: Any) -> bool:
    """Text, whole numbers, money, times, and sentences with their own values."""
    if isinstance(value, Sentence):
        named = set(PLACEHOLDER.findall(value.key))
        return named == set(value.values) and all(showable(one) for one in value.values.values())
    if isinstance(value, tuple):
        return all(showable(one) for one in value)
    return isinstance(value, str | int | Money | datetime | date)


def test_gap_sentences_name_exactly_their_values() -> None:
    """The reasons of findings about missing parts can be displayed as well."""
    seen = 0
    for case in (case for case in cases() if case.detector.startswith("case.") or case.outcome == "not_assessable"):
        for finding in case.ran[0]:
            if finding.detector == "case.coverage_gap":
                seen += 1
                assert set(finding.values) == set(PLACEHOLDER.findall(finding.message + finding.innocent))
                assert all(showable(value) for value in finding.values.values()), finding.values
    assert seen > 5


def test_every_reason_is_known_and_its_sentence_names_exactly_its_values() -> None:
    """No check is left with the general sentence because a code is misspelt."""
    known = {*reasons.SENTENCES, *(f"{one.id}.{code}" for one in detectors().values() for code in one.reasons)}
    seen = set()
    for case in cases():
        for one in case.ran[1]:
            if one.code and one.code != "missing":
                seen.add(one.code)
                assert one.code in known
                assert set(PLACEHOLDER.findall(reasons.sentence(one.code))) == set(one.values), one.code
    assert len(seen) > 30


def test_one_of_something_is_said_rightly() -> None:
    """No sentence of a finding or of a reason says ``1 orders``."""
    seen = 0
    for case in cases():
        findings, outcomes = case.ran
        texts = [(key, one.values) for one in findings for key in (one.message, one.sentence or "")]
        texts += [(reasons.sentence(one.code) if one.code else "", one.values) for one in outcomes]
        for key, values in texts:
            one = [name for name, value in values.items() if value == 1]
            seen += len(one)
            assert not any(re.search(rf"\{{{name}\}} (?:\w+ )?[a-z]+s\b", key) for name in one), key
    assert seen > 50


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
