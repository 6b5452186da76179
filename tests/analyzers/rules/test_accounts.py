"""Made accounts: honest ones are never accused, and what was planted is found at its place."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers.events.marks import Money
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from tests.analyzers.detector_cases import history, run

START = datetime(2023, 1, 1, tzinfo=UTC)
Row = dict[str, Any]

entries = st.lists(
    st.tuples(st.integers(0, 2), st.integers(-4000, 9000).filter(bool)), min_size=3, max_size=40
)  # fmt: skip


def ledger(moves: list[tuple[int, int]], opening: int = 0) -> list[Row]:
    """A gift-card ledger, oldest first: (days since the last entry, amount)."""
    rows, at, balance = [], START, opening
    for days, amount in moves:
        at, balance = at + timedelta(days=days), balance + amount
        rows.append({"at": at, "amount_minor": amount, "balance_minor": balance})
    return rows


def page(rows: list[Row], name: str, upload: int, newest_first: bool, edge: bool = False) -> list[Row]:
    """Entries (oldest first) as one saved page."""
    listed = rows[::-1] if newest_first else rows
    common = {"at_basis": "date_only", "currency": "JPY", "account": "gift_card", "kind": "added", "path": name}
    return [
        {
            **common,
            **row,
            "upload": upload,
            "line": n + 2,
            "position": n,
            "newest_first": newest_first,
            "page_edge": edge,
        }
        for n, row in enumerate(listed)
    ]


def proofs(rows: dict[str, list[Row]]) -> list[Finding]:
    """The findings that claim to be proofs, without those about missing parts."""
    findings, outcomes = run(history(rows))
    assert [one.failure for one in outcomes if one.failure] == []
    return [one for one in findings if one.kind == "proof" and one.detector != "case.coverage_gap"]


@settings(max_examples=15, deadline=None)
@given(entries, st.booleans(), st.integers(0, 40), st.integers(0, 3), st.integers(-5000, 5000))
def test_an_honest_ledger_adds_up(
    moves: list[tuple[int, int]], newest_first: bool, cut: int, overlap: int, opening: int
) -> None:
    """However the history is cut into pages that meet or overlap, in either direction, saved once or twice, no balance
    is called broken."""
    rows = ledger(moves, opening)
    older, newer = rows[: cut + overlap], rows[cut:]
    pages = page(older, "a.html", 0, newest_first, True) + page(newer, "b.html", 1, newest_first, True)
    assert proofs({"ledger": pages + page(newer, "c.html", 2, newest_first, True)}) == []


@settings(max_examples=15, deadline=None)
@given(entries, st.booleans(), st.data())
def test_a_lost_row_is_found(moves: list[tuple[int, int]], newest_first: bool, data: st.DataObject) -> None:
    """A row taken out of a page breaks it once, and the difference is the amount that is missing."""
    rows = ledger([(days + 1, amount) for days, amount in moves])
    place = data.draw(st.integers(1, len(rows) - 2))
    (found,) = proofs({"ledger": page(rows[:place] + rows[place + 1 :], "a.html", 0, newest_first)})
    assert found.detector == "giftcard.chain_break"
    assert found.values["difference"] == Money(rows[place]["amount_minor"], "JPY")
    later = len(rows) - 2 - place if newest_first else place
    assert [e.line for e in found.evidence if e.role == "trigger"] == [later + 2]


@settings(max_examples=15, deadline=None)
@given(entries, st.booleans(), st.integers(1, 10**6), st.data())
def test_an_edited_balance_is_one_finding(
    moves: list[tuple[int, int]], newest_first: bool, more: int, data: st.DataObject
) -> None:
    """One changed balance is one finding at its own line, not a second one at the row after it."""
    rows = ledger([(days + 1, amount) for days, amount in moves])
    place = data.draw(st.integers(1, len(rows) - 1))
    rows[place] = {**rows[place], "balance_minor": rows[place]["balance_minor"] + more}
    (found,) = proofs({"ledger": page(rows, "a.html", 0, newest_first)})
    line = (len(rows) - 1 - place if newest_first else place) + 2
    assert [e.line for e in found.evidence if e.role == "trigger"] == [line]


lines = st.lists(
    st.tuples(st.integers(0, 30), st.lists(st.integers(1, 9000), min_size=1, max_size=4)), min_size=2, max_size=25
)


@settings(max_examples=15, deadline=None)
@given(lines, st.data())
def test_honest_refunds_are_never_accused(bought: list[tuple[int, list[int]]], data: st.DataObject) -> None:
    """Whole and partial refunds of own orders, in one file or in three, in one export or two: no proof."""
    orders: list[Row] = []
    refunds: list[Row] = []
    at = START
    for number, (days, totals) in enumerate(bought):
        at += timedelta(days=days, minutes=7)
        common = {"order_id": f"503-0000000-{number:07}", "shop": "amazon.co.jp", "currency": "JPY", "upload": 0}
        for n, total in enumerate(totals):
            line = {"at": at, "item_id": f"A{n % 2}", "total_minor": total, "status": "closed", "path": "o.csv"}
            orders.append({**common, **line, "line": len(orders) + 2, "source": "amazon.order_history"})
        for total in totals[: data.draw(st.integers(0, len(totals)))]:
            part = data.draw(st.sampled_from([total, max(1, total // 2), total + 1]))
            row = {"at": at + timedelta(days=9), "amount_minor": part, "status": "completed", "path": "r.csv"}
            refunds.append({**common, **row, "line": len(refunds) + 2, "source": "amazon.refund_details"})
    other = [
        {
            **row,
            "at": row["at"] - timedelta(days=6),
            "shop": None,
            "path": "y.csv",
            "source": "amazon.your_orders_returns",
        }
        for row in refunds
    ]
    older = {"upload": 1, "source": "amazon.orders_returned_payments", "shop": None}
    old = [{**row, **older, "path": "old.csv"} for row in refunds[: len(refunds) // 2]]
    copy = [{**row, "upload": 2, "path": "copy.csv"} for row in orders[: len(orders) // 2]]
    assert proofs({"orders": orders + copy, "refunds": refunds + other + old}) == []


@settings(max_examples=15, deadline=None)
@given(lines, st.integers(1, 10**6), st.data())
def test_planted_refunds_are_found(bought: list[tuple[int, list[int]]], amount: int, data: st.DataObject) -> None:
    """A refund without an order and one beyond the charge are found at their lines, and nothing else."""
    orders: list[Row] = []
    at = START
    for number, (days, totals) in enumerate([*bought, (200, [500]), (10, [500])]):
        at += timedelta(days=days, minutes=7)
        for n, total in enumerate(totals):
            one = {"order_id": f"503-0000000-{number:07}", "item_id": f"A{n}", "total_minor": total, "at": at}
            common = {"shop": "amazon.co.jp", "currency": "JPY", "status": "closed", "path": "o.csv", "upload": 0}
            orders.append({**one, **common, "line": len(orders) + 2, "source": "amazon.order_history"})
    place = data.draw(st.integers(0, len(bought) - 1))
    paid, allowed = sum(bought[place][1]), len(bought[place][1])
    common = {"shop": "amazon.co.jp", "currency": "JPY", "status": "completed", "path": "r.csv", "upload": 0, "at": at}
    planted = [("503-9999999-9999999", amount), (f"503-0000000-{place:07}", paid + allowed + amount)]
    refunds = [
        {**common, "order_id": order, "amount_minor": money, "line": n + 2, "source": "amazon.refund_details"}
        for n, (order, money) in enumerate(planted)
    ]
    found = {one.detector: one for one in proofs({"orders": orders, "refunds": refunds})}
    assert set(found) == {"refund.orphan", "refund.exceeds_paid"}
    assert [e.line for e in found["refund.orphan"].evidence if e.role == "trigger"] == [2]
    assert [e.line for e in found["refund.exceeds_paid"].evidence if e.role == "trigger"] == [3]
    assert all(detectors()[name].severity == one.severity for name, one in found.items())
