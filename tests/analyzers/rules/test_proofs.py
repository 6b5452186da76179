"""The proofs on invented accounts: silent where everything adds up, exact where one thing is taken out or put in."""

import os
import random
from collections.abc import Callable
from datetime import timedelta

import pytest

from analyzers.events.marks import Money
from analyzers.findings.finding import Finding
from analyzers.rules.contract import detectors
from tests.analyzers import consistent_accounts
from tests.analyzers.consistent_accounts import Account, Row, exports, history
from tests.analyzers.detector_cases import run

PROOFS = {name for name, module in detectors().items() if module.kind == "proof"}
# `make soak` takes more accounts.
SEEDS = range(100 if os.environ.get("EVERY_CASE") else 8)


def proofs(handed_in: dict[int, dict[str, list[Row]]]) -> list[Finding]:
    """The findings of detectors that prove something; no detector fails."""
    findings, outcomes = run(history(handed_in))
    assert [one.failure for one in outcomes if one.failure] == []
    return [one for one in findings if one.detector in PROOFS]


def accusing(handed_in: dict[int, dict[str, list[Row]]]) -> list[Finding]:
    """The same without what only says that a part is missing."""
    return [one for one in proofs(handed_in) if one.detector != "case.coverage_gap"]


def made(seed: int, shops: int | None = None) -> tuple[Account, random.Random]:
    """An account with this number of shops, and the random generator for further draws."""
    chance = random.Random(seed)
    return consistent_accounts.account(chance, shops), chance


@pytest.mark.parametrize("seed", SEEDS)
def test_what_adds_up_proves_nothing(seed: int) -> None:
    """Ties, reversed and shuffled files, several currencies, partial, repeated or overlapping pages, several
    exports: no proof fires, and with one shop no gap is reported either."""
    account, chance = made(seed)
    assert accusing(exports(account, chance)) == []
    account, chance = made(seed, 1)
    assert proofs(exports(account, chance)) == []


def without(rows: list[Row], taken: Row) -> list[Row]:
    return [row for row in rows if row is not taken]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_missing_entry_of_the_balance_is_named(seed: int) -> None:
    """One entry lost from inside a page gives one break, at the next entry of its currency, with the lost amount."""
    account, chance = made(seed)
    inner = [
        place
        for place, row in enumerate(account.ledger)
        if any(one["currency"] == row["currency"] for one in account.ledger[:place])
        and any(one["currency"] == row["currency"] for one in account.ledger[place + 1 :])
    ]
    lost = account.ledger[chance.choice(inner)]
    later = account.ledger[account.ledger.index(lost) + 1 :]
    following = next(row for row in later if row["currency"] == lost["currency"])
    rows = consistent_accounts.page(without(account.ledger, lost), "page.html", chance.random() < 0.5, False, False)
    handed_in = exports(Account(account.orders, account.refunds), chance)
    found = accusing({**handed_in, 90: {"ledger": rows}})
    assert [one.detector for one in found] == ["giftcard.chain_break"]
    values = found[0].values
    assert values["difference"] == Money(lost["amount_minor"], lost["currency"])
    assert values["shown"] == Money(following["balance_minor"], following["currency"])
    assert found[0].evidence[0].event


@pytest.mark.parametrize("seed", SEEDS)
def test_a_missing_page_is_a_gap(seed: int) -> None:
    """A whole page that was not handed in is reported as a gap and accuses nobody."""
    account, chance = made(seed, 1)
    rows = account.ledger
    first, second = len(rows) // 3, 2 * len(rows) // 3
    newest_first = chance.random() < 0.5
    handed_in = exports(Account(account.orders, account.refunds), chance)
    handed_in[90] = {"ledger": consistent_accounts.page(rows[:first], "a.html", newest_first, False, True)}
    handed_in[91] = {"ledger": consistent_accounts.page(rows[second:], "b.html", newest_first, True, False)}
    assert {one.detector for one in proofs(handed_in)} == {"case.coverage_gap"}


def lost_order(account: Account, chance: random.Random, rows: list[Row], lookback: timedelta) -> str | None:
    """The number of an order that these rows name late enough to be judged, with orders of its shop around it."""
    own = {row["order_id"]: row["shop"] for row in account.orders}
    first = {shop: min(row["at"] for row in account.orders if row["shop"] == shop) for shop in set(own.values())}
    last = {shop: max(row["at"] for row in account.orders if row["shop"] == shop) for shop in set(own.values())}
    ids = [
        row["order_id"]
        for row in rows
        if row["order_id"]
        and row["at"] - lookback > first[own[row["order_id"]]] + timedelta(days=2)
        and row["at"] < last[own[row["order_id"]]]
    ]
    return chance.choice(ids) if ids else None


@pytest.mark.parametrize(
    ("detector", "rows", "lookback"),
    [
        ("refund.orphan", lambda account: account.refunds, timedelta(days=180)),
        ("giftcard.unmatched_use", lambda account: [r for r in account.ledger if r["kind"] == "applied"], timedelta(0)),
    ],
)
def test_a_hidden_order_is_found(detector: str, rows: Callable[[Account], list[Row]], lookback: timedelta) -> None:
    """An order taken out of every list is found with the amount refunded for it or used of the balance, and nothing
    else of that kind is."""
    found_any = 0
    for seed in SEEDS:
        account, chance = made(seed)
        order = lost_order(account, chance, rows(account), lookback)
        if order is None:
            continue
        named = [row for row in rows(account) if row["order_id"] == order]
        account.orders = [row for row in account.orders if row["order_id"] != order]
        found = [one for one in accusing(exports(account, chance)) if one.detector == detector]
        back = [row for row in account.ledger if row["order_id"] == order and row["kind"] == "refund"]
        if detector == "giftcard.unmatched_use" and sum(one["amount_minor"] for one in back + named) >= 0:
            assert found == []
            continue
        assert [one.values["order"] for one in found] == [order], seed
        amount = found[0].values["amount"]
        assert isinstance(amount, Money)
        assert amount.minor == abs(sum(row["amount_minor"] for row in named))
        found_any += 1
    assert found_any > 5


@pytest.mark.parametrize("seed", SEEDS)
def test_an_excess_refund_is_exact_to_the_unit(seed: int) -> None:
    """One refund above the charge, in whichever export, is one finding with the exact excess."""
    account, chance = made(seed)
    row = chance.choice(account.orders)
    lines = [one for one in account.orders if one["order_id"] == row["order_id"]]
    paid = sum(one["total_minor"] for one in lines)
    back = sum(one["amount_minor"] for one in account.refunds if one["order_id"] == row["order_id"])
    more = paid - back + len(lines) + chance.randint(1, 500)
    at = row["at"] + timedelta(days=20)
    account.refunds.append(
        consistent_accounts.event("refunds", at, row["shop"], row["currency"], row["order_id"], amount_minor=more)
    )
    account.refunds.sort(key=lambda one: one["at"])
    (found,) = accusing(exports(account, chance))
    assert found.detector == "refund.exceeds_paid"
    assert found.values["excess"] == Money(back + more - paid, row["currency"])
    assert found.severity == "high"
    account.refunds[[one["amount_minor"] for one in account.refunds].index(more)]["amount_minor"] = (
        paid - back + len(lines)
    )
    assert accusing(exports(account, chance)) == []
