"""A device was registered soon after a suspicious sign-in or from an unknown place."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from datetime import timedelta

from analyzers import N_
from analyzers.events.arithmetic import apart, counted
from analyzers.events.marks import Gap, Mark, Severity
from analyzers.events.values import display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.changes import COLUMNS, Change, account_changes, network_of
from analyzers.rules.view import View

title = N_("A device was added to the account")
message = N_(
    "On {at} this device was added: {device}. {reason} A device that is registered to the account "
    "can place orders, often without a password."
)
innocent = N_(
    "This may be harmless: you or somebody in your family may have set up a device that you had "
    "bought or were given. If you bought such a device in the two weeks before, it is probably "
    "that one."
)
sentence = N_("On {at} a device was added to the account: {device}.")
UNNAMED_LABEL = N_("a device that the file does not name")
STRONG_SENTENCE = N_(
    "Shortly before, somebody signed in over a network, from a place and with a device that are all new for you."
)
WEAK_SENTENCE = N_("Shortly before, somebody signed in in a way that is new for you.")
AWAY_SENTENCE = N_("It was done over a network and from a place that appear in none of your sign-ins: {network}.")
OWN_SENTENCE = N_("It was done over a network that you use yourself, so it was probably you.")
SIGN_IN_WINDOW = timedelta(hours=72)  # before the registration
MIN_DISTANT_DEVICES = 2  # registered from unknown places within the window
DISTANT_DEVICES_WINDOW = timedelta(days=90)  # before and after
severity = "medium"
kind = "rule"
tags = ("account", "takeover", "device", "household", "screen")
needs = (*COLUMNS, "logins.prefix", "sign_ins")
references = (
    "Guides on hijacked shop accounts: orders by voice, through a speaker that the thief had added",
    "MITRE ATT&CK T1098.005, device registration",
)
# Reasons why it may be not assessable, by code.
reasons = {
    "no_days": N_("The files handed in do not list devices with the day on which they were added."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each device. Its first registration is the trigger."""
    all_changes = list(
        account_changes(
            history.table("changes"), history.of(sign_ins.measure), history.owner, ("device",), SIGN_IN_WINDOW
        )
    )
    if not all_changes:
        yield Gap("no_days", "")
    known: set[str] = set()
    suspicious = list[Change]()
    for change in all_changes:
        name = change.row["what"]
        if name not in known and (change.near or change.where == "away"):
            suspicious.append(change)
        if name:
            known.add(name)
    away = [change.row["at"] for change in suspicious if change.where == "away"]
    for change in suspicious:
        at = change.row["at"]
        near = bisect_right(away, at + DISTANT_DEVICES_WINDOW) - bisect_left(away, at - DISTANT_DEVICES_WINDOW)
        yield _fact(change, near if change.where == "away" else 0)


def _fact(change: Change, near: int) -> Mark:
    """``several``: other devices were registered from unknown places at that time."""
    lowered: Severity | None = None
    if change.where == "own":
        lowered, reason = "info", note(OWN_SENTENCE)
    elif change.near:
        reason = note(STRONG_SENTENCE if change.near.strong else WEAK_SENTENCE)
        # A weak sign-in alarms only if the device was registered over a known network that is not the owner's.
        lowered = None if change.near.strong or change.row["asn"] is not None else "low"
    else:
        reason = note(AWAY_SENTENCE, network=network_of(change))
        lowered = None if near >= MIN_DISTANT_DEVICES else "low"
    return Mark(
        triggers=refs("changes", [change.row["row"]]),
        context=refs("logins", [change.near.row] if change.near else []),
        values={
            "at": display_time(change.row["at"], change.row["at_basis"]),
            "device": change.row["what"] or note(UNNAMED_LABEL),
            "reason": reason,
        },
        arithmetic=(
            *(
                (apart(change.row["at"] - change.near.at, SIGN_IN_WINDOW),)
                if change.near
                else (counted(near, MIN_DISTANT_DEVICES, DISTANT_DEVICES_WINDOW),)
                if near
                else ()
            ),
        ),
        severity=lowered,
    )
