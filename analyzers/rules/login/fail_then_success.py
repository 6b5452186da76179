"""A guessed password: many failed attempts, then a sign-in over a new network."""

from collections.abc import Iterator
from datetime import timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import counted
from analyzers.events.marks import Gap, Mark, Severity
from analyzers.events.schemas import Row
from analyzers.events.values import MAX_CONTEXT, NOTHING, display_time, note, refs
from analyzers.features import sign_ins
from analyzers.features.visits import MAX_VISITS, ROW_ORDER, network_label
from analyzers.rules.view import View

title = N_("Many failed attempts, and then somebody got in")
message = N_(
    "On {at} somebody signed in to the account over {network}. In the hour before that there were {failures} failed "
    "attempts, and no earlier sign-in came from there. Somebody may have tried passwords until one fitted, "
    "or known it from a leak. A program may have done so, or you may have forgotten it. {note}"
)
innocent = N_(
    "This may be harmless: a forgotten password, a keyboard in another language, or a program that "
    "kept trying an old password on a day when you were somewhere new."
)
sentence = N_("On {at}, after {failures} failed attempts, somebody got in over {network}.")
USUAL_SENTENCE = N_("You sign in over this company's network at other times as well, which suggests that it was you.")
MIN_FAILURES = 5
WINDOW = timedelta(hours=1)
severity = "medium"
kind = "rule"
tags = ("account", "takeover", "sign_in", "guessed_password", "household", "screen")
needs = (
    "logins.at",
    "logins.at_basis?",
    "logins.success",
    "logins.prefix",
    "logins.ip?",
    "logins.service?",
    "logins.account?",
    "logins.agent?",
    "logins.activity?",
    "sign_ins",
)
references = (
    "Panther, BruteForceByIP (20 failures in 60 minutes, for whole companies)",
    "Entra ID, password spray (fires only if the password was right)",
)
ACCOUNT_COLUMNS = ("service", "account")


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each run of failures. The sign-in that ended it is the trigger, the failures are context."""
    logins = history.table("logins").filter(
        pl.col("at").is_not_null() & (pl.col("at_basis") != "date_only").fill_null(True)
    )
    logins = logins.with_columns(pl.col(ACCOUNT_COLUMNS).fill_null(""))
    failed = logins.filter(~pl.col("success")).sort(*ACCOUNT_COLUMNS, *ROW_ORDER)
    if failed.height < MIN_FAILURES:
        return
    good = logins.filter(pl.col("success").fill_null(True)).sort(*ROW_ORDER)
    found = _ended(good, failed)
    found = found.filter(pl.col("prefix").is_not_null() & pl.col("row").is_in(_first(good).implode()))
    clusters = history.of(sign_ins.measure).at(found["row"])
    for head in found.tail(MAX_VISITS).iter_rows(named=True):
        cluster = clusters[head["row"]]
        if not cluster["owned"] and (cluster["new_network"] or cluster["new_device"]):
            yield _fact(head, cluster, failed)


def _ended(good: pl.DataFrame, failed: pl.DataFrame) -> pl.DataFrame:
    """The first successful sign-in after each run of enough failures, with their number ``failures``."""
    numbered = failed.with_columns(number=pl.int_range(1, pl.len() + 1).over(ACCOUNT_COLUMNS))
    number = numbered.select(*ACCOUNT_COLUMNS, "at", "number").sort("at", "number")
    before = {"on": "at", "by": list(ACCOUNT_COLUMNS), "strategy": "backward"}
    soon = good.join_asof(number, **before, tolerance=WINDOW, check_sortedness=False)  # type: ignore[arg-type]
    soon = soon.filter(pl.col("number").is_not_null())
    older = soon.with_columns(here=pl.col("at"), at=pl.col("at") - WINDOW).sort("at")
    earlier = number.rename({"number": "past"})
    older = older.join_asof(earlier, **before, allow_exact_matches=False, check_sortedness=False)  # type: ignore[arg-type]
    counted = older.with_columns(at=pl.col("here"), failures=pl.col("number") - pl.col("past").fill_null(0))
    enough = counted.filter(pl.col("failures") >= MIN_FAILURES).sort(*ROW_ORDER)
    return enough.unique([*ACCOUNT_COLUMNS, "number"], keep="first", maintain_order=True)


def _first(good: pl.DataFrame) -> pl.Series:
    """The sign-ins that are the first of their prefix, or within an hour of it."""
    return good.filter(pl.col("at") - pl.col("at").min().over("prefix") <= WINDOW)["row"]


def _fact(head: Row, cluster: Row, failed: pl.DataFrame) -> Mark:
    mine = failed.filter(pl.col(name) == head[name] for name in ACCOUNT_COLUMNS)
    mine = mine.filter(pl.col("at").is_between(head["at"] - WINDOW, head["at"]))
    elsewhere = cluster["new_country"] or cluster["network_kind"] == "hosting" or cluster["new_device"]
    lowered: Severity | None = None if cluster["new_network"] and elsewhere else "low"
    return Mark(
        triggers=refs("logins", [head["row"]]),
        context=refs("logins", mine["row"], MAX_CONTEXT),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "network": network_label(cluster),
            "failures": head["failures"],
            "note": NOTHING if cluster["new_network"] else note(USUAL_SENTENCE),
        },
        arithmetic=(counted(head["failures"], MIN_FAILURES, WINDOW),),
        score=float(head["failures"]),
        severity=lowered,
    )
