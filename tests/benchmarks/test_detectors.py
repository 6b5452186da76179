"""The histories that speed is measured on give the detectors something to do."""

from analyzers.events.history import History
from analyzers.rules.contract import detectors
from app.report.catalogue import catalogue
from benchmarks.detectors import frames, measure
from tests.analyzers.detector_cases import run


def test_the_measured_histories_are_whole() -> None:
    """No detector fails there, only a seller's has nothing to look at and one meets refunds of orders beyond the list,
    and a third of them find something."""
    findings, outcomes = run(History.build(frames(3_000, 6_000), catalogue=catalogue()))
    assert [one.failure for one in outcomes if one.failure] == []
    silent = {one.detector for one in outcomes if one.outcome == "not_assessable"}
    assert silent == {"seller.pending_burst", "refund.exceeds_paid"}
    assert len({one.detector for one in findings}) * 3 > len(detectors())


def test_every_detector_is_measured() -> None:
    """A new detector cannot stay out of the published table."""
    assert set(detectors()) <= set(measure(300, 300))
