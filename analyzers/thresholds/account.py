"""Thresholds of the rules about the account: payments to new payees."""

from datetime import timedelta

from analyzers.thresholds import JUDGED, TRIED, number
from analyzers.thresholds.spans import DAY, EPISODE, FEW, MONTH, SEVERAL


class NewPayee:
    """``account.new_payee``: payments to new payees, for far more than usual."""

    MIN_NEW_PAYEES = number(SEVERAL, "new payees that were paid within a day", TRIED)
    MIN_PAYMENT_RATIO_LARGE = number(15, "to the median payment: alone enough to be listed", TRIED)
    MIN_RATIO_TO_OTHER_TIMES = number(2, "to the most that new payees got at another time, to be listed", JUDGED)


class Payees:
    """Whom an account usually pays (``analyzers/features/payees.py``)."""

    MIN_PRIOR_PAYMENTS = number(FEW, "payments of one statement, before a payee can be new", TRIED)
    MIN_PRIOR_SPAN = number(MONTH, "from the first payment of a statement, before a payee can be new", TRIED)
    REPEAT_AFTER = number(MONTH, "a payee paid again so much later is no stranger", TRIED)
    MIN_PAYMENT_RATIO = number(3, "of a payment to a new payee to the median payment", TRIED)
    SUM_WINDOW = number(DAY, "in which such payments are added up", TRIED)
    JOURNEY_WINDOW = number(EPISODE, "before and after a payment: a journey shows in it", TRIED)
    ORDINARY_RATIOS = number((0.1, 2.0), "lowest and highest ratio of an ordinary payment to the median", JUDGED)
    MIN_RATIO_TO_PREVIOUS = number(2, "to the most that the payee ever got", TRIED)
    MIN_JOURNEY_PAYEES = number(SEVERAL, "new payees with ordinary sums that make a journey", TRIED)
    MIN_PAYMENTS_TO_ONE_PAYEE = number(SEVERAL, "payments to one payee within a day", TRIED)
    QUICK_REPEAT_WINDOW = number(
        timedelta(hours=1), "in which two payments to one payee are enough, if the list has times", TRIED
    )
