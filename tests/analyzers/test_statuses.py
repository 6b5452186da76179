"""A payment that is pending, declined or reversed is shown, and changes no sum, no finding and no id."""

import random
from typing import Any

import pytest

from analyzers.asking.state import recognise, unanswered
from analyzers.book.entries import units
from analyzers.events.history import History
from analyzers.findings.finding import Finding
from tests.analyzers.detector_cases import Case, history, named, run, some_cases

STATUSES = ("pending", "declined", "reversed")
CASES = [case for case in some_cases() if case.rows.get("payments")]


def with_uncounted(case: Case) -> dict[str, list[dict[str, Any]]]:
    """The rows of a case with as many payments more that do not count: equal to its own, but for the status, the file
    and for half of them the amount."""
    chance = random.Random(case.name)
    more = []
    for number, row in enumerate(case.rows["payments"]):
        amount = row.get("amount_minor")
        other = amount if chance.random() < 0.5 or amount is None else amount * chance.choice((-1, 3))
        place = {"path": chance.choice((row.get("path"), "pending.csv")), "line": 100_000 + number}
        more.append({**row, **place, "status": chance.choice(STATUSES), "amount_minor": other})
    return {**case.rows, "payments": [*more, *case.rows["payments"]]}


def told(findings: list[Finding]) -> list[tuple[str, str, list[tuple[str, Any]]]]:
    """The ids and values of findings, and the amounts of their rows."""
    return sorted(
        (one.id, one.detector, [*sorted(one.values.items(), key=str), ("rows", _amounts(one))]) for one in findings
    )


def _amounts(one: Finding) -> list[str]:
    return sorted(f"{row.event} {row.money}" for row in one.evidence)


def money(made: History) -> dict[str, int]:
    """What the account of recognition sums up, by currency."""
    found = recognise(unanswered(units(made, ())), {})
    return {currency: sum(by.values()) for currency, by in found.account.money.items()}


@pytest.mark.parametrize("case", CASES, ids=named)
def test_they_change_no_sum_and_no_finding(case: Case) -> None:
    """The same findings with the same values, rows, amounts and ids; and the same sums in the questions."""
    before, after = history(case.rows, case.owner), history(with_uncounted(case), case.owner)
    assert told(run(after)[0]) == told(run(before)[0])
    assert money(after) == money(before)


def test_they_are_shown_with_their_status() -> None:
    """Each is a unit with its status and its amount, of which nothing counts."""
    case = CASES[0]
    rows = with_uncounted(case)
    frame = units(history(rows, case.owner), ()).frame
    shown = [row for row in frame.iter_rows(named=True) if row["status"] in STATUSES]
    assert shown
    assert not any(row["minor"] for row in shown)
    written = {row["line"]: row.get("amount_minor") for row in rows["payments"]}
    assert all(row["amount_minor"] == written[row["line"]] for row in shown)
