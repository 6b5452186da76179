"""Thresholds of the rules about balances of gift cards."""

from datetime import timedelta

from analyzers.thresholds import JUDGED, TRIED, WORK, number
from analyzers.thresholds.spans import EPISODE, FORTNIGHT, REPEATED


class ChainBreak:
    """``giftcard.chain_break``: a balance that does not follow from the one before it."""

    LINK_TOLERANCE = number(EPISODE, "between an entry and its order or refund", JUDGED)


class UnmatchedUse:
    """``giftcard.unmatched_use``: balance used for an order that is not in the list."""

    REVERSAL_WINDOW = number(
        timedelta(days=2), "in which a refund without an order number counts as the reversal of a use", JUDGED
    )


class Drain:
    """``giftcard.drain``: most of a balance was spent within a day."""

    MIN_COST_RATIO = number(1, "of the amount spent to the median order", JUDGED)
    MIN_COST_RATIO_LARGE = number(4, "the same, where nothing says what it was for: a large sum", JUDGED)
    MIN_RATIO_TO_OTHER_DRAINS = number(2, "of such a large sum to the most that was spent in a drain before", JUDGED)


class Drains:
    """Balances that are spent within a day (``analyzers/features/drains.py``)."""

    MIN_SHARE_SPENT = number(0.8, "of the balance", JUDGED)
    MIN_OTHER_DAYS = number(5, "days with uses, before anything is known about the usual use", TRIED)
    MIN_RATIO_TO_OTHER_DAYS_SINGLE = number(3, "to the most of another day, for an order that no list explains", TRIED)
    MIN_RATIO_TO_OTHER_DAYS = number(2, "the same for several orders", TRIED)
    MIN_REFUNDS = number(REPEATED, "refunds that filled most of the balance within the window", TRIED)
    REFUND_WINDOW = number(FORTNIGHT, "before the first use, for such refunds", TRIED)
    MIN_COST_RATIO_REFUNDED = number(2, "of the refunded amount spent to the median order", JUDGED)


class LedgerPages:
    """How entries of a ledger are put in order (``analyzers/features/ledger_pages.py``)."""

    MAX_ORDERING_STEPS = number(
        2_000, "steps to order the entries of one day; after that the order of the page stays", WORK
    )
    MAX_ENTRIES_ORDERED = number(100, "entries of one day that are put in order", WORK)
