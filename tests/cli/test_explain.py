"""``mioboe check`` in words: the stories before the list, and the arithmetic of one finding."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

import app
from analyzers.detectors.giftcard.chain_break import CHANGED_SENTENCE
from analyzers.detectors.login.impossible_travel import MINUTES_LABEL, SECOND_LABEL, SECONDS_LABEL
from analyzers.engine.detector import detectors
from analyzers.engine.run import run
from analyzers.events.values import note
from app.cli import explain
from app.report import build
from app.report.model import Finding, Report
from app.report.stored import typed
from app.sandbox.client import Input
from tests.analyzers.detector_cases import Case, cases

SAMPLE = Path(app.__file__).parent / "data" / "sample" / "sample-export.zip"


def check(*given: str) -> subprocess.CompletedProcess[str]:
    """The command as people run it."""
    return subprocess.run(
        [sys.executable, "-m", "app", "check", str(SAMPLE), *given], capture_output=True, text=True, encoding="utf-8"
    )


@pytest.fixture(scope="module")
def report() -> Report:
    """The report of the sample export."""
    import os

    return build.run([Input(SAMPLE.name, lambda: os.open(SAMPLE, os.O_RDONLY), 0)])


def test_every_finding_is_explained(report: Report) -> None:
    """Rows with their file, line and original cells, every value, and what would undo it, in both languages."""
    assert len(report.findings) > 5
    for one in report.findings:
        for lang in ("ja", "en"):
            said = "\n".join(explain.lines(one, lang))
            for row in one.evidence:
                assert row.path in said
                assert all(cell.split("\n")[0] in said for cell in row.fields.values() if cell and cell.strip())
            assert all((f"  {name} = " in said) is (given != "") for name, given in one.values.items())
            assert not [line for line in said.splitlines() if line.endswith(" = ")]
            assert "{" not in said


def test_a_broken_balance_is_calculated(report: Report) -> None:
    """The balance before, the entry, what should follow, and what stands there: the sum can be done by hand."""
    one = next(one for one in report.findings if one.detector == "giftcard.chain_break")
    said = "\n".join(explain.lines(one, "en"))
    assert "Balance before ¥3,180, this entry ¥3,000, so ¥6,180 is expected; the file says ¥4,680." in said
    assert "With one entry of -¥1,500 more, or this balance as expected," in said


def test_a_surprise_tells_its_score_and_thresholds(report: Report) -> None:
    """What is only unusual tells the score, what chance says of it, and the numbers the check is made with."""
    one = next(one for one in report.findings if one.kind == "surprise" and one.score)
    said = "\n".join(explain.lines(one, "en"))
    assert "Score: " in said
    assert " = " in said.split("Score: ")[1]
    sure = "\n".join(explain.lines(structs.replace(one, confidence=0.999), "en"))
    assert "at most 1 reach this score" in sure


@pytest.mark.parametrize(
    "case",
    [one for one in cases() if one.found and detectors()[one.detector].kind == "surprise"],
    ids=lambda case: f"{case.detector}: {case.name}",
)
def test_the_parts_of_a_score_add_up(case: Case) -> None:
    """What is shown of a score is its sum, and every score that no other line explains has parts."""
    for one in run(case.history())[0]:
        if one.detector == case.detector:
            assert one.parts or one.score == 0 or one.detector in ("login.unfamiliar", "order.cod_unexpected")
            assert not one.parts or abs(sum(part.share for part in one.parts) - one.score) < 0.05
            shown = [line for line in explain.lines(build._finding(one, {}, {}), "en") if line.startswith("  Score: ")]
            for line in shown:
                parts, _, total = line.removeprefix("  Score: ").partition(" = ")
                assert not total or f"{sum(map(float, parts.split(' + '))):.2f}" == total


def test_an_edited_balance_is_no_missing_entry() -> None:
    """Where only one number was changed an entry more would make the next balance wrong."""
    wanted = next(
        one
        for case in cases()
        if case.detector == "giftcard.chain_break"
        for one in run(case.history())[0]
        if one.values.get("reason") == note(CHANGED_SENTENCE)
    )
    said = "\n".join(explain.lines(build._finding(wanted, {}, {}), "en"))
    assert "With this balance as expected there would be no such finding. An entry more would not help." in said
    assert "With one entry of" not in said


def test_refunds_are_summed() -> None:
    """Several rows of one table are added up before the reader's eyes."""
    rows = [
        {"table": "refunds", "role": "trigger", "path": "r.csv", "line": line, "fields": {}, "at": None,
         "balance": None, "money": {"minor": minor, "currency": "JPY"}}
        for line, minor in ((2, 1000), (3, 700))
    ]  # fmt: skip
    yen = {
        name: {"minor": minor, "currency": "JPY"}
        for name, minor in (("paid", 900), ("refunded", 1700), ("excess", 800))
    }
    one = {
        "title": "T",
        "detector": "refund.exceeds_paid",
        "severity": "high",
        "confidence": 1.0,
        "id": "x",
        "at": None,
    }
    one |= {
        "kind": "proof",
        "at_basis": None,
        "episode": None,
        "innocent": "I",
        "message": "M",
        "values": yen,
        "evidence": rows,
        "score": 0.0,
    }
    said = "\n".join(explain.lines(typed(one, Finding), "en"))
    assert "Refunds: ¥1,000 + ¥700 = ¥1,700" in said
    assert "Refunded ¥1,700, paid ¥900: ¥800 too much." in said
    assert "Without the 2 rows named above" in said


def test_the_command_explains_and_refuses() -> None:
    """An id, or an unmistakable beginning of one, is explained; an unknown one is a sentence and status 2."""
    found = json.loads(check("--json").stdout)["findings"]
    whole, part = (
        check("--lang", "en", "--explain", found[0]["id"]),
        check("--lang", "en", "--explain", found[0]["id"][:8]),
    )
    assert (whole.returncode, part.returncode) == (0, 0)
    assert whole.stdout == part.stdout
    assert found[0]["id"] in whole.stdout
    for lang, sentence in (("en", "No finding has the id nothing."), ("ja", "nothing")):
        unknown = check("--lang", lang, "--explain", "nothing")
        assert (unknown.returncode, unknown.stdout) == (2, "")
        assert sentence in unknown.stderr
    assert check("--json", "--explain", "x").returncode == 2


def test_stories_come_before_the_list(report: Report) -> None:
    """The terminal tells what belongs together, by the numbers of the list; the JSON gives each finding its episode
    and nothing else of it."""
    said = check("--lang", "en").stdout
    assert said.index("What belongs together (findings 1, ") < said.index("\n1. [")
    shown = json.loads(check("--json").stdout)
    assert "episodes" not in shown
    assert [one["episode"] for one in shown["findings"]] == [one.episode for one in report.findings]
    assert set(shown["findings"][0]["evidence"][0]) == {"path", "line", "role", "fields", "also"}
    assert not {"entities", "score", "parts"} & set(shown["findings"][0])


HALF_AN_HOUR = {"key": MINUTES_LABEL, "values": {"minutes": 30}}
NINETY = {"key": SECONDS_LABEL, "values": {"seconds": 90}}
A_SECOND = {"key": SECOND_LABEL, "values": {}}
USUAL = {"minor": 1200, "currency": "JPY"}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"amount": {"minor": 9000, "currency": "JPY"}, "usual": USUAL}, "¥9,000 is 7.5 times ¥1,200."),
        ({"spent": 800, "held": 1000}, "800 of 1,000 is 80 %."),
        ({"distance": 9000, "apart": HALF_AN_HOUR}, "9,000 km in 30 minutes is 18,000 km an hour."),
        ({"distance": 900, "apart": NINETY}, "900 km in 90 seconds is 36,000 km an hour."),
        ({"distance": 900, "apart": A_SECOND}, ""),
        ({"count": 6, "expected": "0.5"}, "6 orders are 12.0 times the 0.5 that are usual."),
        ({"cod": 0, "earlier": 98}, "(0 + 1) ÷ (98 + 2) = 0.0100"),
        ({"place": "3.5", "rarity": "2.0"}, "Place 3.5 + device 2.0 = 5.5"),
        ({"spent": 800, "held": 0}, ""),
    ],
)  # fmt: skip
def test_ratios_are_calculated(values: dict[str, Any], expected: str) -> None:
    """What two values make together is told; nothing is divided by nothing."""
    said = "\n".join(explain.lines(typed({**BARE, "values": values}, Finding), "en"))
    assert expected in said
    assert expected or " %" not in said


def test_thresholds_are_told_in_units() -> None:
    """Spans stand in days, hours or minutes, and what only limits the list is left out."""
    said = "\n".join(explain.lines(typed({**BARE, "detector": "login.churn"}, Finding), "en"))
    assert "TIMES = 3, WITHIN = 24 hours, APART = 10 minutes, BESIDE = 3 days, HABIT = 3." in said
    assert "MOST" not in said
    assert "24時間" in "\n".join(explain.lines(typed({**BARE, "detector": "login.churn"}, Finding), "ja"))


BARE: dict[str, Any] = {
    "title": "T", "message": "M", "innocent": "I", "detector": "none.such", "severity": "low", "confidence": 0.5,
    "id": "x", "kind": "rule", "at": None, "at_basis": None, "values": {}, "evidence": [], "score": 0.0,
    "parts": [], "episode": None,
}  # fmt: skip
