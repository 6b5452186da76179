"""A stored report comes back as it was, and one of an older version still opens."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import app
from analyzers.events.marks import Money, Sentence
from analyzers.events.stored import stored_values
from app.report.build import run
from app.report.model import SCHEMA, Report
from app.report.stored import OutdatedReportError, UnknownReportError, cells_in, from_json, to_json, triggers_in
from app.sandbox.client import Input

SAMPLE = Path(app.__file__).parent / "data" / "sample" / "sample-export.zip"
VERSION_1 = (Path(__file__).parent / "stored" / "version_1.json").read_bytes()


@pytest.fixture(scope="module")
def report() -> Report:
    """The report of the sample export."""
    return run([Input(SAMPLE.name, lambda: os.open(SAMPLE, os.O_RDONLY), 0)])


def test_a_stored_report_comes_back_as_it_was(report: Report) -> None:
    """Every field survives, money and sentences among the values too."""
    back = from_json(to_json(report))
    assert to_json(back) == to_json(report)
    assert [one.values for one in back.findings] == [one.values for one in report.findings]
    assert back.schema == SCHEMA


def test_a_report_of_version_1_is_outdated() -> None:
    """What an earlier version stored is made anew from the events, and the cells of its rows can still be had."""
    with pytest.raises(OutdatedReportError):
        from_json(VERSION_1)
    assert all(path and cells for (path, _, _), cells in cells_in(VERSION_1).items())
    assert cells_in(VERSION_1)
    assert cells_in(b"\xff") == cells_in(b"{}") == {}
    assert all(triggers_in(VERSION_1).values())
    assert triggers_in(b"\xff") == triggers_in(b"{}") == {}


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"[]", b'{"schema": "mioboe.report/9"}', b'{"schema": "mioboe.report/3"', b"\xff"]
)
def test_what_is_no_report_is_refused(data: bytes) -> None:
    """Damaged bytes and reports of a later version raise one error."""
    with pytest.raises(UnknownReportError):
        from_json(data)


def test_values_are_stored_as_text_that_sorts() -> None:
    """Times become ISO text in UTC, days ISO days, inside sentences and lists too."""
    at, day = datetime(2026, 3, 3, 9, tzinfo=UTC), date(2026, 3, 3)
    values = stored_values({"at": at, "what": Sentence("On {day}", {"day": day}), "many": (day, Money(1, "JPY"))})
    assert values == {
        "at": "2026-03-03T09:00:00Z",
        "what": Sentence("On {day}", {"day": "2026-03-03"}),
        "many": ("2026-03-03", Money(1, "JPY")),
    }
