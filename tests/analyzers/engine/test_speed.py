"""The histories that speed is measured on: the detectors have something to do there, and do it quickly."""

from analyzers.engine.detector import detectors
from analyzers.engine.run import run
from analyzers.events.history import History
from benchmarks import checks


def test_the_measured_histories_are_whole() -> None:
    """No detector fails there, only a seller's has nothing to look at and one meets refunds of orders beyond the list,
    and many of them find something."""
    findings, outcomes = run(History.build(checks.frames(3_000, 6_000)))
    assert [one.failure for one in outcomes if one.failure] == []
    silent = {one.detector for one in outcomes if one.outcome == "not_assessable"}
    assert silent == {"seller.pending_burst", "refund.exceeds_paid"}
    assert len({one.detector for one in findings}) > 12


def test_three_thousand_rows_take_less_than_a_second() -> None:
    """Every detector is measured, and judges 3,000 rows of every table in less than a second."""
    told = checks.measure(3_000, 3_000)
    assert set(detectors()) <= set(told)
    assert max(told[name] for name in detectors()) < 1
