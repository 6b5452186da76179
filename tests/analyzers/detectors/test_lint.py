"""What every detector must have, checked on all of them at once."""

import re
from datetime import date, datetime
from typing import Any

import pytest

from analyzers.engine import missing
from analyzers.engine.run import detectors
from analyzers.engine.view import VIEWS, NotNeededError, Role
from analyzers.events.facts import SEVERITIES, Fact, Money, Sentence
from analyzers.events.schemas import SCHEMAS
from tests.analyzers.cases import cases, history

PLACEHOLDER = re.compile(r"{(\w*)}")
ALL = sorted(detectors())


def facts(detector: str) -> list[Fact]:
    """The facts that a detector finds in its own cases (those made from gaps need the whole engine)."""
    module = detectors()[detector]
    mine = [case.history() for case in cases() if case.detector == detector and case.found]
    account = getattr(module, "account", None)
    role: Role = getattr(module, "role", "buyer")
    found = [one for history_ in mine for one in module.find(history_.only(module.needs, role, account))]
    return [one for one in found if isinstance(one, Fact)]


@pytest.mark.parametrize("detector", ALL)
def test_constants(detector: str) -> None:
    """Every detector has its sentences, a severity and kind that exist, and says what it rests on."""
    module = detectors()[detector]
    for name in ("title", "message", "innocent"):
        assert isinstance(getattr(module, name), str)
        assert getattr(module, name).strip()
    assert module.severity in SEVERITIES
    assert module.kind in ("proof", "surprise", "rule")
    assert module.references
    assert module.__doc__
    assert not PLACEHOLDER.findall(module.title)


@pytest.mark.parametrize("detector", ALL)
def test_needs_exist(detector: str) -> None:
    """Every need is a view or a column of a table, and a missing one can be explained and obtained."""
    for need in detectors()[detector].needs:
        table, _, column = need.rstrip("?").partition(".")
        assert need in VIEWS or column in SCHEMAS[table], need
        if column and not need.endswith("?"):
            assert missing.get(need), need
            assert missing.sentence(table) != missing.OTHER_SENTENCE
            assert missing.sentence(need) != missing.OTHER_SENTENCE or column in ("order_id", "kind", "at"), need


@pytest.mark.parametrize("detector", [name for name in ALL if "gaps" not in detectors()[name].needs])
def test_sentences_name_exactly_the_values(detector: str) -> None:
    """The placeholders of message and innocent are the values that ``find`` yields, in every fact; and every value is
    something that can be shown."""
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
    return isinstance(value, str | int | Money | datetime | date)


def test_gap_sentences_name_exactly_their_values() -> None:
    """The reasons of findings about missing parts can be shown as well."""
    seen = 0
    for case in cases():
        for finding in case.ran[0]:
            if finding.detector == "case.coverage_gap":
                seen += 1
                assert set(finding.values) == set(PLACEHOLDER.findall(finding.message + finding.innocent))
                assert all(showable(value) for value in finding.values.values()), finding.values
    assert seen > 5


def test_one_of_something_is_said_rightly() -> None:
    """No sentence of a finding or of a reason says ``1 orders``."""
    seen = 0
    for case in cases():
        findings, outcomes = case.ran
        told = [(key, one.values) for one in findings for key in (one.message, one.sentence or "")]
        told += [(one.reason or "", one.values) for one in outcomes]
        for key, values in told:
            one = [name for name, value in values.items() if value == 1]
            seen += len(one)
            assert not any(re.search(rf"\{{{name}\}} (?:\w+ )?[a-z]+s\b", key) for name in one), key
    assert seen > 50


@pytest.mark.parametrize("detector", ALL)
def test_only_what_is_needed_can_be_seen(detector: str) -> None:
    """A detector sees the columns that it names and no others, and no view that it does not name."""
    module = detectors()[detector]
    view = history({}).only(module.needs)
    for table in SCHEMAS:
        wanted = {n.rstrip("?").partition(".")[2] for n in module.needs if n.startswith(f"{table}.")}
        if wanted:
            assert set(view.table(table).columns) == {"row", *wanted}
        else:
            with pytest.raises(NotNeededError):
                view.table(table)
    asks = {"charges": view.charges, "gaps": lambda: list(view.gaps()), "ledger_pages": view.ledger_pages}
    asks |= {"placed": view.placed, "places": view.places, "signs": view.signs, "signins": view.signins}
    for name, ask in asks.items():
        if name not in module.needs:
            with pytest.raises(NotNeededError):
                ask()
    for name, of_table in {"links": view.links, "tellings": view.tellings}.items():
        if name not in module.needs:
            with pytest.raises(NotNeededError):
                of_table("refunds")
