"""Thresholds of the rules about subscriptions."""

from datetime import timedelta

from analyzers.thresholds import JUDGED, TRIED, number
from analyzers.thresholds.spans import ENOUGH, MONTH, REPEATED, SEVERAL


class New:
    """``subscription.new``: the first order of a membership or subscription."""

    MIN_PRIOR_ORDERS = number(ENOUGH, "orders before a subscription can be new", JUDGED)
    MIN_STARTED_AT_ONCE = number(SEVERAL, "started within the hour below: nobody starts so many by chance", TRIED)
    AT_ONCE_WINDOW = number(timedelta(minutes=60), "for those", TRIED)
    WINDOW = number(MONTH, "before and after, in which subscriptions count as started together", TRIED)
    MIN_STARTED = number(REPEATED, "started together: then a weak signal is enough, or that they are recent", TRIED)
    MIN_PAID_ORDERS = number(REPEATED, "payments for each of them, if no signal corroborates", TRIED)
