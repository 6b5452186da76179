"""A delivery address was added, or first used, soon after a suspicious sign-in."""

from collections.abc import Iterator
from datetime import timedelta

from analyzers import N_
from analyzers.events.arithmetic import apart
from analyzers.events.marks import Mark, Ref, Severity
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import recipients, sign_ins
from analyzers.features.changes import COLUMNS, Change, SuspiciousSignIn, account_changes, suspicious_sign_ins
from analyzers.features.new_addresses import NewAddress
from analyzers.rules.view import View

title = N_("A new address soon after an unusual sign-in")
message = N_(
    "On {at} an address was used that is new in your list: {address}. {reason} Somebody who "
    "misuses an account may add an address to which goods can be sent, and keep it for later. {note}"
)
innocent = N_(
    "This may be harmless: a present, a holiday, a move or a parcel locker, ordered with a device "
    "or from a place that is new for you."
)
sentence = N_("On {at} an address was added that is new for you: {address}.")
UNNAMED_LABEL = N_("an address that the file does not name")
STRONG_SENTENCE = N_(
    "Up to three days earlier, somebody signed in over a network, from a place and with a device "
    "that are all new for you."
)
WEAK_SENTENCE = N_("Up to three days earlier, somebody signed in in a way that is new for you.")
GIFT_SENTENCE = N_("The order carries a gift message or names somebody who receives it as a gift.")
OWN_SENTENCE = N_("It was added over a network that you use yourself, so it was probably you.")
SIGN_IN_WINDOW = timedelta(hours=72)  # before the address was added or used
severity = "medium"
kind = "rule"
tags = ("account", "address", "household", "screen")
needs = (
    "orders.order_id",
    "orders.at",
    "orders.address",
    *(f"{one}?" if not one.endswith("?") else one for one in COLUMNS),
    "logins.prefix",
    "recipients",
    "sign_ins",
)
references = (
    "Reports of victims: a stranger's name and address were added before anything was bought",
    "Stripe Radar and MaxMind minFraud, new shipping address",
)


def find(history: View) -> Iterator[Mark]:
    """One fact for each address. The lines of the first order to it, or the change that added it, are the triggers."""
    suspicious = suspicious_sign_ins(history.of(sign_ins.measure))
    for new in history.of(recipients.measure).new:
        near = suspicious.before(new.at, SIGN_IN_WINDOW, new.rows["at_basis"][0])
        if near and not new.regular:
            yield _ordered(new, near)
    for change in account_changes(
        history.table("changes"), history.of(sign_ins.measure), history.owner, ("address",), SIGN_IN_WINDOW
    ):
        if change.near:
            yield _added(change, change.near)


def _ordered(new: NewAddress, near: SuspiciousSignIn) -> Mark:
    here = new.rows["order_id"] == new.rows["order_id"][0]
    lowered: Severity | None = None if near.strong and not new.gift else "low"
    return Mark(
        triggers=refs("orders", new.rows.filter(here)["row"]),
        context=(*refs("orders", new.rows.filter(~here)["row"], MAX_CONTEXT), Ref("logins", near.row)),
        values={
            "at": display_time(new.at, new.rows["at_basis"][0]),
            "address": new.rows["address"][0],
            "reason": note(STRONG_SENTENCE if near.strong else WEAK_SENTENCE),
            "note": note(GIFT_SENTENCE) if new.gift else NOTHING,
        },
        arithmetic=(apart(new.at - near.at, SIGN_IN_WINDOW),),
        severity=lowered,
    )


def _added(change: Change, near: SuspiciousSignIn) -> Mark:
    own = change.where == "own"
    lowered: Severity | None = "info" if own else None if near.strong else "low"
    return Mark(
        triggers=refs("changes", [change.row["row"]]),
        context=refs("logins", [near.row]),
        values={
            "at": display_time(change.row["at"], change.row["at_basis"]),
            "address": change.row["what"] or note(UNNAMED_LABEL),
            "reason": note(STRONG_SENTENCE if near.strong else WEAK_SENTENCE),
            "note": note(OWN_SENTENCE) if own else NOTHING,
        },
        arithmetic=(apart(change.row["at"] - near.at, SIGN_IN_WINDOW),),
        severity=lowered,
    )
