"""A refund of the owner's own order whose money did not come to them: the money is missed, all else is the owner's."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from analyzers.asking.kinds import KINDS
from analyzers.asking.state import misfits
from analyzers.book.losses import totals
from analyzers.events.answers import ANSWERS, REFUND_KINDS, UNPAID, fits, most_careful
from analyzers.events.owner import Owner
from analyzers.findings.assemble import examine
from app.report.answer_words import labels
from app.report.answers import AnswerFile
from app.report.claim_table.claims import of_assembled
from app.report.model import Report
from app.report.plans.plan import plan
from app.report.progress import account_of
from app.report.recognition import Recognised, recognised
from tests.analyzers.detector_cases import history

ORDER = "503-0000000-5"
START = datetime(2024, 1, 10, 1, tzinfo=UTC)
PLACE = {"upload": 0, "at_basis": "stated", "shop": "amazon.co.jp", "currency": "JPY"}


def state(
    answer_refund: str | None = None, *, finding: str | None = None, order: str | None = None, arrived: bool = False
) -> Recognised:
    """Card orders every fortnight, the sixth of which was refunded to a balance, which shows it where it ``arrived``. A
    second look confirms what is answered to the refund."""
    orders: list[dict[str, Any]] = [
        {
            **PLACE,
            "path": "orders.csv",
            "line": 2 + n,
            "order_id": f"503-0000000-{n}",
            "item_id": "A",
            "total_minor": 1000,
        }
        | {"payment": "Visa - 1234", "at": START + timedelta(days=14 * n), "address": "1-2-3 Home"}
        for n in range(26)
    ]
    refund = {**PLACE, "path": "refunds.csv", "line": 2, "order_id": ORDER, "amount_minor": 1000}
    refund |= {"at": START + timedelta(days=83), "destination": "gift_card"}
    entry = refund | {"path": "balance.csv", "kind": "refund", "account": "gift_card", "balance_minor": 1000}
    balance = [{name: entry[name] for name in entry if name != "destination"}] if arrived else []
    found = examine(history({"orders": orders, "refunds": [refund], "ledger": balance}))
    rerouted = next(one.id for one in found.findings if one.detector == "refund.rerouted")
    ask = recognised(found, Owner(verdicts={rerouted: finding} if finding else {}))
    given = AnswerFile({}, {})
    for _ in range(2):
        for one in ask(given).asking.questions:
            wanted = answer_refund if one.kind in REFUND_KINDS else order
            if wanted and one.id not in given.by_question:
                given.by_question[one.id] = wanted
    return ask(given)


def lost(now: Recognised) -> tuple[Any, ...]:
    return totals(of_assembled(Report(findings=now.now.findings), now.now))


def test_only_questions_about_refunds_offer_it() -> None:
    assert {kind for kind in KINDS if fits(kind, UNPAID)} == set(REFUND_KINDS)
    assert {kind for kind in KINDS if UNPAID in labels(kind)} == set(REFUND_KINDS)
    assert all(set(labels(kind)) >= set(ANSWERS) - {UNPAID} for kind in KINDS)
    (problem,) = misfits({"order:0123": UNPAID}, [])
    assert problem.code == "unknown-answer"
    assert most_careful(["mine", UNPAID]) == UNPAID


@pytest.mark.parametrize("by_finding", [False, True])
def test_the_money_of_the_refund_is_lost_and_nothing_else(by_finding: bool) -> None:
    now = state(None if by_finding else UNPAID, finding=UNPAID if by_finding else None, order="mine")
    (total,) = lost(now)
    assert (total.currency, total.lost, total.came_back, total.still_open) == ("JPY", 1000, 0, 1000)
    (finding,) = (one for one in now.now.findings if one.detector == "refund.rerouted")
    assert finding.verdict == UNPAID
    assert not now.disowned
    assert account_of(now.asking.account).events.mine_unpaid == 1


def test_it_calls_what_concerns_a_redirected_refund() -> None:
    """Nobody bought anything: no card is stopped, and nobody at home is asked."""
    now = state(UNPAID, order="mine")
    steps = {one.step.id for one in plan(now.now.findings, [], ["amazon.co.jp"], "en", START.date())}
    foreign = state("not_mine", order="mine")
    all_steps = {one.step.id for one in plan(foreign.now.findings, [], ["amazon.co.jp"], "en", START.date())}
    assert "shop.wallet" in steps
    assert "mail.password" not in steps
    assert "mail.password" in all_steps


def test_a_lost_order_counts_its_refund_only_once() -> None:
    (total,) = lost(state(UNPAID, order="not_mine"))
    assert total.lost == 26_000


@pytest.mark.parametrize("by_finding", [False, True])
def test_a_refund_that_a_balance_shows_is_no_loss(by_finding: bool) -> None:
    """Whoever misses its money may look there."""
    now = state(None if by_finding else UNPAID, finding=UNPAID if by_finding else None, order="mine", arrived=True)
    assert account_of(now.asking.account).events.mine_unpaid == 1
    assert lost(now) == ()


def test_a_refund_that_is_recognised_is_no_loss() -> None:
    assert lost(state("mine", order="mine")) == ()
