"""The first sign-in after half a year of silence, with a new device."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import lasting
from analyzers.events.marks import Gap, Mark, Part
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.visits import device_label, network_label, rows_of
from analyzers.rules.view import View

title = N_("A sign-in with a new device after a long silence")
message = N_(
    "On {at} somebody signed in with {device} over {network}. Before that, nobody had signed in "
    "for {days} days, and this device appears in no earlier sign-in. Accounts that nobody looks at "
    "are taken over unnoticed. {note}"
)
innocent = N_("This may be harmless: you may have come back after a long time, with a new phone or computer.")
sentence = N_("On {at}, after {days} days of silence, somebody signed in with a new device ({device}).")
NETWORK_SENTENCE = N_("The network is one that you used before the silence, which suggests that it was you.")
RATIO_SENTENCE = N_("Days of silence: {silence} ÷ {other}, which is the longest other silence (at least one day).")
HABIT_SENTENCE = N_("Your history has another silence nearly as long, so this may be how you use the account.")
MIN_SILENCE = timedelta(days=180)
HABIT_SHARE = 0.5  # of the silence: another one that long makes it a habit
severity = "low"
kind = "surprise"
tags = ("account", "takeover", "sign_in", "unused_device", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.agent",
    "logins.ip?",
    "logins.activity?",
    "sign_ins",
)
references = ("Entra ID, unfamiliar sign-in properties (learns again after a long period of inactivity)",)


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each silence that a new device ended. Its first sign-in is the trigger."""
    clusters = history.of(sign_ins.measure).clusters.sort("start", "key")
    silent = clusters.with_columns(silence=pl.col("start") - pl.col("end").cum_max().shift(1))
    silences = silent["silence"].drop_nulls().sort(descending=True).head(2).to_list()
    for head in silent.filter(pl.col("silence") >= MIN_SILENCE).iter_rows(named=True):
        before = clusters.filter(pl.col("start") < head["start"])
        known = before.filter(pl.col(name).eq_missing(head[name]) for name in ("system", "program"))
        if (head["system"] or head["program"]) and not known.height and not head["owned"]:
            cluster = clusters.filter(pl.col("cluster") == head["cluster"])
            rows = rows_of(history.of(sign_ins.measure), cluster, history.table("logins"))
            other = next((one for one in silences if one != head["silence"]), timedelta(0))
            longest = max(other, timedelta(days=1))
            net = head["net"] is not None and (before["net"] == head["net"]).any()
            reason = NETWORK_SENTENCE if net else HABIT_SENTENCE if other >= HABIT_SHARE * head["silence"] else NOTHING
            yield Mark(
                triggers=refs("logins", rows["row"][:1]),
                context=refs("logins", rows["row"][1:], MAX_CONTEXT),
                values={
                    "at": display_time(rows["at"][0], rows["at_basis"][0]),
                    "device": device_label(head),
                    "network": network_label(head),
                    "days": head["silence"].days,
                    "note": note(reason) if reason else NOTHING,
                },
                arithmetic=(lasting(head["silence"], MIN_SILENCE),),
                score=head["silence"] / longest,
                parts=(_ratio(head["silence"], longest),),
                severity="info" if reason else None,
            )


def _ratio(silence: timedelta, other: timedelta) -> Part:
    """The score as a quotient of two numbers of days that can be checked by hand."""
    days, most = (round(span / timedelta(days=1), 2) for span in (silence, other))
    return Part(note(RATIO_SENTENCE, silence=f"{days:.2f}", other=f"{most:.2f}"), days / most)
