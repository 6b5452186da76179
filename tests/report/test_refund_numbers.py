"""Refunds that a shop numbers, in the files as they are handed in: each counts once, and no proof rests on files that
contradict each other."""

import pytest

from app.report.build import run
from app.report.model import Report
from app.report.present import present
from tests.importers.reading import SAMPLES
from tests.importers.test_evidence import source

FILES = {
    "orders": "order_history/b28-ca-sent-back.csv",
    "units": "orders_returned/row-for-each-unit.csv",
    "edited": "orders_returned/edited-days-of-completion.csv",
    "payments": "orders_returned_payments/one-for-each-reversal.csv",
}


def looked_at(*names: str) -> Report:
    files = [(f"{name}.csv", (SAMPLES / "amazon" / FILES[name]).read_bytes()) for name in names]
    return run([source(name, data, upload) for upload, (name, data) in enumerate(files)])


@pytest.mark.parametrize("handed", [("units",), ("units", "payments"), ("edited",), ("edited", "payments")])
def test_a_refund_counts_once(handed: tuple[str, ...]) -> None:
    """Rows for units, days of completion and the list of payments are six refunds and six returns, and no alarm."""
    report = looked_at("orders", *handed)
    assert (report.events["refunds"], report.events["returns"]) == (6, 6 if set(handed) != {"payments"} else 0)
    assert [one.detector for one in report.findings if one.severity in ("medium", "high", "critical")] == []


def test_what_somebody_added_to_a_file_is_said() -> None:
    """Two refunds of one order with one amount, looked up by the number of the order: named, but no alarm."""
    [one] = present(looked_at("orders", "edited"), [], "en").findings
    assert (one.detector, one.severity, one.values["order"]) == ("refund.exceeds_paid", "low", "702-2000022-2000022")
    assert "somebody added them" in one.innocent


def test_contradicting_files_are_named_and_prove_nothing() -> None:
    """The payments decide the amount; both files, amounts and lines are in the sentence, in either order of files."""
    for files in (("orders", "edited", "payments"), ("payments", "edited", "orders")):
        shown = present(looked_at(*files), [], "en")
        [one] = shown.findings
        assert (one.detector, one.kind, one.severity, one.steps) == ("case.source_conflict", "proof", "low", [])
        assert one.message.startswith(
            "A refund for order 702-2000022-2000022 is CA$32.76 in payments.csv (line 6), but CA$292.15 in "
            "edited.csv (line 6)."
        )
        [row] = one.evidence
        assert (row.path, row.line, [(place.path, place.line) for place in row.also]) == (
            "payments.csv", 6, [("edited.csv", 6)],
        )  # fmt: skip
        outcome = next(one for one in shown.outcomes if one.detector == "refund.exceeds_paid")
        assert (outcome.outcome, outcome.code) == ("not_assessable", "refund.exceeds_paid.source_conflict")
