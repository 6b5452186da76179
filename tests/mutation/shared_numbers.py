"""Every number that several detectors share, and the detectors' cases or the tests that prove it."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import analyzers.engine
import analyzers.events
import analyzers.features
from tests.analyzers.engine import test_calibration, test_entities, test_episodes
from tests.analyzers.events import test_addresses
from tests.analyzers.features import (
    test_gift_cards,
    test_known,
    test_new_addresses,
    test_payees,
    test_placed_orders,
    test_sign_ins,
    test_signals,
    test_visits,
)
from tests.mutation.steps import own_constants, steps


def _names(text: str) -> list[str]:
    """``module.NAME`` of every constant in ``module: NAME NAME; module: NAME``."""
    parts = (part.split(": ") for part in text.split("; "))
    return [f"{module}.{name}" for module, names in parts for name in names.split()]


# Facts about the calendar and the earth.
FACTS = _names(
    "bursts: YEAR; changes: DAY; coverage: DAY LOOSE; drains: DAY; distance: EARTH; "
    "regions: PREFECTURES STATES; sign_ins: DEVICES"
)
# Numbers that only bound the work or the length of lists.
BOUNDS = _names(
    "episodes: POINTS; ledger_pages: STEPS MOST; recipients: MANY NEAR; values: MOST LISTED; "
    "signals: MOST; visits: LISTED PAIRS"
)
# Detectors whose cases prove a number.
BY_CASES = {
    "account.payee_burst": "payees: MORE WEEK",
    "giftcard.drain": "drains: SHARE",
    "login.impossible_travel": "distance: MARGIN",
    "login.new_country": "visits: MOVED",
    "login.unfamiliar": "sign_ins: LONG",
    "order.amount": "placed_orders: TIMES ENOUGH",
    "order.cod_after_abolition": "placed_orders: ABOLISHED JAPAN",
    "order.far_address": "recipients: TWICE",
    "order.first_address": "single_purpose_device: SOON TIMES RARELY DAYS; recipients: EARLIER REPLACED OFTEN AROUND",
    "order.hidden": "archived: PAGE BEFORE AFTER WHOLE",
    "order.unknown_charge": "statements: SENT AWAITED ZONE PARCELS",
    "order.velocity": "bursts: LEARNED",
    "refund.orphan": "coverage: LOOKBACK",
}

# Numbers by the test that proves them.
BY_TESTS: dict[Callable[[], None], str] = {
    test_placed_orders.test_an_expensive_order_lies_far_above_the_median: "placed_orders: SCALE OUTLIER FLOOR",
    test_placed_orders.test_a_card_is_new_after_ten_orders: "placed_orders: HABIT",
    test_new_addresses.test_three_orders_make_an_address_usual: "recipients: REGULAR SETTLED ACCUSTOMED PLAIN",
    test_new_addresses.test_an_order_of_eight_medians_is_expensive: "recipients: COSTLY",
    test_new_addresses.test_recent_orders_count_for_half_a_year: "placed_orders: FRESH; recipients: MUCH RECENT",
    test_new_addresses.test_ordinary_orders_show_that_the_owner_lives_there: "recipients: DAILY",
    test_new_addresses.test_several_first_orders_within_a_week: "recipients: DAYS WEEK SEVERAL SEVERAL_COST TOGETHER",
    test_new_addresses.test_orders_to_three_unknown_recipients: "recipients: PEOPLE MONTH APART PEOPLE_COST",
    test_new_addresses.test_two_orders_to_one_unknown_recipient: "recipients: FORTNIGHT PAIR_COST",
    test_new_addresses.test_five_cheap_orders_within_thirty_days: "recipients: RUNNING",
    test_new_addresses.test_an_extreme_order_is_no_present: "recipients: EXTREME",
    test_new_addresses.test_a_name_on_few_parcels_is_no_household_member: "names: SELDOM",
    test_new_addresses.test_an_address_that_the_owner_does_not_list: "recipients: UNNAMED_COST",
    test_gift_cards.test_gift_cards_beside_a_habit: "gift_cards: MONTH USUAL MORE CODES_MORE QUARTER LATER CLOSE",
    test_gift_cards.test_many_days_with_gift_cards: "gift_cards: WEEKS DENSE OFTEN SELDOM",
    test_payees.test_an_unfamiliar_payee: "payees: LEARNED LEARNED_DAYS CLOSE AGAIN COUNTS",
    test_payees.test_several_new_payees_are_a_journey: "payees: ORDINARY SIGHTS AROUND",
    test_sign_ins.test_a_pause_of_fourteen_days_parts_clusters: "sign_ins: PAUSE",
    test_sign_ins.test_ten_other_sign_ins_are_enough_to_learn_from: "sign_ins: LEARNED LEARNED_DAYS",
    test_sign_ins.test_the_rarest_network_is_compared_with_the_second: "sign_ins: USUAL",
    test_signals.test_signals_up_to_three_days_apart_are_near: "signals: WINDOW",
    test_signals.test_a_change_soon_after_a_suspicious_sign_in: "signals: AFTER_LOGIN OTHERS",
    test_signals.test_signals_of_a_recipient_add_up: "signals: ODD",
    test_known.test_a_day_before_and_after_a_trip_belongs_to_it: "known: EDGE",
    test_visits.test_clusters_within_three_days_are_one_visit: "visits: TOGETHER",
    test_addresses.test_three_words_with_a_number_are_an_address: "addresses: LEAST NAME",
    test_entities.test_sixty_days_abroad_may_be_one_journey: "entities: STAY",
    test_calibration.test_written_buckets_are_those_that_are_read: "calibration: EDGES ALPHA",
    test_episodes.test_three_days_join_and_more_do_not: "episodes: APART",
    test_episodes.test_a_day_alone_reaches_further: "episodes: APART SLACK",
    test_episodes.test_a_row_beside_joins_within_a_fortnight: "episodes: LONGEST",
    test_episodes.test_long_stories_are_cut_and_counted: "episodes: LONGEST SENTENCES",
    test_episodes.test_what_was_not_sent_can_be_stopped_for_thirty_days: "episodes: RECENT",
}

CASES = {name: detector for detector, text in BY_CASES.items() for name in _names(text)}
TESTS = {
    name: [test for test, other in BY_TESTS.items() if name in _names(other)]
    for text in BY_TESTS.values()
    for name in _names(text)
}


def shared() -> dict[str, ModuleType]:
    """The modules beside the families of detectors, by name."""
    packages = (analyzers.events, analyzers.features, analyzers.engine)
    found = [(package, file.name) for package in packages for file in iter_modules(package.__path__)]
    return {name: import_module(f"{package.__name__}.{name}") for package, name in found}


def numbers() -> dict[str, list[Any]]:
    """Every constant that holds numbers, as ``module.NAME``, with its mutations."""
    return {
        f"{short}.{name}": changed
        for short, module in shared().items()
        for name in own_constants(module)
        if (changed := [value for _, value in steps(getattr(module, name))])
    }
