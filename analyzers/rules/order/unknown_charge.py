"""Several charges of a shop on a card or bank statement within a few days for which the account has no order."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import polars as pl

from analyzers import N_
from analyzers.events.arithmetic import earlier, share, times
from analyzers.events.marks import Gap, Mark, Money
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs, truncation_notice
from analyzers.features import last_event, statements
from analyzers.features.time_windows import RECENT_WINDOW
from analyzers.rules.view import View

title = N_("The shop charged your card for orders that your list does not have")
message = N_(
    "From {at} on, Amazon charged {amount} in a list of your payments (charges: {count}; the "
    "first: {payee}), and no order in your list of orders matches. Of Amazon's other charges "
    "there, {explained} of {others} match your orders, so your own orders would be found. Anyone "
    "who has the number of a card can use it in an account of their own, where you do not see what "
    "was ordered."
)
innocent = N_(
    "This may be harmless: somebody in your household may use this card in an account of their "
    "own, or you may have a second account. The orders may also be older than your list or of a kind "
    "that it leaves out. {note}"
)
sentence = N_(
    "From {at} on, Amazon charged {amount} for which your list of orders contains no order (charges: {count})."
)
ONE_SENTENCE = N_("It is a single charge.")
BEFORE_SENTENCE = N_("There were such charges before as well.")
OLD_SENTENCE = N_("This was some time ago.")
MAX_PAUSE = timedelta(days=3)  # between charges that are counted together
MIN_COST_RATIO = 4  # of these charges together to the median charge
MIN_RATIO_TO_EARLIER = 2  # to the sum of all unexplained charges before
MIN_OTHER_CHARGES = 8  # of the statement
MIN_EXPLAINED_SHARE = 0.9  # of the other charges
severity = "medium"
kind = "rule"
tags = ("order", "purchase", "card", "charge", "statement", "household", "screen", "shop")
needs = ("orders.order_id", "orders.at", "orders.total_minor", "statements", "last_event")
references = ("Amazon help on unknown charges", "Resona Card, questions on compensation for misuse")
# Reasons why it may be not assessable, by code.
reasons = {
    "no_statement": N_(
        "None of the lists from your cards, banks and payment services that were handed in shows "
        "charges from Amazon, so there is nothing to compare with your orders."
    ),
    "too_few": N_(
        "Too few of Amazon's other charges in that list match your orders ({explained} of "
        "{others}) to say that the rest are unusual."
    ),
    "too_short": N_(
        "That list has too few other charges from Amazon ({others}) to say whether those that "
        "match no order are unusual."
    ),
    "outside": N_(
        "Some of Amazon's charges belong to a shop or a time that your order files do not cover (charges: {count})."
    ),
}


def find(history: View) -> Iterator[Mark | Gap]:
    """One fact for each group of such charges, at most three days between neighbours. All of them are triggers."""
    lists, latest = history.of(statements.measure), history.of(last_event.measure)
    if not lists:
        yield Gap("no_statement", "", get=history.catalogue.get("statements"))
    found: list[Mark] = []
    for charges in lists:
        outside = charges.filter(~pl.col("state").is_in(["explained", "unexplained"]))
        if outside.height:
            yield Gap("outside", "", refs("payments", outside["row"]), {"count": outside.height})
        fit = charges.filter(pl.col("state") == "explained")
        groups = _groups(charges.filter(pl.col("state") == "unexplained"), fit)
        others = fit.height + sum(one.height for one in groups if not one["costly"][0])
        known = {"explained": fit.height, "others": others}
        if groups and (others < MIN_OTHER_CHARGES or fit.height < MIN_EXPLAINED_SHARE * others):
            rows = [row for one in groups for row in one["row"]]
            reason = ("too_short", {"others": others}) if others < MIN_OTHER_CHARGES else ("too_few", known)
            yield Gap(reason[0], "", refs("payments", rows), reason[1])
        else:
            found += (_fact(one, known, latest) for one in groups if one["costly"][0])
    yield from truncation_notice(len(found))
    yield from sorted(found, key=lambda one: str(one.values["at"]))[-MAX_FINDINGS:]


def _groups(unexplained: pl.DataFrame, fit: pl.DataFrame) -> list[pl.DataFrame]:
    """The charges in groups, oldest first, with their ``sum``, whether it is ``costly`` beside the charges that
    ``fit``, and the sum of all groups ``before``."""
    usual = fit.select(pl.col("amount_minor").median().fill_null(0)).item()
    number = (pl.col("at").diff() > MAX_PAUSE).fill_null(True).cum_sum()
    groups = unexplained.with_columns(group=number).partition_by("group", maintain_order=True)
    before, found = 0, []
    for one in groups:
        spent = int(one["amount_minor"].sum())
        costly = pl.lit(spent >= MIN_COST_RATIO * usual)
        found.append(
            one.with_columns(sum=pl.lit(spent), costly=costly, before=pl.lit(before), usual=pl.lit(float(usual)))
        )
        before += spent
    return found


def _fact(group: pl.DataFrame, known: Mapping[str, int], latest: datetime | None) -> Mark:
    head = group.row(0, named=True)
    old = latest is None or latest - head["at"] > RECENT_WINDOW
    single = ONE_SENTENCE if group.height == 1 else NOTHING
    excuse = OLD_SENTENCE if old else BEFORE_SENTENCE if head["sum"] < MIN_RATIO_TO_EARLIER * head["before"] else single
    return Mark(
        triggers=refs("payments", group["row"][:MAX_CONTEXT]),
        values={
            "at": display_time(head["at"], head["at_basis"]),
            "amount": Money(head["sum"], head["currency"]),
            "count": group.height,
            "payee": head["merchant"],
            "note": note(excuse) if excuse else NOTHING,
            **known,
        },
        arithmetic=(
            *times(Money(head["sum"], head["currency"]), head["usual"], MIN_COST_RATIO),
            share(known["explained"], known["others"], known["explained"] / (known["others"] or 1)),
            earlier(known["others"], MIN_OTHER_CHARGES),
        ),
        score=float(head["sum"]),
        severity="low" if excuse else None,
    )
