"""No change of tags or steps changes a plan without being seen."""

import json

import pytest

from tests.checklists import recorded_plans

RECORD = json.loads(recorded_plans.RECORD.read_text("utf-8"))
DETECTORS, KNOWN = RECORD["detectors"], RECORD["known_steps"]


@pytest.mark.parametrize("detector", DETECTORS)
def test_plans_are_as_recorded(detector: str) -> None:
    """Every finding calls for the recorded steps, with the recorded triggers, under every condition."""
    assert recorded_plans.recorded(detector, KNOWN) == DETECTORS[detector]


def test_the_plan_of_everything_is_as_recorded() -> None:
    """Where every detector found something, the order of steps, triggers and findings is the recorded one too."""
    assert json.loads(json.dumps(recorded_plans.everything(DETECTORS, KNOWN))) == RECORD["everything"]
