"""The deadlines of the summary as a calendar file."""

from datetime import date, datetime

from app.i18n import N_
from app.report.calendar import CalendarDay, calendar
from app.report.summary.model import Summary

title = N_("Deadlines for a calendar (iCalendar)")
hint = N_("Every deadline with a day, each with two reminders. Nothing else of the summary is in it.")
rank = 6  # among the forms on the page
MEDIA_TYPE = "text/calendar; charset=utf-8"


def render(summary: Summary) -> bytes:
    """The file, without deadlines whose day is not known."""
    entries = [
        CalendarDay(deadline.uid, date.fromisoformat(deadline.on), deadline.title, deadline.effect)
        for deadline in summary.deadlines
        if deadline.on
    ]
    return calendar(entries, summary.lang, datetime.fromisoformat(summary.generated_at), summary.sample)
