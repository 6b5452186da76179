"""A password, mail address, phone number or second factor was changed soon after a suspicious sign-in or from an
unknown place."""

from collections.abc import Iterator
from datetime import timedelta

from analyzers import N_
from analyzers.events.arithmetic import apart, counted
from analyzers.events.marks import Gap, Mark, Ref, Severity
from analyzers.events.values import MAX_CONTEXT, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.changes import COLUMNS, Change, account_changes, runs
from analyzers.rules.view import View

title = N_("Somebody changed who can get into the account")
message = N_(
    "On {at}: {what} Changes of this kind within three days: {count}. {reason} A change like this "
    "lets somebody keep the account and lock you out."
)
innocent = N_(
    "This may be harmless: you may have changed it yourself, for example because you had noticed "
    "the sign-in or a message asked you to."
)
sentence = N_("On {at} {what}")
CHANGE_SENTENCES = {
    "password": N_("the password was changed."),
    "mail": N_("the email address was changed."),
    "phone": N_("the phone number was changed."),
    "two_step": N_("the two-step verification was changed."),
}
STRONG_SENTENCE = N_(
    "Shortly before, somebody signed in over a network, from a place and with a device that are all new for you."
)
WEAK_SENTENCE = N_("Shortly before, somebody signed in in a way that is new for you.")
AWAY_SENTENCE = N_("It was done over a network and from a place that appear in none of your sign-ins.")
OWN_SENTENCE = N_("It was done over a network that you use yourself, so it was probably you.")
SIGN_IN_WINDOW = timedelta(hours=30)  # before a change
RUN_PAUSE = timedelta(hours=72)  # between changes of one run
severity = "high"
kind = "rule"
tags = ("account", "takeover", "control", "household", "screen", "shop")
needs = (*COLUMNS, "logins.prefix", "sign_ins")
references = (
    "Panther, correlation of a sign-in with an account change (look-back 1800 minutes)",
    "MITRE ATT&CK T1098, account manipulation",
)
# Reasons why it may be not assessable, by code.
reasons = {
    "no_changes": N_(
        "The files handed in list no changes of the password, the email address, the phone number "
        "or the two-step verification."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each run of equally suspicious changes. The first change is the trigger."""
    all_changes = list(
        account_changes(
            history.table("changes"),
            history.of(sign_ins.measure),
            history.owner,
            tuple(CHANGE_SENTENCES),
            SIGN_IN_WINDOW,
        )
    )
    if not all_changes:
        yield Gap("no_changes", "")
    judged: dict[tuple[Severity | None, str], list[Change]] = {}
    for change in all_changes:
        if change.near or change.where == "away":
            judged.setdefault(_severity_and_reason(change), []).append(change)
    for (lowered, reason), same in judged.items():
        for run in runs(same, RUN_PAUSE):
            yield _fact(run, lowered, reason)


def _severity_and_reason(change: Change) -> tuple[Severity | None, str]:
    if change.where == "own":
        return "info", OWN_SENTENCE
    if change.near and change.near.strong:
        return None if change.row["asn"] is not None else "medium", STRONG_SENTENCE
    return ("medium", WEAK_SENTENCE) if change.near else ("low", AWAY_SENTENCE)


def _fact(run: list[Change], lowered: Severity | None, reason: str) -> Mark:
    head = run[0].row
    near = dict.fromkeys(one.near.row for one in run if one.near)
    return Mark(
        triggers=refs("changes", [head["row"]]),
        context=(*(Ref("changes", one.row["row"]) for one in run[1:MAX_CONTEXT]), *refs("logins", near)),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "what": note(CHANGE_SENTENCES[head["kind"]]),
            "count": len(run),
            "reason": note(reason),
        },
        arithmetic=(
            counted(len(run), 1, RUN_PAUSE),
            *(apart(one.row["at"] - one.near.at, SIGN_IN_WINDOW) for one in run[:1] if one.near),
        ),
        score=float(len(run)),
        severity=lowered,
    )
