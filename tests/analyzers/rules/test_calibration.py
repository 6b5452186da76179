"""A score becomes the chance that a clean account reaches it, and a surprise alarms only where that is rare."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzers.rules import calibration
from analyzers.rules.calibration import chance
from evaluation.measure import calibrate
from tests.analyzers.detector_cases import cases, run

NEW = "order.first_address"


@pytest.fixture
def table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A table of its own in place of the one that ships."""
    monkeypatch.setattr(calibration, "TABLE_FILE", tmp_path / "calibration.json")
    calibration._table.cache_clear()
    yield tmp_path / "calibration.json"
    calibration._table.cache_clear()


@pytest.mark.parametrize(
    ("events", "score", "wanted"),
    [(35, 2.0, 4 / 100), (35, 2.1, 3 / 100), (99, 9.0, 1 / 100), (29, 2.0, 5 / 108), (5000, 9.0, 1 / 108)],
)
def test_chance(table: Path, events: int, score: float, wanted: float) -> None:
    """(1 + clean accounts of the bucket that reach the score) / (1 + all of them). A bucket too small to resolve one
    in a hundred, or an empty one, takes the accounts of all buckets."""
    buckets = {"30": {"accounts": 99, "scores": [2.0, 3.0, 3.0]}, "0": {"accounts": 8, "scores": [1.0, 2.5]}}
    table.write_text(json.dumps({NEW: buckets}))
    assert chance(NEW, events, score, 0.01) == wanted
    assert chance("login.unfamiliar", events, score, 0.01) is None


def test_without_a_table_nothing_is_calibrated(table: Path) -> None:
    """A surprise then has the confidence of one half and is no more than low."""
    assert chance(NEW, 35, 2.0) is None
    for case in (one for one in cases() if one.detector.startswith("login.")):
        for finding in run(case.history())[0]:
            if finding.kind == "surprise" and finding.detector.startswith("login."):
                assert finding.confidence == 0.5
                assert finding.severity in ("info", "low")


@pytest.mark.parametrize(
    ("scores", "severity", "confidence"), [([-50.0], "medium", 0.999), ([50.0] * 20, "low", 0.979)]
)
def test_a_rare_score_keeps_its_severity(table: Path, scores: list[float], severity: str, confidence: float) -> None:
    """Where clean accounts never reach the score, the finding is as severe as its detector says and nearly certain;
    where many do, it is listed only."""
    table.write_text(json.dumps({"login.unfamiliar": {"0": {"accounts": 999, "scores": scores}}}))
    case = next(one for one in cases() if one.detector == "login.unfamiliar" and one.found)
    found = next(one for one in run(case.history())[0] if one.detector == case.detector)
    assert (found.severity, found.confidence) == (severity, confidence)


def test_written_buckets_are_those_that_are_read() -> None:
    """The buckets that are written are those that are read, and a share of two in a thousand needs 499 accounts."""
    assert calibration.BUCKET_MINIMUMS == calibrate.EDGES
    assert calibration.ALPHA == 0.002
