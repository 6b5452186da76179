"""Thresholds of the rules for sellers."""

from analyzers.thresholds import JUDGED, number
from analyzers.thresholds.spans import EPISODE, SEVERAL, WEEK


class PendingBurst:
    """``seller.pending_burst``: many orders that nobody pays."""

    MIN_ORDERS = number(SEVERAL, "orders within the window", JUDGED)
    MIN_ORDERS_STRONG = number(5, "for high severity, or for medium where they were cancelled", JUDGED)
    WINDOW = number(EPISODE, "for the orders of one item", JUDGED)
    RECIPIENT_WINDOW = number(WEEK, "for the orders of one recipient", JUDGED)
