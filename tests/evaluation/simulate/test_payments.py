"""The lists of payments: beside everything else of an account, in the real formats, as life is."""

from collections import Counter
from datetime import timedelta
from random import Random

import pytest

from analyzers.features.payees import payee
from app.report.catalogue import catalogue
from app.report.model import NOTES
from evaluation.attacks import ATTACKS
from evaluation.circumstances import CIRCUMSTANCES
from evaluation.export.lists import lists
from evaluation.measure.results import reads
from evaluation.simulate.account import Spec, make
from evaluation.simulate.clean import ordinary_life
from evaluation.simulate.life import Life
from evaluation.simulate.payees import fresh
from evaluation.simulate.paying import CHOICES, pay
from evaluation.simulate.personas import BY_NAME, PERSONAS
from evaluation.simulate.spending import BUDGETS, EPISODES

FORMATS = {one for some in CHOICES.values() for formats in some for one in formats}
HANDED_IN = [Spec("gamer", 2), *(Spec("family", seed) for seed in (1, 4, 8))]  # which have a list of every format


def owner(persona: str, seed: int, formats: tuple[str, ...] | None = ()) -> Life:
    """The life of such an owner with its lists, without an attack."""
    life = ordinary_life(BY_NAME[persona], Random(f"{persona} {seed}"))
    pay(life, persona, Random(f"payments {persona} {seed}"), formats)
    return life


def test_lists_leave_everything_else_as_it_is() -> None:
    """Lists have a generator of their own: the same life with and without them has the same orders and sign-ins, and
    the same state of its own generator."""
    with_lists, without = owner("family", 3), ordinary_life(BY_NAME["family"], Random("family 3"))
    assert with_lists.payment_lists
    assert [one.id for one in with_lists.orders] == [one.id for one in without.orders]
    assert [one.at for one in with_lists.logins] == [one.at for one in without.logins]
    assert with_lists.rng.getstate() == without.rng.getstate()


def test_about_a_third_hand_lists_in_and_two_at_most() -> None:
    """Lists are no rule: most accounts have none."""
    books = [owner(persona.name, seed, None).payment_lists for persona in PERSONAS for seed in range(4)]
    assert 0.2 < sum(map(bool, books)) / len(books) < 0.45
    assert max(map(len, books)) == 2


def test_every_list_is_read_as_what_it_is() -> None:
    """Every format is written by some account; each row is a payment, and nothing but a notice is said of it."""
    accounts = [make(spec) for spec in HANDED_IN]
    seen = set()
    for account, events in zip(accounts, reads(accounts), strict=True):
        for file in (file for one in events for file in one.files):
            if file.format in FORMATS:
                seen.add(file.format)
                faults = [one for one in file.problems if one.code not in NOTES]
                assert faults == [], (account.spec, file.path)
    assert seen == FORMATS


def test_a_card_tells_what_the_shop_charged() -> None:
    """What was bought in the shop with that card stands in its statement as well, and is the same record."""
    life = ordinary_life(BY_NAME["elder_cod"], Random("card"))
    pay(life, "elder_cod", Random("card"), ("rakuten.card", "smbc.card"))
    recorded = {id(record) for file in lists(life) for _, record in file.rows}
    since = max(book.since for book in life.payment_lists)
    by_card = [
        one for one in life.orders if one.shipped and one.shipped[0] > since and one.payment == life.home.cards[-1]
    ]
    assert by_card
    assert all(id(one) in recorded for one in by_card)


@pytest.mark.parametrize("persona", ["light", "family", "grandparent", "gamer", "on_the_road"])
def test_life_brings_new_payees_all_the_time(persona: str) -> None:
    """Most payments go to payees that are paid again and again, yet new ones appear in most months."""
    lives = [owner(persona, seed) for seed in range(6)]
    for life in lives:
        for book in life.payment_lists:
            paid = [one for one in book.payments if one.minor > 0]
            times = Counter(payee(one.payee, catalogue().shops) for one in paid)
            if len(paid) > 60:
                assert 0.02 < sum(times[payee(one.payee, catalogue().shops)] == 1 for one in paid) / len(paid) < 0.6


def test_journeys_are_paid_where_they_lead() -> None:
    """On a journey in the account's records, cards pay in another currency; at home they do not."""
    abroad = 0
    for seed in range(12):
        life = ordinary_life(BY_NAME["traveller"], Random(seed))
        CIRCUMSTANCES["trips"](life)
        pay(life, "traveller", Random(f"payments {seed}"), ("rakuten.card", "smbc.card", "chase.card", "ofx.statement"))
        foreign = [one for book in life.payment_lists for one in book.payments if one.abroad]
        (first, last, _), *_ = life.home.trips
        assert all(first - timedelta(days=60) < one.at < last + timedelta(days=8) for one in foreign)
        abroad += bool(foreign)
    assert abroad > 6


def test_attacks_on_payments_meet_accounts_with_a_list() -> None:
    """Whoever is attacked of payments hands in a list that tells of them, and all of its rows are known."""
    for name in (one.name for one in ATTACKS.values() if one.lists is not None):
        for persona in ("light", "flatmate", "grandparent"):
            account = make(Spec(persona, 11, name))
            assert account.truth is not None
            assert account.truth.family == "K"
            assert account.truth.losses
            assert all(one.rows for one in account.truth.losses), account.spec


def test_names_are_never_used_twice() -> None:
    """A payee that is called new has a name that nobody in the account had before."""
    rng, used = Random(1), set[str]()
    names = [fresh("eat", words, rng, used).name for words in ("JP", "EN", "DE") for _ in range(400)]
    assert len(set(names)) == len(names)


def test_budgets_name_what_exists() -> None:
    """A misspelt persona or episode would silently change nothing."""
    assert set(BUDGETS) <= set(BY_NAME)
    assert {name for one in BUDGETS.values() for name in one.yearly} <= set(EPISODES)
