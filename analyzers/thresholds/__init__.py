"""Every threshold of the rules, with where it comes from: one table for each family of rules, and the spans and counts
that all of them use. Rules and features read a number where they use it (``limits.Drain.MIN_SHARE_SPENT``)."""

from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Source(NamedTuple):
    """Where a number comes from, in a sentence for ``docs/thresholds.md``."""

    sentence: str


# Without a published source.
JUDGED = Source("Our own judgement; `detection.md` measures the rules with it.")
TRIED = Source("Tried on simulated and on testers' accounts; `detection-log.md` says what else was tried.")
WORK = Source("Only bounds the work: more of them are never read or shown.")
FACT = Source("A fact about the files or the data of places.")
# Published.
COD_END = Source(
    "Amazon.co.jp ended cash on delivery on that day (news.mynavi.jp 20240610-2962757, nlab.itmedia.co.jp)."
)
ENTRA = Source("Microsoft Entra ID learns a user's sign-ins for 14 days or 10 sign-ins.")
FREEMAN = Source("Freeman et al. (NDSS 2016), with the weights of das-group's implementation (rba-algorithm).")
PANTHER = Source("Panther looks back 1,800 minutes from a change of an account to a sign-in.")
PAYPAL_DISTANCE = Source("PayPal's fraud filters compare places within 100 miles.")
PAYPAL_WINDOW = Source("PayPal's fraud filters count payments within 72 hours.")
ROBUST = Source("Iglewicz and Hoaglin: a modified z-score above 3.5 is an outlier.")
REPORTED = Source(
    "Reported cases: orders of some tens of yen that hide others (nlab.itmedia.co.jp 2021-04-09, jimeishi.net)."
)


def number(value: T, meaning: str, source: Source) -> T:
    """One line of a table: the number itself, what it limits (a phrase), and where it comes from."""
    return value
