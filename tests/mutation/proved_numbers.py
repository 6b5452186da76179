"""Every number of the rules, and the rules' cases or the tests that prove it."""

import re
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pkgutil import ModuleInfo, iter_modules
from types import ModuleType
from typing import Any

import analyzers.asking
import analyzers.book
import analyzers.events
import analyzers.features
import analyzers.findings
import analyzers.rules
import analyzers.thresholds
from analyzers.rules.contract import detectors
from tests.analyzers.asking import test_limits
from tests.analyzers.book import test_booked, test_charged
from tests.analyzers.events import test_addresses, test_places
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
from tests.analyzers.findings import test_entities, test_episodes
from tests.analyzers.rules import test_calibration
from tests.mutation.steps import own_constants, steps


def _names(text: str) -> list[str]:
    """``module.NAME`` of every constant in ``module: NAME NAME; module: NAME``."""
    parts = (part.split(": ") for part in text.split("; "))
    return [f"{module}.{name}" for module, names in parts for name in names.split()]


# Facts about the calendar, the earth, and the data of places.
FACTS = _names(
    "coverage: DAY LOOSE_FILES; regions: PREFECTURES STATES; sign_ins: DEVICES; "
    "login.SignIns: COUNTRIES NETWORKS PREFIXES"
)
# Of these others are made, each of which is proven where it is used.
MADE_OF = _names("spans: DAY EPISODE WEEK FORTNIGHT MONTH TWO_MONTHS QUARTER REPEATED SEVERAL FEW ENOUGH")
# Numbers that only bound the work or the length of lists.
BOUNDS = _names(
    "disowned: MAX_NAMES; episodes: MAX_TIMES; ids: MAX_FORMER_IDS; titled: MAX_TITLES; "
    "giftcard.LedgerPages: MAX_ORDERING_STEPS MAX_ENTRIES_ORDERED; "
    "order.Recipients: MAX_ADDRESSES FIRST_LINES_SEARCHED; values: MAX_CONTEXT MAX_FINDINGS; "
    "case.Signals: MAX_SIGNALS; login.Visits: MAX_VISITS; questions: ID_LENGTH; joined: FEW; "
    "plain_yaml: MOST_NODES; sign_in_places: LONGEST; "
    "stages: MAX_REVIEWED MAX_REVIEWED_IN_ALL ROUNDS CONSIDERED MAX_SCANNED MAX_SCANNED_SINGLY MAX_SECOND_LOOKS; "
    "pages: AT_ONCE MAX_ALONE FEW_MARKED AT_A_SITTING FEW_LEFT"
)
# Numbers that only say in which order things are asked about, and how many pages are promised (``docs/detection.md``
# has what they bring).
WEIGHTS = _names(
    "kinds: KINDS; questions: ROUGH_YEN; pages: ROW_SECONDS PAGE_SECONDS RISK; things: SCAN_DECAY COSTLY; "
    "progress: DOUBTED ANSWERED PROMISED_SECONDS"
)
# Detectors whose cases prove a number.
BY_CASES = {
    "account.new_payee": "account.Payees: MIN_PAYMENTS_TO_ONE_PAYEE QUICK_REPEAT_WINDOW",
    "case.takeover_chain": "case.Signals: STRONG_WEIGHT WEAK_WEIGHT",
    "giftcard.drain": (
        "giftcard.Drains: MIN_SHARE_SPENT MIN_OTHER_DAYS MIN_RATIO_TO_OTHER_DAYS_SINGLE MIN_RATIO_TO_OTHER_DAYS "
        "MIN_REFUNDS REFUND_WINDOW MIN_COST_RATIO_REFUNDED"
    ),
    "login.unfamiliar": "login.SignIns: MIN_DAYS_OWN; login.Visits: MIN_DAYS_MOVED",
    "order.cod_after_abolition": "order.PlacedOrders: COD_ENDED JAPAN_OFFSET",
    "order.digital_burst": "account.Payees: MIN_RATIO_TO_PREVIOUS",
    "order.far_address": "order.Unlisted: MIN_REPEATED_ORDERS",
    "order.first_address": "order.Recipients: MIN_KNOWN_ORDERS MIN_GIFT_RECIPIENTS",
    "order.giftcard_burst": "order.CardBursts: MIN_SERIES_DAYS SERIES_WINDOW MIN_ORDERS MIN_COST_RATIO_CODES",
    "order.hidden": "order.Archived: ORDERS_PER_PAGE MIN_LISTED_BEFORE MIN_LISTED_AFTER MIN_LISTED_SHARE",
    "refund.exceeds_paid": "refund.Overpaid: ROUNDING_MINOR",
    "refund.rerouted": (
        "refund.Rerouted: HABIT_BEFORE MIN_HABIT_REFUNDS_AFTER SAME_TIME_WINDOW MIN_SERIES_REFUNDS SERIES_WINDOW "
        "MIN_RATE_RATIO MIN_HISTORY"
    ),
    "refund.orphan": "coverage: MAX_REFUND_DELAY",
}

# Numbers by the test that proves them.
BY_TESTS: dict[Callable[[], None], str] = {
    test_placed_orders.test_an_expensive_order_lies_far_above_the_median: (
        "order.PlacedOrders: MAD_SCALE MIN_ROBUST_Z MIN_LOG_MAD"
    ),
    test_placed_orders.test_an_order_of_three_medians_is_expensive: (
        "order.PlacedOrders: MIN_COST_RATIO MIN_PRICED_ORDERS"
    ),
    test_placed_orders.test_a_card_is_new_after_ten_orders: "order.PlacedOrders: MIN_PRIOR_ORDERS",
    test_new_addresses.test_three_orders_make_an_address_usual: (
        "order.Recipients: MIN_USUAL_ORDERS MIN_USUAL_SPAN MIN_USUAL_SPAN_STRANGER MAX_THIEF_SPAN"
    ),
    test_new_addresses.test_an_address_used_for_more_than_a_year_is_lasting: "order.Recipients: MAX_THIEF_SPAN",
    test_new_addresses.test_an_order_of_eight_medians_is_expensive: "order.Recipients: EXPENSIVE_COST_RATIO",
    test_new_addresses.test_recent_orders_count_for_half_a_year: ("spans: RECENT_WINDOW SHORT_RECENT_WINDOW"),
    test_new_addresses.test_several_first_orders_within_a_week: (
        "order.Recipients: FIRST_ORDERS_WINDOW BURST_WINDOW BURST_MIN_ORDERS BURST_MIN_COST_RATIO "
        "OWN_NAME_MIN_COST_RATIO"
    ),
    test_new_addresses.test_orders_to_three_unknown_recipients: (
        "order.Unlisted: MIN_STRANGERS MIN_SPREAD STRANGERS_MIN_COST_RATIO"
    ),
    test_new_addresses.test_two_orders_to_one_unknown_recipient: "order.Recipients: PAIR_WINDOW PAIR_MIN_COST_RATIO",
    test_new_addresses.test_a_name_on_few_parcels_is_no_household_member: "names: MIN_RATIO_TO_MAIN_RECIPIENT",
    test_new_addresses.test_an_address_that_the_owner_does_not_list: "order.Unlisted: UNLISTED_MIN_COST_RATIO",
    test_gift_cards.test_gift_cards_beside_a_habit: (
        "order.GiftCards: HABIT_BEFORE MIN_ORDERS_BEFORE MIN_SPENDING_RATIO MIN_SPENDING_RATIO_CODES "
        "MIN_ORDERS_AFTER SPENDING_WINDOW; spans: LATER_HABIT_WINDOW"
    ),
    test_payees.test_an_unfamiliar_payee: (
        "account.Payees: MIN_PRIOR_PAYMENTS MIN_PRIOR_SPAN SUM_WINDOW REPEAT_AFTER MIN_PAYMENT_RATIO"
    ),
    test_payees.test_several_new_payees_are_a_journey: (
        "account.Payees: ORDINARY_RATIOS MIN_JOURNEY_PAYEES JOURNEY_WINDOW"
    ),
    test_sign_ins.test_a_pause_of_fourteen_days_parts_clusters: "login.SignIns: CLUSTER_PAUSE",
    test_sign_ins.test_ten_other_sign_ins_are_enough_to_learn_from: "login.SignIns: MIN_OTHER_SIGN_INS MIN_OTHER_SPAN",
    test_sign_ins.test_the_rarest_network_is_compared_with_the_second: "login.SignIns: USUAL_QUANTILE",
    test_signals.test_signals_up_to_three_days_apart_are_near: "case.Signals: WINDOW",
    test_signals.test_a_change_soon_after_a_suspicious_sign_in: "case.Signals: CHANGE_WINDOW MIN_OTHER_SIGN_INS",
    test_signals.test_signals_of_a_recipient_add_up: ("case.Signals: ODDITY_WEIGHTS COSTLY_WEIGHT"),
    test_sign_ins.test_what_a_known_country_network_and_system_explain: (
        "login.SignIns: COUNTRY_SHARE NETWORK_SHARE PREFIX_SHARE SYSTEM_SHARE"
    ),
    test_known.test_a_day_before_and_after_a_trip_belongs_to_it: "login.KnownLimits: TRIP_MARGIN",
    test_visits.test_clusters_within_three_days_are_one_visit: "login.Visits: VISIT_PAUSE",
    test_addresses.test_three_words_with_a_number_are_an_address: "addresses: MIN_ADDRESS_WORDS MAX_NAME_WORDS",
    test_places.test_where_the_name_ends_is_counted_in_words: "places: MIN_WORDS NAME_WORDS STREET_WORDS",
    test_entities.test_sixty_days_abroad_may_be_one_journey: "entities: MAX_STAY",
    test_calibration.test_written_buckets_are_those_that_are_read: "calibration: BUCKET_MINIMUMS ALPHA",
    test_episodes.test_three_days_join_and_more_do_not: "episodes: JOIN_WINDOW",
    test_episodes.test_a_day_alone_reaches_further: "episodes: JOIN_WINDOW DATE_ONLY_SLACK",
    test_episodes.test_a_row_beside_joins_within_a_fortnight: "episodes: MAX_LENGTH",
    test_episodes.test_long_stories_are_cut_and_counted: "episodes: MAX_LENGTH MAX_STORY_LINES",
    test_limits.test_an_entry_shows_a_refund_within_a_fortnight: "movements: REFUND_DELAY",
    test_limits.test_an_entry_shows_a_gift_card_within_three_days: "movements: TOP_UP_DELAY",
    test_limits.test_an_order_for_a_fiftieth_of_the_usual_is_asked_for_itself: "purchases: MAX_TOKEN_RATIO",
    test_limits.test_forty_digital_titles_are_asked_one_by_one: "purchases: MAX_TITLES",
    test_limits.test_what_happened_within_three_days_is_reviewed: "stages: REVIEW_WINDOW",
    test_limits.test_what_is_disowned_within_three_days_is_one_run: "denied: PAUSE",
    test_booked.test_a_booked_payment_is_near_in_time: "booked: BOOKED_BEFORE BOOKED_WITHIN",
    test_charged.test_a_charge_repeats_an_order_of_its_time: "charged: CHARGE_DELAY TIME_ZONE_SLACK",
    test_episodes.test_what_was_not_sent_can_be_stopped_for_thirty_days: "episodes: STOPPABLE_WINDOW",
}


@cache
def tables() -> dict[str, type]:
    """The groups of the tables of thresholds, as ``family.Group``."""
    families = {
        file.name: import_module(f"{analyzers.thresholds.__name__}.{file.name}")
        for file in _files(analyzers.thresholds)
    }
    return {
        f"{family}.{name}": group
        for family, module in families.items()
        for name, group in vars(module).items()
        if isinstance(group, type) and group.__module__ == module.__name__
    }


def _of_rules() -> dict[str, str]:
    """Every threshold of a group that is named as a rule is, with the rule, whose cases prove it."""
    rules = {group: re.sub(r"(?<=[a-z])(?=[A-Z])", "_", group).lower() for group in tables()}
    groups = {group: rule for group, rule in rules.items() if rule in detectors()}
    return {f"{group}.{name}": rule for group, rule in groups.items() for name in _in_capitals(tables()[group])}


def _files(package: ModuleType) -> list[ModuleInfo]:
    return list(iter_modules(package.__path__))


def _in_capitals(group: type) -> list[str]:
    return [name for name in vars(group) if name.isupper()]


CASES = _of_rules() | {name: detector for detector, text in BY_CASES.items() for name in _names(text)}
TESTS = {
    name: [test for test, other in BY_TESTS.items() if name in _names(other)]
    for text in BY_TESTS.values()
    for name in _names(text)
}


def shared() -> dict[str, ModuleType]:
    """The modules beside the families of rules, by name."""
    packages = (
        analyzers.events,
        analyzers.thresholds,
        analyzers.features,
        analyzers.rules,
        analyzers.findings,
        analyzers.book,
        analyzers.asking,
    )
    return {
        file.name: import_module(f"{package.__name__}.{file.name}") for package in packages for file in _files(package)
    }


def holder(name: str) -> ModuleType | type:
    """The module or the group of a table that holds a number."""
    place = name.rpartition(".")[0]
    return tables().get(place) or shared()[place]


def numbers() -> dict[str, list[Any]]:
    """Every constant that holds numbers, as ``module.NAME`` or ``family.Group.NAME``, with its mutations."""
    names = [f"{short}.{name}" for short, module in shared().items() for name in own_constants(module)]
    names += [f"{place}.{name}" for place, group in tables().items() for name in _in_capitals(group)]
    moved = {name: [value for _, value in steps(getattr(holder(name), name.rpartition(".")[2]))] for name in names}
    return {name: values for name, values in moved.items() if values}
