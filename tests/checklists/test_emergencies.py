"""Emergencies and their plans: is the first step right, is nothing unsafe before it, is what is needed there?"""

import json
from datetime import date
from typing import Any

import pytest
import yaml

from app.i18n.languages import LANGUAGES
from app.report.plans.described import PlanInput
from app.report.plans.public import Plan, present, work_out
from checklists.model import steps, symptoms
from tests.checklists.shipped import ROOT

DAY = date(2026, 11, 27)
CASES = yaml.safe_load((ROOT / "tests/checklists/emergencies.yaml").read_text("utf-8"))
KEYS = {
    "who", "symptoms", "answers", "shops", "market", "findings", "first", "now", "must", "never", "before", "choices",
    "letters", "deadlines", "dates",
}  # fmt: skip


def planned(case: dict[str, Any], lang: str) -> Plan:
    """The plan that ``mioboe plan`` gives."""
    found = [{"id": f"f{number}", **one} for number, one in enumerate(case.get("findings", []))]
    covered = [{"shop": one["shop"]} for one in found]
    report = {"schema": "mioboe.check/1", "findings": found, "coverage": covered}
    wish = PlanInput(
        case.get("symptoms", ()), case.get("answers", {}), case.get("shops", ()), case.get("market", "JP"),
        json.dumps(report).encode() if found else b"",
    )  # fmt: skip
    return present(work_out(wish, lang, DAY), lang)


@pytest.mark.parametrize("case", CASES, ids=[one["who"] for one in CASES])
def test_an_emergency_has_its_plan(case: dict[str, Any]) -> None:
    """The steps, their order, the letters and the dates are the expected ones in every language."""
    assert case.keys() <= KEYS
    ordered = [name for order in case.get("before", []) for name in order]
    wanted = {*case.get("must", []), *case.get("now", []), *ordered}
    unwanted = set(case.get("never", []))
    assert wanted | unwanted <= set(steps())
    for lang in LANGUAGES:
        plan = planned(case, lang)
        ids = [one.id for one in plan.steps]
        first = case.get("first", ids[:1])
        assert ids[:1] == [] == first or ids[0] in (first if isinstance(first, list) else [first]), ids
        assert [choice.id for one in plan.steps[:1] for choice in one.choices] == case.get("choices", []), ids
        assert wanted <= set(ids), ids
        assert unwanted.isdisjoint(ids), ids
        assert set(case.get("now", [])) <= {one.id for one in plan.steps if one.when == "now"}, ids
        for order in case.get("before", []):
            assert order == sorted(order, key=ids.index), ids
        assert set(case.get("letters", [])) <= set(plan.letters)
        dates = {f"{one.id}.{one.term}": one.due for one in plan.deadlines}
        assert case.get("deadlines", {}).items() <= dates.items()
        rules = {one.id for one in plan.deadlines}
        assert set(case.get("dates", rules)) == rules


def test_every_kind_of_emergency_is_there() -> None:
    """Some of each group of symptoms, each with a first step or with what must be there."""
    assert len({one["who"] for one in CASES}) == len(CASES)
    groups = {symptoms()[name].group for one in CASES for name in one.get("symptoms", ())}
    assert groups == {symptom.group for symptom in symptoms().values()}
    assert all("first" in one or "must" in one for one in CASES)
