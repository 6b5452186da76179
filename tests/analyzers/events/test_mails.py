"""Mails may be forged: they add events, and neither make nor silence a proof."""

from datetime import UTC, datetime, timedelta

import pytest

from analyzers.rules.contract import detectors
from app.report.stored import without_zones
from tests.analyzers.detector_cases import Case, cases, history, run
from tests.analyzers.event_rows import DAY, Row, order, refund

PROOFS = [name for name, one in detectors().items() if one.kind == "proof"]
CASES = [one for one in cases() if one.detector in PROOFS and one.found]


def mailed(row: Row, number: int = 0, **more: object) -> Row:
    """The same event as a mail of its own says it."""
    place = {"source": "mail.notices", "path": f"{number}.eml", "line": 1, "upload": 7, "mail": "authenticated"}
    return {**row, **place, "item_id": None, **more}


def test_an_order_of_an_export_and_of_mails_is_one_event() -> None:
    """The export is the record, whatever the mails state more; of several mails the first that states the cost is."""
    rows = [order(1, payment=None), mailed(order(1), 1, payment="Visa"), mailed(order(2, at=DAY), 2, total_minor=None)]
    rows += [mailed(order(2), 3), mailed(order(2, at=DAY + timedelta(days=9)), 4)]
    made = history({"orders": rows})
    assert made.tables["orders"].select("row", "order_id", "path", "payment", "mail").rows() == [
        (0, "503-0000000-1", "o.csv", None, None),
        (1, "503-0000000-2", "3.eml", None, "authenticated"),
    ]
    assert made.merged_away["orders"].select("row", "path").sort("path").rows() == [
        (0, "1.eml"),
        (1, "2.eml"),
        (1, "4.eml"),
    ]
    assert [one.events for one in made.coverage()] == [1]
    assert [(one.table, one.shop, one.events) for one in made.uncovered()] == [("orders", "amazon.co.jp", 1)]
    assert made.periods == history({"orders": rows[:1]}).periods


def test_a_payment_of_a_statement_and_of_a_notice_is_one_event() -> None:
    """By the day in Japan and the amount, one for one; the same notice in two files is one, two in one file are two."""
    day = {"amount_minor": 500, "currency": "JPY", "merchant": "SHOP", "line": 2, "upload": 0}
    booked = {
        **day,
        "at": datetime(2025, 3, 2, tzinfo=UTC),
        "at_basis": "date_only",
        "source": "smbc.card",
        "path": "c.csv",
    }
    late = {**day, "at": datetime(2025, 3, 1, 15, 30, tzinfo=UTC), "at_basis": "assumed"}
    made = history({"payments": [booked, mailed(late, 1), mailed(late, 1, line=9), mailed(late, 2)]})
    assert made.tables["payments"].select("path", "line").rows() == [("c.csv", 2), ("1.eml", 9)]
    assert made.merged_away["payments"].select("row", "path").rows() == [(0, "1.eml"), (0, "2.eml")]


@pytest.mark.parametrize("case", CASES, ids=[f"{one.detector}: {one.name}" for one in CASES])
def test_no_proof_rests_on_mails(case: Case) -> None:
    """What proves something in files of the service proves nothing where only mails say it."""
    told = {
        table: [
            mailed(row, number) if table != "ledger" else {**row, "mail": "pasted"} for number, row in enumerate(rows)
        ]
        for table, rows in case.rows.items()
    }
    proofs = [one for one in run(history(told, case.owner))[0] if one.kind == "proof"]
    assert not [one for one in proofs if not detectors()[one.detector].about_files]


def test_a_mail_silences_no_proof_and_adds_none() -> None:
    """A refund without an order stays a proof with the same id although a mail names the order; further refunds that
    only mails name do not add up, and an order that only a mail names is missing nowhere."""
    rows = {"orders": [order(1), order(400)], "refunds": [refund(220, shop=None), refund(1, line=99)]}
    before = [one for one in run(history(rows))[0] if one.kind == "proof"]
    assert [one.detector for one in before if one.severity == "high"] == ["refund.orphan"]
    mails = {
        "orders": [mailed(order(220)), mailed(order(41), 1), mailed(order(1, shop="amazon.com"), 2)],
        "refunds": [mailed(refund(1), 3, amount_minor=700), mailed(refund(42), 4)],
    }
    both = {table: [*rows[table], *mails[table]] for table in rows}
    after = [one for one in run(history(both))[0] if one.kind == "proof"]
    assert [(one.id, one.triggers, without_zones(one.values)) for one in before] == [
        (one.id, one.triggers, without_zones(one.values)) for one in after
    ]


def test_a_rule_may_rest_on_mails_and_its_evidence_says_so() -> None:
    """What is no proof is found all the same, because a forged mail is worth a look as well."""
    case = next(one for one in cases() if one.detector == "order.giftcard_burst" and one.found)
    told = {table: [mailed(row, number) for number, row in enumerate(rows)] for table, rows in case.rows.items()}
    found = [one for one in run(history(told, case.owner))[0] if one.detector == "order.giftcard_burst"]
    assert found
    assert {row.mail for one in found for row in one.evidence} == {"authenticated"}
