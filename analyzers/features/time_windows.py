"""Windows of time that several features and detectors share. A number that only one of them uses stays there."""

from datetime import timedelta

# Before the last event of the history: so recent that later events have not yet explained what happened.
RECENT_WINDOW = timedelta(days=180)
# The same for events with everyday explanations, such as a new payee or an expensive order in the owner's name.
SHORT_RECENT_WINDOW = timedelta(days=90)
# After an event: the same again this much later is a habit and not part of one incident.
LATER_HABIT_WINDOW = timedelta(days=90)
# Months in which unusual purchases are mostly presents.
GIFT_MONTHS = frozenset({12})
