"""The kinds of questions: what each asks, in which order, and how likely its rows are somebody else's.

The figures behind the order and the shares were measured on simulated accounts (``docs/detection.md``).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from analyzers import N_

Stage = Literal["main", "review", "scan", "second_look"]
Mode = Literal["each", "mark"]

# A later answer counts instead of an earlier one; but who denies a group denies what they recognised of it in a list.
STAGES: tuple[Stage, ...] = ("main", "review", "scan", "second_look")


class Kind(NamedTuple):
    """``foreign``: how many rows of an attacked account are somebody else's, besides those that alarms cite: the mean
    of simulated accounts, rounded.

    ``likely``: at least one in a hundred rows is foreign, so each gets an answer; rows of other kinds are looked
    through in a list, and unknown ones marked. Claimed codes and usual refunds are looked through as well: answering
    each would take the owner of a clean account 18 seconds.
    """

    foreign: float
    likely: bool
    text: str


KINDS: Mapping[str, Kind] = {
    "balance_use": Kind(0.15, True, N_("Did you use your balance for this: {what}?")),
    "refund_unknown": Kind(0.2, True, N_("Do you know this refund, whose order is not in your files: {what}?")),
    "refund_to_balance": Kind(0.1, True, N_("Did you choose to have this refunded to a balance: {what}?")),
    "change": Kind(0.1, True, N_("Did you change this in your account: {what}?")),
    "device": Kind(0.1, True, N_("Is this your device: {what}?")),
    "receiver_place": Kind(0.3, True, N_("Do you know this recipient at this address: {what}?")),
    "place": Kind(0.3, True, N_("Do you know this address: {what}?")),
    "code": Kind(0.05, True, N_("Did you buy this code: {what}?")),
    "gift_card": Kind(0.25, True, N_("Did you buy this gift card: {what}?")),
    "order": Kind(0.05, True, N_("Did you order this: {what}?")),
    "sign_in": Kind(0.35, True, N_("Did you sign in from here: {what}?")),
    "payee": Kind(0.4, False, N_("Do you know this payee: {what}?")),
    "payment": Kind(0.15, False, N_("Did you pay this: {what}?")),
    "card": Kind(0.0, True, N_("Is this your way of paying: {what}?")),
    "subscription": Kind(0.04, True, N_("Is this your subscription: {what}?")),
    "digital": Kind(0.09, True, N_("Did you buy this: {what}?")),
    "code_claim": Kind(0.08, False, N_("Did you add this to your balance: {what}?")),
    "points": Kind(0.01, False, N_("Do you know this change of your points: {what}?")),
    "refund": Kind(0.04, False, N_("Do you know these refunds: {what}?")),
}
