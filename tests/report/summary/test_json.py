"""The JSON form: the structure itself, exact."""

import json

import pytest

from app.report.stored import plain
from app.report.summary import make, summarise
from tests.report.summary import given, golden


def test_every_text_survives_exactly() -> None:
    """Hostile, hidden and impossible characters come back as they were, and the object is the neutral structure."""
    row = {"path": "p\ud800", "line": 1, "role": "trigger", "fields": dict(given.HOSTILE), "also": []}
    report = given.report([given.finding(1, evidence=[row])])
    data = make("json", report, given.state(), "ja").data
    back = json.loads(data.decode("utf-8"))
    assert back == json.loads(json.dumps(plain(summarise(report, given.state(), "ja"))))
    assert row.items() <= back["findings"][0]["evidence"][0].items()
    assert back["schema"] == "mioboe.summary/2"


def test_the_summary_is_what_was_accepted() -> None:
    """Every name, sentence and order of whole summaries, in each language and for some recipients (``make accept``)."""
    kept = {file.name: file.read_bytes() for file in golden.FOLDER.glob("*.json")}
    new = golden.made()
    assert kept.keys() == new.keys()
    assert [name for name, data in new.items() if data != kept[name]] == []


def test_keys_are_sorted_and_the_same_case_gives_the_same_bytes() -> None:
    """Two summaries of one case can be compared byte by byte."""
    first = make("json", given.report(), given.state(), "en").data
    assert first == make("json", given.report(), given.state(), "en").data
    pairs = json.loads(first, object_pairs_hook=lambda pairs: [name for name, _ in pairs])
    assert pairs == sorted(pairs)


def test_a_number_that_json_has_not_is_refused() -> None:
    """NaN never reaches a file that other programs read."""
    with pytest.raises(ValueError, match="JSON"):
        make("json", given.report([given.finding(1, confidence=float("nan"))]), given.state(), "en")
