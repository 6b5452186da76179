"""The deadlines of a case: the days they are counted from, what is due, and a calendar file.

``cards`` in the notes are ``{"last4", "statement", "charge", "learned", "notice"}``, days as ISO text; ``days`` holds
the days that belong to no card (``pending_order``, ``secured``). What was answered in the questionnaire counts too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

from app.cases import contacts, notes, progress, self_check
from app.cases.case import Case
from app.cases.notes import Notes
from app.cases.verdicts import latest_report
from app.errors import TooMany, Unreadable
from app.i18n import N_
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.model import Report
from checklists.due import Due, applying, due
from checklists.questions import conditions, facts
from checklists.sites import markets

CARD_DAYS = ("statement", "charge", "learned", "notice")
OTHER_DAYS = ("pending_order", "secured")
MAX_CARDS = 20
ALARM_DAYS = (7, 1)  # days before a deadline on which the calendar gives an alarm
TITLE_SENTENCE = N_("Mioboe: {title}")
FOLLOW_UP_SENTENCE = N_("Ask again: contact {number} of your log")
TEXT_SENTENCE = N_("The details are in your case. This calendar contains nothing personal.")


@dataclass(frozen=True, slots=True)
class Card:
    """A card (``last4``, or empty for the days that belong to none) with the days known."""

    last4: str
    days: Mapping[str, date]


def cards(case: Case, content: Notes) -> list[Card]:
    """The cards of a case; a day entered on the page wins over one from the questionnaire."""
    given = self_check.answers(case, content)
    answered = facts(given)
    entered = {one["last4"]: one for one in content["cards"]}
    found = []
    for last4 in progress.cards(content, given) or [""]:
        asked = answered if last4 == answered.get("card", "") else {}
        texts = {name: entered.get(last4, {}).get(name) or asked.get(name, "") for name in CARD_DAYS}
        found.append(Card(last4, {name: date.fromisoformat(text) for name, text in texts.items() if text}))
    return found


def other_days(case: Case, content: Notes) -> dict[str, date]:
    """The days that belong to no card."""
    answered = facts(self_check.answers(case, content))
    texts = {name: content["days"].get(name) or answered.get(name, "") for name in OTHER_DAYS}
    return {name: date.fromisoformat(text) for name, text in texts.items() if text}


def case_deadlines(case: Case, lang: str, today: date) -> list[Due]:
    """All deadlines of the plan of this case, with or without a day."""
    content = notes.load(case)
    report = latest_report(case) or Report()
    plan = [one.planned.step.id for one in progress.statuses(case, lang, report, content)]
    answered = conditions(self_check.answers(case, content))
    every = applying(plan, answered.cards or markets(report.shops, LANGUAGES[lang].markets), today)
    of_cards = [one for one in every if any(term.start in CARD_DAYS for term in one.terms)]
    rest = [one for one in every if one not in of_cards]
    found = [one for card in cards(case, content) for one in due(of_cards, card.days, card.last4)]
    found += due(rest, other_days(case, content))
    return sorted(found, key=lambda one: (one.at is None, one.at or date.max, one.id))


def keep(case: Case, last4: str, days: Mapping[str, str]) -> None:
    """Saves the days of one card (empty ``last4``: of no card in particular) and the other days."""
    if any(text and not notes.is_day(text) for text in days.values()):
        raise Unreadable
    with notes.change(case) as (_, content):
        named = {name: days[name] for name in CARD_DAYS if name in days}
        if named or last4:
            rest = [one for one in content["cards"] if one["last4"] != last4]
            if len(rest) >= MAX_CARDS:
                raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
            before: dict[str, str] = next((one for one in content["cards"] if one["last4"] == last4), {})
            content["cards"] = [*rest, {**before, "last4": last4, **named}]
        content["days"] |= {name: days[name] for name in OTHER_DAYS if name in days}


def remove(case: Case, last4: str) -> None:
    """Deletes a card that was added."""
    with notes.change(case) as (_, content):
        content["cards"] = [one for one in content["cards"] if one["last4"] != last4]


def calendar(case: Case, lang: str, moment: datetime, today: date) -> bytes:
    """Deadlines and follow-ups as iCalendar (RFC 5545), each with alarms. Titles say what is due and nothing else.
    ``moment`` is when it is made, ``today`` the day on the person's clock."""
    made = Calendar()
    made.add("prodid", "-//Mioboe//Deadlines//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for one in case_deadlines(case, lang, today):
        if one.at:
            title = translate(one.term.title, lang)
            made.add_component(_event(case, one.id, one.at, title, translate(one.term.effect, lang), lang, moment))
    for number, entry, at in contacts.reminders(case, today):
        title = translate(FOLLOW_UP_SENTENCE, lang).format(number=number)
        made.add_component(_event(case, f"contact.{entry['id']}", at, title, "", lang, moment))
    return bytes(made.to_ical())


def _event(case: Case, name: str, at: date, title: str, effect: str, lang: str, moment: datetime) -> Event:
    event = Event()
    # The same deadline keeps its id when its day changes, so that a calendar replaces it; outsiders learn nothing.
    event.add("uid", f"{case.key.keyed_hash('calendar', name)[:32]}@mioboe.invalid")
    event.add("dtstamp", moment.astimezone(UTC))
    event.add("dtstart", at)
    event.add("dtend", at + timedelta(days=1))
    event.add("summary", translate(TITLE_SENTENCE, lang).format(title=title))
    event.add("description", "\n".join(filter(None, [effect, translate(TEXT_SENTENCE, lang)])))
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for days in ALARM_DAYS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", translate(TITLE_SENTENCE, lang).format(title=title))
        alarm.add("trigger", timedelta(days=-days, hours=9))  # nine in the morning
        event.add_component(alarm)
    return event
