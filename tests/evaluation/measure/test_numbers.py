"""The published numbers: confidence intervals, metrics, tables and where they are written."""

import json
from pathlib import Path

import pytest

from evaluation.attacks import ATTACKS
from evaluation.measure.calibrate import Scores, bucket, table, thresholds
from evaluation.measure.goals import goals, missed
from evaluation.measure.metrics import numbers
from evaluation.measure.results import JudgedFinding, Result, look
from evaluation.measure.run import BEGIN, END, publish, specs, write_out
from evaluation.measure.statistics import brier, calibration_error, clopper_pearson, reliability
from evaluation.measure.tables import markdown
from evaluation.simulate.account import Spec
from evaluation.simulate.personas import PERSONAS


def finding(
    detector: str = "refund.orphan", severity: str = "high", hit: bool = False, kind: str = "proof"
) -> JudgedFinding:
    """A finding with one trigger row."""
    return JudgedFinding(detector, kind, severity, 1.0 if kind == "proof" else 0.5, hit, 1, int(hit), 100, "id", None)


def result(findings: list[JudgedFinding], attack: str | None = None, stolen: int = 0, found: int = 0) -> Result:
    """The result of one account of the persona ``light``."""
    return Result(
        spec=Spec("light", 1, attack),
        circumstances=("move",),
        attack=attack,
        family="B" if attack else None,
        financial=attack is not None,
        findings=findings,
        outcomes={"refund.orphan": "fired" if findings else "clear"},
        stolen=stolen,
        found={"alarms": found, "all": found, "3": found},
    )


@pytest.mark.parametrize(
    ("k", "n", "low", "high"),
    [(0, 10, 0.0, 0.3085), (5, 10, 0.1871, 0.8129), (10, 10, 0.6915, 1.0), (1, 100, 0.0003, 0.0545), (0, 0, 0.0, 1.0)],
)
def test_bounds_are_those_of_clopper_and_pearson(k: int, n: int, low: float, high: float) -> None:
    """The exact bounds agree with published tables to four places."""
    assert clopper_pearson(k, n) == pytest.approx((low, high), abs=1e-4)


def test_confidence_is_compared_with_the_truth() -> None:
    """A stated half that is true in three of four cases is off by a quarter; certainty that holds is off by nothing."""
    pairs = [(0.5, True)] * 3 + [(0.5, False)] + [(1.0, True)] * 4
    assert reliability(pairs) == [
        {"count": 4, "stated": 0.5, "true": 0.75},
        {"count": 4, "stated": 1.0, "true": 1.0},
    ]
    assert calibration_error(pairs) == pytest.approx(0.125)
    assert brier(pairs) == pytest.approx(0.125)


def test_only_findings_of_medium_or_higher_alarm() -> None:
    """A clean account with low findings is not alarmed; a proof on it is named with the account, to be looked at."""
    clean = [result([finding(severity="low", kind="rule")]), result([finding(severity="medium")]), result([])]
    found = numbers(clean, clean)["clean"]
    assert (found["without owner file"]["k"], found["without owner file"]["n"]) == (1, 3)
    assert found["proofs"] == ["light/1 refund.orphan (medium)"]


def test_recall_counts_the_first_findings_and_the_money() -> None:
    """An attack that only the second finding cites is found within three, not within one; half of the money is half."""
    late = result([finding(), finding(hit=True)], "orphans_parked", 1000, 500)
    found = numbers([late, result([finding()], "orphans_parked", 0)], [])["attacks"]["without owner file"]["financial"]
    assert [found[f"at_{k}"]["k"] for k in (1, 3, 5)] == [0, 1, 1]
    assert found["episode"]["k"] == 1
    assert found["money"]["alarms"] == 0.5
    assert found["precision_3"] == pytest.approx(1 / 3, abs=1e-4)


def test_what_is_missed_is_said() -> None:
    """Every goal stands beside what was measured: here one of two clean accounts is alarmed and half of an attack's
    accounts are found, so both goals are missed and the attack is named; where nothing was measured nothing is met."""
    clean = [result([finding(severity="medium", kind="rule")]), result([])]
    attacked = [result([finding(hit=True)], "orphans_parked", 1000, 1000), result([], "orphans_parked", 1000)]
    found = numbers([*clean, *attacked], clean)
    measured = {one.asked: (one.measured, one.met) for one in goals(found)}
    assert measured["alarmed of all clean accounts: at most 5%"] == ("50.0 % (1/2)", False)
    assert measured["alarmed of held-out personas: at most 5%"] == ("–", None)
    assert measured["alarmed of the worst persona: at most 10%"] == ("light: 50.0 % (1/2)", False)
    assert measured["proofs against clean accounts (gaps aside): none"] == ("0", True)
    assert measured["episodes found, financial: at least 95%"] == ("50.0 % (1/2)", False)
    assert measured["money found, financial: at least 95%"] == ("50.0 %", False)
    assert measured["right alarms among the first three: at least 80%"] == ("100.0 %", True)
    assert missed(found) == ["`orphans_parked` 50.0 % (1/2)"]
    assert "| episodes found, financial: at least 95% | 50.0 % (1/2) | **no** |" in markdown(found)


def test_a_gap_is_neither_right_nor_wrong() -> None:
    """A missing file is no accusation, so it does not count against precision or confidence."""
    attacked = result([finding("case.coverage_gap", "low"), finding(hit=True)], "orphans_parked")
    found = numbers([attacked], [attacked])
    assert found["attacks"]["without owner file"]["all"]["precision_3_listed"] == 1.0
    assert found["confidence"]["findings"] == 1


def test_accounts_cover_every_persona_and_every_attack() -> None:
    """No persona and no attack is left out of an evaluation, and attacks meet only whom they can meet."""
    made = specs(2, 3, 10)
    assert {one.persona for one in made if one.attack is None} == {one.name for one in PERSONAS}
    assert {one.attack for one in made if one.attack} == set(ATTACKS)
    assert all(one.persona in (ATTACKS[one.attack].personas or (one.persona,)) for one in made if one.attack)
    assert len(set(made)) == len(made)


def test_accounts_go_through_the_product() -> None:
    """Orphan refunds are found with their rows, explained by them, and a clean account has no proof against it."""
    clean, attacked = look([Spec("light", 4), Spec("family", 4, "orphans_parked")])
    assert [one for one in clean[0].findings if one.kind == "proof" and one.detector != "case.coverage_gap"] == []
    assert clean[0].left_out_times > 0
    assert clean[0].left_out == []
    orphan = [one for one in attacked[0].findings if one.detector == "refund.orphan"]
    assert orphan
    assert all(one.hit and one.own == one.triggers for one in orphan)
    assert all(one.gone and not one.moved for one in orphan if one.gone is not None)
    assert 0 < attacked[0].found["all"] <= attacked[0].stolen


def test_numbers_are_published_between_the_markers(tmp_path: Path) -> None:
    """The page keeps its own words; only what stands between the markers is replaced, and the JSON lies beside it."""
    page = tmp_path / "detection.md"
    page.write_text(f"before\n{BEGIN}\nyesterday\n{END}\nafter\n", "utf-8")
    found = numbers([result([finding()])], [result([])])
    publish(markdown(found), found, tmp_path)
    text = page.read_text("utf-8")
    assert text.startswith(f"before\n{BEGIN}\n")
    assert text.endswith(f"{END}\nafter\n")
    assert "yesterday" not in text
    assert "| **all** | 100.0 % [2.5, 100.0] (1/1) | 0.0 % [0.0, 97.5] (0/1) |" in text
    assert json.loads((tmp_path / "detection.json").read_text("utf-8")) == found


def test_a_page_without_markers_is_left_alone(tmp_path: Path) -> None:
    """Nothing is written into a page that has no place for the numbers."""
    page = tmp_path / "detection.md"
    page.write_text("words\n", "utf-8")
    with pytest.raises(SystemExit, match="no place"):
        publish("", {}, tmp_path)
    assert page.read_text("utf-8") == "words\n"


def test_one_account_can_be_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong finding can be followed up: the files of its account are written out with owner file and truth."""
    monkeypatch.chdir(tmp_path)
    assert write_out("family/4/orphans_parked") == 0
    folder = tmp_path / "family-4-orphans_parked"
    assert (folder / "files" / "Your Orders.zip").exists()
    assert "Refund Details.csv" in (folder / "truth.txt").read_text("utf-8")


def test_calibration_keeps_the_upper_fifth_by_size() -> None:
    """Small and large histories are apart; of ten accounts the two highest scores are kept, and all ten are counted."""
    scores = [{"login.new_country": ("30", float(score) if score else None, f"x/{score}")} for score in range(10)]
    scores.append({"login.new_country": ("300", None, "x/large")})
    made = table(scores)
    assert made == {
        "login.new_country": {
            "30": {"accounts": 10, "scores": [8.0, 9.0]},
            "300": {"accounts": 1, "scores": []},
        }
    }
    assert [bucket(count) for count in (0, 29, 30, 999, 5000)] == ["0", "0", "30", "300", "1000"]


def test_thresholds_keep_their_promise() -> None:
    """The threshold for a share leaves so few accounts above it that p = (1 + those at or above) / (M + 1) holds."""
    scores: list[Scores] = [{"a.b": ("30", float(score), f"x/{score}")} for score in range(1, 100)]
    assert "p<=0.05: above 95.000" in thresholds(scores, (0.05,))
    assert "p<=0.01: above 99.000" in thresholds(scores, (0.01,))
    assert "too few accounts" in thresholds(scores[:5], (0.01,))
