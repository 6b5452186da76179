"""The simulated accounts: the same from the same seed, readable by the product, and true about themselves."""

import hashlib
import os
import subprocess
import sys
from datetime import timedelta
from random import Random

import pytest

from analyzers.events.owner import Owner
from app.geo import ip_location
from app.report.model import NOTES
from evaluation import holdout
from evaluation.attacks import ATTACKS
from evaluation.circumstances import CIRCUMSTANCES
from evaluation.measure.results import reads
from evaluation.simulate.account import Account, Spec, make
from evaluation.simulate.clean import ordinary_life
from evaluation.simulate.networks import OPERATORS
from evaluation.simulate.personas import BY_NAME, PERSONAS

GOODWILL = ("アカウントの調整", "Account adjustment")
# `make soak` reads every attacked account and puts every circumstance into every life.
ACCOUNTS, LIVES = (1, 1) if os.environ.get("EVERY_CASE") else (6, 9)
PRINT = (
    "import hashlib; from evaluation.simulate.account import Spec, make;"
    "a = make(Spec('family', 3, 'refunds_rerouted'));"
    "print(hashlib.sha256(b''.join(data for _, data in a.files) + a.owner.encode()).hexdigest())"
)


@pytest.fixture(scope="module")
def attacked() -> list[Account]:
    """One account for each attack."""
    chosen = ((one.personas or ("family",))[0] for one in ATTACKS.values())
    return [make(Spec(persona, 4, attack)) for persona, attack in zip(chosen, ATTACKS, strict=True)]


def test_the_same_seed_gives_the_same_bytes_in_every_process() -> None:
    """Numbers can be reproduced by anybody: no file depends on the process, its hash seed or the day."""
    account = make(Spec("family", 3, "refunds_rerouted"))
    here = hashlib.sha256(b"".join(data for _, data in account.files) + account.owner.encode()).hexdigest()
    run = subprocess.run(
        [sys.executable, "-c", PRINT],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == here


def test_every_row_of_an_attack_is_an_event_at_its_line(attacked: list[Account]) -> None:
    """The truth names rows as the product does: every attacked row becomes an event of exactly that path and line."""
    accounts = attacked[::ACCOUNTS]
    for account, events in zip(accounts, reads(accounts), strict=True):
        read = {
            place
            for one in events
            for table in one.tables.values()
            for place in table.select("path", "line").iter_rows()
        }
        assert account.truth is not None
        assert account.truth.rows, account.spec
        assert account.truth.rows <= read, (account.spec, account.truth.rows - read)


def test_every_file_is_read_as_what_it_is() -> None:
    """All formats that are written are recognised, and none of their cells is a problem."""
    accounts = [make(Spec(name, 4)) for name in ("family", "seller", "private", "expat", "saver")]
    formats = set()
    for account, events in zip(accounts, reads(accounts), strict=True):
        for file in (file for one in events for file in one.files):
            formats.add(file.format)
            assert [one for one in file.problems if one.code not in NOTES] == [], (account.spec, file.path)
    assert None not in formats
    assert {"amazon.order_history", "amazon.refund_details", "amazon.gift_card_page", "google.access_log"} <= formats


def test_financial_attacks_tell_what_was_taken(attacked: list[Account]) -> None:
    """Money that counts as stolen stands in rows that are handed in; attacks without money have no loss."""
    for account in attacked:
        assert account.truth is not None
        if account.truth.financial:
            assert sum(one.yen for one in account.truth.losses) > 0
            assert all(one.rows <= account.truth.rows for one in account.truth.losses)
        else:
            assert account.truth.losses == ()


@pytest.mark.parametrize(("number", "name"), list(enumerate(sorted(CIRCUMSTANCES))))
def test_harmless_circumstances_stay_harmless(number: int, name: str) -> None:
    """A circumstance marks nothing as an attack and never takes the balance below nothing."""
    for persona in PERSONAS[number % LIVES :: LIVES]:
        life = ordinary_life(persona, Random(f"{persona.name} {name}"))
        CIRCUMSTANCES[name](life)
        assert not any(record.attack for record in life.records())
        assert life.loot == []
        assert min((life.balance(one.at) for one in life.entries), default=0) >= 0


def test_hold_outs_name_what_exists() -> None:
    """A misspelt member of a hold-out would silently be part of the known sets."""
    assert set(BY_NAME) >= holdout.PERSONAS
    assert set(CIRCUMSTANCES) >= holdout.CIRCUMSTANCES
    assert set(ATTACKS) >= holdout.ATTACKS
    assert {one.family for one in ATTACKS.values() if one.held_out} == set("GHIJK")
    assert {one.family for one in ATTACKS.values() if not one.held_out} == set("ABCDEF")


def test_circumstances_of_a_hold_out_meet_its_personas_only() -> None:
    """No calibration sees a circumstance that is held out: neither by habit nor drawn from all."""
    for persona in PERSONAS:
        assert persona.held_out or not {name for name, _ in persona.habits} & holdout.CIRCUMSTANCES


def test_an_attack_long_ago_lies_in_the_middle_of_the_history() -> None:
    """It is neither near the beginning nor among the last weeks, however short the history is."""
    for persona in PERSONAS:
        rng = Random(persona.name)
        life = ordinary_life(persona, rng)
        ATTACKS["flea_market_sales"].run(life)
        done = [one.at for one in life.records() if one.attack]
        assert life.start < min(done) <= max(done) < life.end
        assert life.end - max(done) > timedelta(days=14)


def test_no_order_gives_more_back_than_it_cost_unless_as_goodwill() -> None:
    """Clean accounts are well-formed: the refunds of an order never exceed it, apart from marked adjustments."""
    for seed in range(12):
        life = ordinary_life(BY_NAME["refunder"], Random(seed))
        for name in ("partial_refunds", "goodwill", "cancelled_prepaid", "late_refund", "declined_refund"):
            CIRCUMSTANCES[name](life)
        for order in life.orders:
            if order.status != "Cancelled":
                back = [one for one in life.refunds if one.order_id == order.id and one.status == "Completed"]
                assert (
                    sum(one.minor for one in back if "ust" not in one.reason and "調整" not in one.reason)
                    <= order.total
                )


def test_addresses_lie_in_the_country_that_is_said() -> None:
    """The ranges belong to their country by the product's own place data; a relay's place is not known."""
    rng = Random(5)
    for operator in OPERATORS:
        for _ in range(4):
            address = operator.address(rng)
            country = None if operator.use == "relay" else operator.country
            assert ip_location.locate_address(address).country == country, (operator.name, address)


def test_owner_files_are_valid() -> None:
    """What the owner would answer is a valid owner file that names the household and its addresses."""
    for persona in PERSONAS:
        owner = Owner.parse(make(Spec(persona.name, 1)).owner)
        assert owner.household
        assert owner.addresses
