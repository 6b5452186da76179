"""One of the owner's devices had to sign in repeatedly within a day: somebody else may be signing it out."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.changes import suspicious_sign_ins
from analyzers.features.visits import ROW_ORDER, device_label, network_label
from analyzers.rules.view import View

title = N_("Signing in again and again within a day")
message = N_(
    "From {at} on, {device} signed in {count} times within a day over {network}. This does not "
    "happen at other times. When somebody else changes a password or signs out all devices, your "
    "own devices must sign in again. {note}"
)
innocent = N_(
    "This may be harmless: an app update, cleared cookies, private windows, or a setting that "
    "keeps asking for the password."
)
sentence = N_("From {at} on, {device} had to sign in {count} times within a day.")
OWN_LABEL = N_("your own device ({device})")
SOMEBODY_LABEL = N_("somebody")
STRANGE_SENTENCE = N_("Around that time there was also a sign-in that is unlike yours.")
SIGN_IN_WORDS = r"(?i)log ?in|log_in|sign[ _-]?in|signin|ログイン|サインイン|anmeld|connexion"
MIN_SIGN_INS = 3
WINDOW = timedelta(hours=24)
MIN_GAP = timedelta(minutes=10)  # sign-ins closer together count as one
SUSPICIOUS_WINDOW = timedelta(hours=72)  # before and after, for a suspicious sign-in
MIN_HABIT_DAYS = 3  # such days that make it a habit
severity = "low"
kind = "rule"
tags = ("account", "takeover", "sign_in", "stolen_session", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.activity",
    "logins.service?",
    "logins.account?",
    "logins.ip?",
    "logins.agent?",
    "sign_ins",
)
references = ("Reports of victims: the app kept signing them out before anything was bought",)
# Reasons why it may be not assessable, by code.
reasons = {
    "habit": N_("Your devices sign in several times on many days, so a day like this says nothing."),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each such day. Its first sign-in is the trigger, the others are context."""
    times = _times(history)
    first = _bursts(times)
    if first.height >= MIN_HABIT_DAYS:
        yield Gap("habit", "")
        return
    days = list(_days(history, times, first))
    clusters = history.of(sign_ins.measure).at(pl.Series([rows["row"][0] for rows in days], dtype=pl.UInt32))
    suspicious = suspicious_sign_ins(history.of(sign_ins.measure)).all if days else ()
    for rows in days:
        head = rows.row(0, named=True)
        cluster = clusters[head["row"]]
        if not cluster["new_network"] and not cluster["new_device"]:
            name = device_label(cluster)
            near = [one.row for one in suspicious if abs(one.at - head["at"]) <= SUSPICIOUS_WINDOW]
            yield Mark(
                triggers=refs("logins", [head["row"]]),
                context=(*refs("logins", rows["row"][1:], MAX_CONTEXT), *refs("logins", near, 1)),
                values={
                    "at": display_time(head["at"], head["at_basis"]),
                    "device": note(OWN_LABEL, device=name) if name else note(SOMEBODY_LABEL),
                    "network": network_label(cluster),
                    "count": rows.height,
                    "note": note(STRANGE_SENTENCE) if near else NOTHING,
                },
                arithmetic=(counted(rows.height, MIN_SIGN_INS, WINDOW),),
                score=float(rows.height),
                severity=None if near else "info",
            )


def _times(history: View) -> pl.DataFrame:
    """(row, who, at) of the entries about a sign-in at a known time of day; ``who`` is one device of one account."""
    logins = history.table("logins").join(history.of(sign_ins.measure).rows.select("row", "key"), on="row")
    words = logins["activity"].unique().drop_nulls()
    words = words.filter(words.str.contains(SIGN_IN_WORDS))
    is_sign_in = pl.col("activity").is_in(words.implode()) & (pl.col("at_basis") != "date_only").fill_null(True)
    who = pl.col("service").hash(1) ^ pl.col("account").hash(2) ^ pl.col("key").hash(3)
    return logins.filter(is_sign_in).select("row", "at", who=who)


def _bursts(times: pl.DataFrame) -> pl.DataFrame:
    """(who, at) of the first sign-in of every day on which a device signs in often enough."""
    times = times.select("who", "at").sort("who", "at")
    here = pl.col("who") == pl.col("who").shift(1)
    times = times.filter(~here.fill_null(False) | (pl.col("at") - pl.col("at").shift(1) > MIN_GAP).fill_null(True))
    last = pl.when(pl.col("who") == pl.col("who").shift(1 - MIN_SIGN_INS)).then(pl.col("at").shift(1 - MIN_SIGN_INS))
    first = times.filter(last - pl.col("at") <= WINDOW).sort("at", "who").with_columns(day=pl.col("at").dt.date())
    return first.unique("day", keep="first", maintain_order=True).drop("day")


def _days(history: View, times: pl.DataFrame, first: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The sign-ins (row, at, at_basis …) of each of these days, at least ``MIN_GAP`` apart, oldest first."""
    for who, at in first.iter_rows():
        mine = times.filter(pl.col("who") == who, pl.col("at").is_between(at, at + WINDOW))
        rows = history.table("logins").filter(pl.col("row").is_in(mine["row"].implode())).sort(*ROW_ORDER)
        rows = rows.unique("at", keep="first", maintain_order=True)
        yield rows.filter((pl.col("at").diff() > MIN_GAP).fill_null(True))
