"""Sign-ins over a hosting network, where VPNs and Tor exit, outside any habit."""

from collections import Counter
from collections.abc import Iterator

import polars as pl

from analyzers import N_
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.sign_ins import MIN_DAYS_OWN, UNFAMILIAR_NETWORK
from analyzers.features.visits import LONG_SENTENCE, MAX_VISITS, device_label, group_visits, network_label, rows_of_each
from analyzers.rules.view import View

title = N_("Sign-ins over a network that hides where somebody is")
message = N_(
    "The first of these sign-ins was on {at}, over {network}. {device} Sign-ins: {count}. This network belongs to a "
    "company that rents out computers; VPNs and the Tor network use such networks, and "
    "people who misuse accounts can use them too. {note}"
)
innocent = N_(
    "This may be harmless: a VPN on your computer, at work or in a browser, or a program that "
    "fetches your email for you, looks the same."
)
sentence = N_("On {at} somebody signed in over {network}, which hides where they are.")
BY_SENTENCE = N_("It was made with {device}.")
DEVICE_SENTENCE = N_("The device is also new for you.")
AGAIN_SENTENCE = N_("The same device has come over such networks on many occasions, as it would with your own VPN.")
MIN_OTHER_SIGN_INS = 10  # before a network can be unusual
MIN_HABIT_DAYS = 3  # over such networks with a known device, that make a VPN the owner's own
MIN_REPEATED_VISITS = 5  # of one device over such networks, at least 72 hours apart
severity = "medium"
kind = "rule"
tags = ("account", "takeover", "sign_in", "place", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.prefix",
    "logins.ip?",
    "logins.agent?",
    "logins.activity?",
    "sign_ins",
)
references = (
    "Entra ID, anonymous IP address",
    "Panther, Standard.ImpossibleTravel.Login (VPN and relay networks)",
)
# Reasons why it may be not assessable, by code.
reasons = {
    "too_few": N_("There are too few sign-ins to say which networks are usual."),
    "unknown_networks": N_(
        "None of the networks could be identified, so networks that hide people cannot be identified either."
    ),
    "listed": N_("Only the latest {listed} of {count} visits over such networks are listed."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each visit over networks that are seen at no other time. Its first sign-in is the trigger."""
    clusters = history.of(sign_ins.measure).clusters
    if clusters["count"].sum() <= MIN_OTHER_SIGN_INS:
        yield Gap("too_few", "")
        return
    if not clusters["asn"].count():
        yield Gap("unknown_networks", "")
        return
    hosting = clusters.filter((pl.col("network_kind") == "hosting") & ~pl.col("owned"))
    usual = hosting.filter(~pl.col("new_device"))
    habit = usual.select(
        (pl.col("start").dt.date().n_unique() >= MIN_HABIT_DAYS) | (pl.col("days").max() >= MIN_HABIT_DAYS)
    ).item()
    unfamiliar = hosting.filter(UNFAMILIAR_NETWORK & (pl.col("new_device") | pl.lit(not habit)))
    groups = list(group_visits(unfamiliar))
    if len(groups) > MAX_VISITS:
        yield Gap("listed", "", values={"listed": MAX_VISITS, "count": len(groups)})
    seen = Counter(one for group in groups for one in set(group.select("system", "program").iter_rows()))
    latest = groups[-MAX_VISITS:]
    rows = rows_of_each(history.of(sign_ins.measure), latest, history.table("logins"))
    for group, mine in zip(latest, rows, strict=True):
        again = max(seen[one] for one in group.select("system", "program").iter_rows()) >= MIN_REPEATED_VISITS
        yield _fact(group, mine, again)


def _fact(group: pl.DataFrame, rows: pl.DataFrame, again: bool) -> Mark:
    head, new_device = rows.row(0, named=True), bool(group["new_device"].any())
    long = bool((group["rented_days"] >= MIN_DAYS_OWN).any())
    usual = LONG_SENTENCE if long else AGAIN_SENTENCE if again else NOTHING
    excuse = usual or (DEVICE_SENTENCE if new_device else NOTHING)
    cluster = group.sort("new_device", "start", "key", descending=[True, False, False]).row(0, named=True)
    name = device_label(cluster)
    return Mark(
        triggers=refs("logins", [head["row"]]),
        context=refs("logins", rows["row"][1:], MAX_CONTEXT),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "network": network_label(cluster),
            "device": note(BY_SENTENCE, device=name) if name else NOTHING,
            "count": rows.height,
            "note": note(excuse) if excuse else NOTHING,
        },
        score=cluster["score"],
        severity=None if new_device and group["new_country"].any() and not usual else "low",
    )
