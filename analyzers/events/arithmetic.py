"""The arithmetic of a mark: one sentence for each comparison that decided, with its two sides and the limit."""

from datetime import timedelta

from analyzers import N_, nN_
from analyzers.events.marks import Money, Sentence, Value
from analyzers.events.values import note

DAYS_LABEL = nN_("{count} day", "{count} days")
HOURS_LABEL = nN_("{count} hour", "{count} hours")
MINUTES_LABEL = nN_("{count} minute", "{count} minutes")
COUNT_SENTENCE = N_("Events of this kind: {count}. At least {least} are needed.")
WITHIN_SENTENCE = N_("Events of this kind within {span}: {count}. At least {least} are needed.")
EARLIER_SENTENCE = N_("Earlier events to compare with: {count}. At least {least} are needed.")
APART_SENTENCE = N_("The time between the two: {span}. At most {most} count as together.")
TIMES_SENTENCE = N_("{amount} is {result} times {usual}. At least {least} times is needed.")
MULTIPLE_SENTENCE = N_("{amount} is {result} times {usual}.")
SHARE_SENTENCE = N_("{part} of {whole} is {result} %.")
LEAST_SENTENCE = N_("{count} is at least {least}.")
RARITY_SENTENCE = N_(
    "Place {place} + device {device} = {result}; what is usual for this account is taken off for the score."
)
BALANCE_SENTENCE = N_("Balance before {before}, this entry {amount}, so {expected} is expected; the file says {shown}.")
EXCESS_SENTENCE = N_("Refunded {refunded}, paid {paid}: {excess} too much.")


def span(duration: timedelta) -> Sentence:
    """A duration in days, hours or minutes, with one decimal if it is not a whole number."""
    for label, unit in ((DAYS_LABEL, timedelta(days=1)), (HOURS_LABEL, timedelta(hours=1))):
        if duration >= 2 * unit:
            return note(label, count=f"{duration / unit:.1f}".removesuffix(".0"))
    return note(MINUTES_LABEL, count=duration // timedelta(minutes=1))


def counted(count: int, least: int, within: timedelta | None = None) -> Sentence:
    """A sentence with the number of events and the required number, and the window if one is given."""
    if within is None:
        return note(COUNT_SENTENCE, count=count, least=least)
    return note(WITHIN_SENTENCE, count=count, least=least, span=span(within))


def earlier(count: int, least: int) -> Sentence:
    """The number of earlier events that a comparison rests on, beside the required number."""
    return note(EARLIER_SENTENCE, count=count, least=least)


def apart(distance: timedelta, most: timedelta) -> Sentence:
    """The distance in time of two events beside the limit up to which they belong together."""
    return note(APART_SENTENCE, span=span(abs(distance)), most=span(most))


def times(amount: Money, usual: float | None, least: float | None = None) -> tuple[Sentence, ...]:
    """The ratio of an amount to the usual amount (minor units) beside the required ratio; empty if no usual amount
    is known."""
    if not usual:
        return ()
    result, base = f"{amount.minor / usual:.1f}", Money(round(usual), amount.currency)
    if least is None:
        return (note(MULTIPLE_SENTENCE, amount=amount, result=result, usual=base),)
    return (note(TIMES_SENTENCE, amount=amount, result=result, usual=base, least=f"{least:g}"),)


def share(part: Value, whole: Value, result: float) -> Sentence:
    """The share of a part in a whole, as a percentage."""
    return note(SHARE_SENTENCE, part=part, whole=whole, result=f"{100 * result:.0f}")


def at_least(count: Value, least: Value) -> Sentence:
    """A number beside the required minimum."""
    return note(LEAST_SENTENCE, count=count, least=least)
