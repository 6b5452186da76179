"""Thresholds of the rules about the whole case: signals beside each other."""

from datetime import timedelta

from analyzers.thresholds import JUDGED, PANTHER, WORK, number
from analyzers.thresholds.spans import ENOUGH, EPISODE, SEVERAL


class TakeoverChain:
    """``case.takeover_chain``: a sign-in, then a change or a new address, then money."""

    MIN_SIGNALS = number(SEVERAL, "weak signals that make a chain; a strong one counts as two", JUDGED)


class Signals:
    """Suspicious events on one timeline (``analyzers/features/signals.py``)."""

    MIN_OTHER_SIGN_INS = number(ENOUGH, "sign-ins beside the suspicious ones, before a country is unknown", JUDGED)
    CHANGE_WINDOW = number(timedelta(hours=30), "after a suspicious sign-in: such a change belongs to it", PANTHER)
    WINDOW = number(EPISODE, "in which signals corroborate each other", JUDGED)
    MAX_SIGNALS = number(5_000, "signals of one kind", WORK)
    STRONG_WEIGHT = number(4.0, "of a strong signal in a score (nats, roughly)", JUDGED)
    WEAK_WEIGHT = number(2.0, "of a weak one", JUDGED)
    COSTLY_WEIGHT = number(5.0, "of an oddity that neither a gift message nor a name explains", JUDGED)
    ODDITY_WEIGHTS = number(
        {"repeated_expense": 1.5, "expensive": 3.0, "new_payment": 2.0},
        "of the other oddities of a new address",
        JUDGED,
    )
