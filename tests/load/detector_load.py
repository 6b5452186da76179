"""Speed on an idle machine: every detector judges 3,000 rows of every table within a second."""

from analyzers.rules.contract import detectors
from benchmarks.detectors import measure


def test_three_thousand_rows_take_less_than_a_second() -> None:
    """A detector that is slower would make people wait for their report."""
    seconds = measure(3_000, 3_000)
    assert max(seconds[name] for name in detectors()) < 1
