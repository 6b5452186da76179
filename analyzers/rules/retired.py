"""Rules that are no longer made. Reports, answers and other programs may still name their findings.

An answer to such a finding settles the entries of its events. Its tags stay, so that a plan of an old report is the same.
"""

from collections.abc import Mapping
from typing import NamedTuple

from analyzers import N_

RETIRED_SENTENCE = N_("This check is no longer made: {title}. {instead} Answers to its findings still count.")
GONE_SENTENCE = N_(
    "No check that is made today has the finding {id} in these files. It may come from other files or from a check that is no "
    "longer made; what such a check was about is among the questions now. Answers to it still count."
)
ACCESS_SENTENCE = N_("You are asked about every sign-in, by place and device, and about every change of the account.")
ORDER_SENTENCE = N_("You are asked where every order went, and about what was ordered in an unusual way.")
PAYMENT_SENTENCE = N_("You are asked about everybody who was paid.")
BALANCE_SENTENCE = N_("You are asked about every use of a balance, every code and what was refunded to a balance.")
REFUND_SENTENCE = N_("You are asked where refunds went, and for which orders they were.")
SUBSCRIPTION_SENTENCE = N_("You are asked about every membership, every subscription and digital goods.")


class Retired(NamedTuple):
    """What a rule was: its title, a sentence about what asks about it now, and its tags."""

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
    # end
}
