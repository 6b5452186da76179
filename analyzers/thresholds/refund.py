"""Thresholds of the rules about refunds."""

from analyzers.thresholds import FACT, JUDGED, TRIED, number
from analyzers.thresholds.spans import DAY, MONTH, QUARTER, REPEATED, SEVERAL, TWO_MONTHS


class ExceedsPaid:
    """``refund.exceeds_paid``: more was refunded for an order than was charged."""

    MAX_ADJUSTMENT_SHARE = number(0.5, "of the charge: a shop may add less than this to apologise", JUDGED)


class Overpaid:
    """Refunds against charges (``analyzers/features/overpaid.py``)."""

    ROUNDING_MINOR = number(1, "minor units that rounding may add for each line of an order", FACT)


class Rerouted:
    """``refund.rerouted``: refunds that did not go to the card (``analyzers/features/rerouted_refunds.py``)."""

    HABIT_BEFORE = number(MONTH, "a refund to the same destination at least this long before makes a habit", JUDGED)
    MIN_HABIT_REFUNDS_AFTER = number(REPEATED, "later refunds to the same destination that make a habit", TRIED)
    SAME_TIME_WINDOW = number(DAY, "refunds of several orders this close are no choice while returning items", JUDGED)
    MIN_SERIES_REFUNDS = number(SEVERAL, "refunds to a new destination within the window", TRIED)
    SERIES_WINDOW = number(TWO_MONTHS, "of such a series", TRIED)
    MIN_RATE_RATIO = number(3, "of the series to the rate of refunds before", TRIED)
    MIN_HISTORY = number(QUARTER, "after the first order, before a rate is known", JUDGED)
