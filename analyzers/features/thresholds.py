"""The spans of time and the counts of which the thresholds of rules, and of what follows them, are made. A number that
means something else stays where it is used.

They were chosen on the simulated accounts of ``evaluation`` and checked with the tables of ``docs/detection.md``.
Where a published source uses the same number, it is named.
"""

from datetime import timedelta

DAY = timedelta(hours=24)  # done in one go; what a date without a time or a time zone leaves open
EPISODE = timedelta(hours=72)  # between two things of one incident; its signs corroborate each other within it
WEEK = timedelta(days=7)  # of a burst: many things in a row
FORTNIGHT = timedelta(days=14)  # of what is not done at once; for as long Entra learns where somebody signs in from
MONTH = timedelta(days=30)  # between two things that are a habit
TWO_MONTHS = timedelta(days=60)  # of what is neither a journey nor a round of presents any more
QUARTER = timedelta(days=90)  # of what is no incident any more
# Before the last event of the history: so recent that later events have not yet explained what happened.
RECENT_WINDOW = timedelta(days=180)
# The same for events with everyday explanations, such as a new payee or an expensive order in the owner's name.
SHORT_RECENT_WINDOW = QUARTER
# After an event: the same again this much later is a habit and not part of one incident.
LATER_HABIT_WINDOW = QUARTER
# Months in which unusual purchases are mostly presents.
GIFT_MONTHS = frozenset({12})
REPEATED = 2  # once is chance
SEVERAL = 3  # the least that is a series
FEW = 5  # of a kind that an account has few of, before another one can be unusual
ENOUGH = 10  # before another one can be unusual; as many sign-ins Entra learns from
