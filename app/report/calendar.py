"""A calendar file (iCalendar, RFC 5545) of the days by which something must be done. Titles say what is due, but
nothing that tells a stranger whose case it is."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from app.i18n import N_
from app.i18n.translate import translate
from app.report.sample import MARK

if TYPE_CHECKING:
    from icalendar import Event

ALARM_DAYS = (7, 1)  # days before a deadline on which the calendar gives an alarm
TITLE_SENTENCE = N_("Mioboe: {title}")
TEXT_SENTENCE = N_("The details are in your case. This calendar contains nothing personal.")


class CalendarDay(NamedTuple):
    """A day in the calendar. A thing keeps its ``uid`` when its day changes, so that calendars replace it; ``effect``
    is what depends on the day, or empty."""

    uid: str
    on: date
    title: str
    effect: str = ""


def calendar(entries: Iterable[CalendarDay], lang: str, moment: datetime, sample: bool = False) -> bytes:
    """The file, made at ``moment``; each entry is a whole day with its alarms, and begins with the mark of the
    ``sample`` where all is invented."""
    from icalendar import Calendar  # here, because it is slow to import and few pages need it

    file = Calendar()
    file.add("prodid", "-//Mioboe//Deadlines//EN")
    file.add("version", "2.0")
    file.add("calscale", "GREGORIAN")
    for entry in entries:
        file.add_component(_event(entry, lang, moment, f"{MARK} – " if sample else ""))
    return bytes(file.to_ical())


def _event(entry: CalendarDay, lang: str, moment: datetime, mark: str) -> "Event":
    from icalendar import Alarm, Event

    event, title = Event(), mark + translate(TITLE_SENTENCE, lang).format(title=entry.title)
    event.add("uid", entry.uid)
    event.add("dtstamp", moment.astimezone(UTC))
    event.add("dtstart", entry.on)
    event.add("dtend", entry.on + timedelta(days=1))
    event.add("summary", title)
    event.add("description", "\n".join(filter(None, [entry.effect, translate(TEXT_SENTENCE, lang)])))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", title)
        alarm.add("trigger", timedelta(days=-days, hours=9))  # nine in the morning
        event.add_component(alarm)
    return event
