"""Invariants of every detector, checked on a few of its cases (`make soak`: on all)."""

import os
import random
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import pytest

from analyzers.events.history import History
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from app.report.catalogue import catalogue
from tests.analyzers.detector_cases import Case, alone, history, named, run, some_cases

Rows = dict[str, list[dict[str, Any]]]


ALL = some_cases()
FIRED = [case for case in ALL if case.found]
CUTS = 8 if os.environ.get("EVERY_CASE") else 3


def changed(rows: Rows, change: Callable[[str, dict[str, Any]], dict[str, Any]]) -> Rows:
    """All rows, each as ``change(table, row)`` makes it."""
    return {table: [change(table, row) for row in some] for table, some in rows.items()}


def found(case: Case, rows: Rows | None = None) -> list[Finding]:
    """The findings of the case's detector, in its own events or in others."""
    if rows is None:
        return case.own[0]
    with pytest.MonkeyPatch.context() as patch:
        alone(case.detector, patch)
        findings = run(history(rows, case.owner))[0]
    return [one for one in findings if one.detector == case.detector]


def places(findings: Iterable[Finding]) -> list[list[str]]:
    """The places (path, line) of the triggers of each finding."""
    return sorted(sorted(f"{e.path}:{e.line}" for e in one.evidence if e.role == "trigger") for one in findings)


@pytest.mark.parametrize("case", ALL, ids=named)
def test_order_of_rows_and_tables_does_not_matter(case: Case) -> None:
    """Rows that come in another order give the same findings with the same ids at the same places."""
    order = random.Random(case.name)
    rows = {table: order.sample(some, len(some)) for table, some in reversed(case.rows.items())}
    before, after = found(case), found(case, rows)
    assert {one.id for one in after} == {one.id for one in before}
    assert places(after) == places(before)


def named_as_before(finding: Finding) -> dict[str, Any]:
    """The values of a finding; those that name a file are named by the first of two equal ones."""
    return {name: v.removeprefix("again-") if "path" in name else v for name, v in finding.values.items()}  # type: ignore[union-attr]


@pytest.mark.parametrize("case", ALL, ids=named)
def test_the_same_export_twice_changes_nothing(case: Case) -> None:
    """Everything handed in once more gives the same findings with the same ids, each row with its second place."""
    again = changed(case.rows, lambda _, row: {**row, "path": f"again-{row['path']}", "upload": row["upload"] + 50})
    both = {table: [*some, *again[table]] for table, some in case.rows.items()}
    before, after = found(case), found(case, both)
    assert {one.id: named_as_before(one) for one in after} == {one.id: one.values for one in before}
    assert all(row.also for one in after for row in one.evidence)


@pytest.mark.parametrize("case", FIRED, ids=named)
def test_a_longer_export_keeps_the_ids(case: Case) -> None:
    """What was found when the history was shorter and shares a trigger with what is found now has the same id, and so
    keeps its verdict."""
    times = sorted({row["at"] for some in case.rows.values() for row in some if row["at"]})
    cuts = {times[number * (len(times) - 1) // CUTS] for number in range(CUTS + 1)}
    now = found(case)
    kept = 0
    for cut in cuts:
        shorter = {
            table: [row for row in some if not row["at"] or row["at"] <= cut] for table, some in case.rows.items()
        }
        for one in found(case, shorter):
            same = [other for other in now if set(other.triggers) & set(one.triggers)]
            assert [other.id for other in same] in ([], [one.id])
            kept += bool(same)
    assert kept or case.detector == "case.coverage_gap"


# What is cheap anywhere is a fixed sum, and cash on delivery ended at one shop on one day.
FIXED_SUMS, FIXED_DAYS = ("order.micro_marketplace",), ("order.cod_",)


@pytest.mark.parametrize("case", [case for case in FIRED if case.detector not in FIXED_SUMS], ids=named)
def test_the_currency_does_not_matter(case: Case) -> None:
    """The same amounts in a currency with a hundred times as many minor units give the same findings."""

    def larger(_: str, row: dict[str, Any]) -> dict[str, Any]:
        return {k: v * 100 if k.endswith("_minor") and v is not None else v for k, v in row.items()}

    assert places(found(case, changed(case.rows, larger))) == places(found(case))


@pytest.mark.parametrize(
    "case", [case for case in ALL if not case.detector.startswith(FIXED_DAYS) and not case.owner.trips], ids=named
)
def test_the_calendar_does_not_matter(case: Case) -> None:
    """The same history some years earlier gives the same findings (but for the day on which a service ended)."""

    def earlier(_: str, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "at": row["at"] - timedelta(days=1461) if row["at"] else None}

    assert places(found(case, changed(case.rows, earlier))) == places(found(case))


def timed(case: Case) -> bool:
    """Whether all its times are moments, which another time zone moves by as much."""
    basis = {row["at_basis"] for some in case.rows.values() for row in some}
    return basis <= {"stated", None} and not case.owner.trips


@pytest.mark.parametrize("hours", [-11, 9])
@pytest.mark.parametrize(
    "case", [case for case in ALL if not case.detector.startswith(FIXED_DAYS) and timed(case)], ids=named
)
def test_the_time_zone_does_not_matter(case: Case, hours: int) -> None:
    """The same history shifted by some hours gives the same findings at the same places, shifted as well."""

    def elsewhere(_: str, row: dict[str, Any]) -> dict[str, Any]:
        return {**row, "at": row["at"] + timedelta(hours=hours) if row["at"] else None}

    before, after = found(case), found(case, changed(case.rows, elsewhere))
    assert places(after) == places(before)
    assert sorted(one.severity for one in after) == sorted(one.severity for one in before)
    moved = sorted(at + timedelta(hours=hours) for one in before if (at := one.time))
    times = sorted(at for one in after if (at := one.time))
    assert times == moved


@pytest.mark.parametrize("case", [c for c in FIRED if detectors()[c.detector].kind == "proof"], ids=named)
def test_harmless_rows_never_hide_a_proof(case: Case) -> None:
    """Unrelated orders and refunds, sign-ins, and a ledger in another currency leave every proof as it is."""
    orders = case.rows.get("orders", [])
    more: Rows = {table: list(some) for table, some in case.rows.items()}
    for number, row in enumerate(orders):
        plain = {"path": "orders.csv", "line": 500 + number, "payment": "Visa - 9999", "total_minor": 700}
        more["orders"].append({**row, **plain, "order_id": f"249-7777777-{number}", "status": "closed"})
    if orders and "refunds" in more:
        row = {
            **more["refunds"][0],
            "order_id": "249-7777777-0",
            "amount_minor": 700,
            "line": 500,
            "shop": orders[0]["shop"],
        }
        more["refunds"].append({**row, "at": max(one["at"] for one in orders if one["at"])})
    if "ledger" in more:
        row = {
            **more["ledger"][0],
            "order_id": None,
            "kind": "added",
            "currency": "SEK",
            "page_edge": False,
            "path": "sek.html",
        }
        more["ledger"].append({**row, "amount_minor": 5, "balance_minor": 5, "line": 500, "position": 0})
    before, after = found(case), found(case, more)
    assert {one.id for one in before} <= {one.id for one in after}
    assert all(
        one.evidence[0].path != "sek.html" and (one.evidence[0].line or 0) < 500 for one in after
    )  # fmt: skip


def test_nothing_is_found_in_nothing() -> None:
    """Without any file there is no finding, and no check says that it is clear except the one about what is missing."""
    findings, outcomes = run(History.build({}, catalogue=catalogue()))
    assert findings == []
    assert {one.outcome for one in outcomes if one.detector != "case.coverage_gap"} == {"not_assessable"}
    assert all(one.code and one.get for one in outcomes if one.outcome == "not_assessable")


def test_findings_are_ranked() -> None:
    """The most severe come first, then what can still be stopped."""
    rows: Rows = {}
    for case in FIRED:
        if not case.owner.household and not case.owner.trips:
            for table, some in case.rows.items():
                files = {row["path"]: f"{len(rows.get(table, []))}-{row['path']}" for row in some}
                rows.setdefault(table, []).extend({**row, "path": files[row["path"]]} for row in some)
    severities = ("critical", "high", "medium", "low", "info")
    ranks = [(severities.index(one.severity), not one.unshipped) for one in run(history(rows))[0]]
    assert len(ranks) > 5
    assert ranks == sorted(ranks)
