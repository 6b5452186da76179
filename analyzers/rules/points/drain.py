"""Most of the points were used within a day."""

from collections.abc import Iterator

from analyzers import N_
from analyzers.events.arithmetic import at_least, share
from analyzers.events.marks import Mark
from analyzers.events.values import MAX_CONTEXT, MAX_FINDINGS, NOTHING, display_time, note, refs
from analyzers.features import signals
from analyzers.features.drains import drains
from analyzers.features.signals import SignalKind, first_sentence, sentences_of
from analyzers.rules.view import View

title = N_("Most of the points were used within a day")
message = N_("Within one day, until {at}, {spent} of {held} points were used. {beside}")
innocent = N_("This may be harmless: people save points for a sale or for something expensive. {note}")
sentence = N_("Within the day until {at}, {spent} of {held} points were used.")
HABIT_SENTENCE = N_("You have used up your points in one go before.")
MIN_POINTS = 1_000  # fewer are of no use to a thief
MIN_HABIT_DRAINS = 2  # before
CORROBORATING: tuple[SignalKind, ...] = ("login", "control", "device", "address", "gift_card")
severity = "medium"
kind = "rule"
tags = ("points", "shop")
account = "points"
needs = (
    "ledger.at",
    "ledger.at_basis?",
    "ledger.amount_minor",
    "ledger.balance_minor",
    "ledger.currency?",
    "signals",
)
references = ("National Police Agency of Japan (points used by others)",)


def find(history: View) -> Iterator[Mark]:
    """One fact for each day. The uses until the points were spent are triggers, later ones of that day are context."""
    large = [drain for drain in drains(history.table("ledger")) if drain.spent >= MIN_POINTS]
    for drain in large[-MAX_FINDINGS:]:
        last = drain.uses.row(-1, named=True)
        corroborating = history.of(signals.measure).near(last["at"], CORROBORATING)
        habit = drain.earlier >= MIN_HABIT_DRAINS
        yield Mark(
            triggers=refs("ledger", drain.uses["row"]),
            context=(*refs("ledger", drain.later["row"], MAX_CONTEXT), *(one.ref for one in corroborating)),
            values={
                "at": display_time(last["at"], last["at_basis"]),
                "spent": drain.spent,
                "held": drain.held,
                "beside": first_sentence(corroborating),
                "note": note(HABIT_SENTENCE) if habit else NOTHING,
            },
            arithmetic=(
                at_least(drain.spent, MIN_POINTS),
                share(drain.spent, drain.held, drain.spent / drain.held),
                *sentences_of(corroborating),
            ),
            score=drain.spent / drain.held,
            severity=None if corroborating else "info" if habit else "low",
        )
