"""Rules that no longer exist. Reports, answers and other programs may still name their findings. An answer to such a
finding settles the entries of its events. Their tags stay, so that the plan of an old report stays valid."""

from collections.abc import Mapping
from typing import NamedTuple

from analyzers import N_

RETIRED_SENTENCE = N_("This check is no longer made: {title}. {instead} Answers to its findings still count.")
GONE_SENTENCE = N_(
    "No check that is made today has the finding {id} in these files. It may come from other files or from a check "
    "that is no longer made; what such a check was about is among the questions now. Answers to it still count."
)
ACCESS_SENTENCE = N_("You are asked about every sign-in, by place and device, and about every change of the account.")
ORDER_SENTENCE = N_("You are asked where every order went, and about what was ordered in an unusual way.")
PAYMENT_SENTENCE = N_("You are asked about everybody who was paid.")
BALANCE_SENTENCE = N_("You are asked about every use of a balance, every code and what was refunded to a balance.")
REFUND_SENTENCE = N_("You are asked where refunds went, and for which orders they were.")


class Retired(NamedTuple):
    """A retired rule: its title, a sentence about what asks the same today, and its tags."""

    title: str
    instead: str
    tags: tuple[str, ...]


RETIRED: Mapping[str, Retired] = {
    "login.churn": Retired(
        N_("Signing in again and again within a day"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "stolen_session", "household", "screen"),
    ),
    "login.dormant_device": Retired(
        N_("A sign-in with a new device after a long silence"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "unused_device", "household", "screen"),
    ),
    "order.cod_unexpected": Retired(
        N_("A cash-on-delivery order, which is not usual for you"),
        ORDER_SENTENCE,
        ("order", "purchase", "cod", "family_parcel", "household"),
    ),
    "order.unknown_charge": Retired(
        N_("The shop charged your card for orders that your list does not have"),
        PAYMENT_SENTENCE,
        ("order", "purchase", "card", "charge", "statement", "household", "screen", "shop"),
    ),
    "points.drain": Retired(
        N_("Most of the points were used within a day"),
        BALANCE_SENTENCE,
        ("points", "shop"),
    ),
    "refund.cod_to_balance": Retired(
        N_("A refund arrived in the balance for an order that nobody knows"),
        BALANCE_SENTENCE,
        ("cod", "cod_refund", "refund", "balance", "household", "shop"),
    ),
    "login.anonymous_network": Retired(
        N_("Sign-ins over a network that hides where somebody is"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "place", "household", "screen"),
    ),
    "login.impossible_travel": Retired(
        N_("Two sign-ins too far apart for the time between them"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "place", "household", "screen"),
    ),
    "login.new_country": Retired(
        N_("Sign-ins from a country that is new for you"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "place", "household", "screen"),
    ),
    "account.payee_burst": Retired(
        N_("Far more than ever before was paid to a payee you know"),
        PAYMENT_SENTENCE,
        ("account", "purchase", "card", "charge", "statement", "household", "screen"),
    ),
    "order.amount": Retired(
        N_("An order for an unusually large amount"),
        ORDER_SENTENCE,
        ("order", "purchase", "family", "unsent", "household", "screen", "shop"),
    ),
    "order.decoy_pair": Retired(
        N_("A familiar item was ordered right beside an unusual order"),
        ORDER_SENTENCE,
        ("order", "purchase", "household", "screen"),
    ),
    "order.velocity": Retired(
        N_("An unusual number of orders within three days"),
        ORDER_SENTENCE,
        ("order", "purchase", "family", "unsent", "household", "screen", "shop"),
    ),
    "refund.burst": Retired(
        N_("An unusual number of refunds within a week"),
        REFUND_SENTENCE,
        ("refund", "shop"),
    ),
    "refund.no_return": Retired(
        N_("A refund without a return"),
        REFUND_SENTENCE,
        ("refund", "shop"),
    ),
    "account.control_change": Retired(
        N_("Somebody changed who can get into the account"),
        ACCESS_SENTENCE,
        ("account", "takeover", "control", "household", "screen", "shop"),
    ),
    "account.device_added": Retired(
        N_("A device was added to the account"),
        ACCESS_SENTENCE,
        ("account", "takeover", "device", "household", "screen"),
    ),
    "account.new_address": Retired(
        N_("A new address soon after an unusual sign-in"),
        ACCESS_SENTENCE,
        ("account", "address", "household", "screen"),
    ),
    "account.new_instrument": Retired(
        N_("A card that is new in your history"),
        ORDER_SENTENCE,
        ("account", "wallet", "card", "household", "screen"),
    ),
    "giftcard.foreign_claim": Retired(
        N_("A gift code was added and spent at once"),
        BALANCE_SENTENCE,
        ("takeover", "gift_card", "balance", "claimed_code", "household", "shop", "one_shop"),
    ),
    "login.fail_then_success": Retired(
        N_("Many failed attempts, and then somebody got in"),
        ACCESS_SENTENCE,
        ("account", "takeover", "sign_in", "guessed_password", "household", "screen"),
    ),
    "order.foreign_payment": Retired(
        N_("A cheap or hidden order was paid in a way that is new for you"),
        ORDER_SENTENCE,
        ("order", "purchase", "unsent", "wallet", "household", "screen", "shop"),
    ),
    # end
}
