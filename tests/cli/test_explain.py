"""``mioboe check`` in words: the stories before the list, and the arithmetic of one finding."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from msgspec import structs

import app
from analyzers.events.arithmetic import apart, at_least, counted, share, times
from analyzers.events.marks import Money, Sentence
from analyzers.rules.contract import detectors
from analyzers.rules.retired import RETIRED
from app.cli import explain
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from app.report import build
from app.report.model import Report
from app.sandbox.client import Input
from tests.analyzers.detector_cases import cases
from tests.cli.here import run

SAMPLE = Path(app.__file__).parent / "data" / "sample" / "sample-export.zip"


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
    assert "With one more entry of -¥1,500, or with this balance as expected," in said


def test_a_surprise_tells_its_score(report: Report) -> None:
    """What is only unusual tells the score and what chance says of it."""
    one = next(one for one in report.findings if one.kind == "surprise" and one.score)
    said = "\n".join(explain.lines(one, "en"))
    assert "Score: " in said
    assert " = " in said.split("Score: ")[1]
    sure = "\n".join(explain.lines(structs.replace(one, confidence=0.999), "en"))
    assert "at most 1 reach this score" in sure


def test_an_edited_balance_is_no_missing_entry() -> None:
    """Where only one number was changed an entry more would make the next balance wrong."""
    wanted = next(
        one
        for case in cases()
        if case.detector == "giftcard.chain_break"
        for one in case.own[0]
        if one.otherwise and one.otherwise.key == detectors()["giftcard.chain_break"].says["balance_only"]
    )
    said = "\n".join(explain.lines(wanted, "en"))
    assert "With this balance as expected there would be no such finding. One more entry would not help." in said
    assert "With one more entry of" not in said


def test_refunds_are_summed() -> None:
    """Several rows of one table are added up before the reader's eyes, and compared with what was paid."""
    found = [one for case in cases() if case.detector == "refund.exceeds_paid" for one in case.own[0]]
    one = next(one for one in found if len(one.evidence) > 2)
    said = "\n".join(explain.lines(one, "en"))
    assert "Refunds: " in said
    assert re.search(r"Refunded \S+, paid \S+: \S+ too much\.", said)
    assert "rows named above there would be no such finding" in said


def test_the_command_explains_and_refuses(report: Report) -> None:
    """An id, or an unmistakable beginning of one, is explained; an unknown one is a sentence and status 2."""
    id_ = report.findings[0].id
    whole, part = (run("check", SAMPLE, "--lang", "en", "--explain", given) for given in (id_, id_[:8]))
    assert (whole.returncode, part.returncode) == (0, 0)
    assert whole.stdout == part.stdout
    assert id_ in whole.stdout
    for lang in LANGUAGES:
        unknown = run("check", SAMPLE, "--lang", lang, "--explain", "nothing")
        assert (unknown.returncode, unknown.stdout) == (2, "")
        said = "No finding has the id {id}. The list of findings names the id of each."
        assert gettext(said, lang, id="nothing") in unknown.stderr
    assert run("check", SAMPLE, "--json", "--explain", "x").returncode == 2


def test_what_is_no_longer_checked_is_a_sentence() -> None:
    """The name of a rule that is no longer made, and the id of a finding that is no more, are no errors."""
    for lang in LANGUAGES:
        for name, rule in RETIRED.items():
            [said] = explain.gone(name, lang)
            assert gettext(rule.title, lang) in said
            assert gettext(rule.instead, lang) in said
    gone = run("check", SAMPLE, "--lang", "en", "--explain", "0123456789abcdef0123")
    assert (gone.returncode, gone.stderr) == (0, "")
    assert "0123456789abcdef0123" in gone.stdout


def test_stories_come_before_the_list(report: Report) -> None:
    """The terminal tells what belongs together, by the numbers of the list; the JSON gives each finding its episode
    and nothing else of it."""
    said = run("check", SAMPLE, "--lang", "en").stdout
    assert said.index("Related findings (1, ") < said.index("\n1. [")
    shown = json.loads(run("check", SAMPLE, "--json").stdout)
    assert "episodes" not in shown
    assert [one["episode"] for one in shown["findings"]] == [one.episode for one in report.findings]
    assert set(shown["findings"][0]["evidence"][0]) == {"path", "line", "role", "fields", "also", "mail", "status"}
    assert not {"entities", "score", "parts"} & set(shown["findings"][0])


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (counted(4, 3, timedelta(hours=72)), "Events of this kind within 3 days: 4. At least 3 are needed."),
        (counted(4, 3), "Events of this kind: 4. At least 3 are needed."),
        (apart(timedelta(minutes=-90), timedelta(hours=2)), "90 minutes. At most 2 hours count as together."),
        (*times(Money(9000, "JPY"), 1200, 5), "¥9,000 is 7.5 times ¥1,200. At least 5 times is needed."),
        (*times(Money(9000, "JPY"), 1200), "¥9,000 is 7.5 times ¥1,200."),
        (share(800, 1000, 0.8), "800 of 1,000 is 80 %."),
        (at_least(13_998, 500), "13,998 is at least 500."),
    ],
)
def test_comparisons_are_calculated(line: Sentence, expected: str) -> None:
    """Both sides and the result of every comparison can be followed by hand."""
    assert expected in gettext(line.key, "en", **line.values)


def test_nothing_is_divided_by_nothing() -> None:
    """Where nothing is usual, no multiple of it is told."""
    assert times(Money(9000, "JPY"), 0, 5) == times(Money(9000, "JPY"), None) == ()
