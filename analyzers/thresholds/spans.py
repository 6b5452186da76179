"""The spans of time and the counts of which most thresholds are made."""

from datetime import timedelta

from analyzers.thresholds import ENTRA, JUDGED, PAYPAL_WINDOW, TRIED, number

DAY = number(timedelta(hours=24), "done in one go; what a date without a time or a time zone leaves open", JUDGED)
EPISODE = number(
    timedelta(hours=72), "between two things of one incident, whose signs corroborate each other", PAYPAL_WINDOW
)
WEEK = number(timedelta(days=7), "of a burst: many things in a row", JUDGED)
FORTNIGHT = number(timedelta(days=14), "of what is not done at once", ENTRA)
MONTH = number(timedelta(days=30), "between two things that are a habit", JUDGED)
TWO_MONTHS = number(timedelta(days=60), "of what is neither a journey nor a round of presents any more", TRIED)
QUARTER = number(timedelta(days=90), "of what is no incident any more", TRIED)
RECENT_WINDOW = number(
    timedelta(days=180),
    "before the last event of the history: so recent that later events have not yet explained what happened",
    TRIED,
)
SHORT_RECENT_WINDOW = number(
    QUARTER, "the same for what has everyday explanations, such as an expensive order in the owner's name", TRIED
)
LATER_HABIT_WINDOW = number(QUARTER, "after an event: the same again this much later is a habit", TRIED)
GIFT_MONTHS = number(frozenset({12}), "the months in which unusual purchases are mostly presents", TRIED)
REPEATED = number(2, "what is not chance any more", JUDGED)
SEVERAL = number(3, "the least that is a series", JUDGED)
FEW = number(5, "of a kind that an account has few of, before another one can be unusual", TRIED)
ENOUGH = number(10, "before another one can be unusual", ENTRA)
