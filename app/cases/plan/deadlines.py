"""The deadlines of a case: the days they are counted from, what is due, and a calendar file.

``cards`` in the notes are ``{"last4", "statement", "charge", "learned", "notice"}``, days as ISO text; ``days`` holds
the days that belong to no card (``OTHER_DAYS``). Answers of the questionnaire count next, then what the files and the
progress of the steps show.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from analyzers.events.answers import DENIED
from analyzers.findings.finding import CHARGED
from app.cases.answers.book import latest_report
from app.cases.answers.claims import claims_of
from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.progress import StepStatus
from app.cases.record import contacts, notes
from app.cases.record.notes import Notes
from app.errors import TooMany, Unreadable
from app.i18n import N_
from app.i18n.formats import local_day
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.report.calendar import CalendarDay
from app.report.calendar import calendar as written
from app.report.catalogue import persons_clock
from app.report.model import Report
from checklists import model
from checklists.due import Due, applying, deadlines, due
from checklists.order import SETTLED
from checklists.questions import conditions, facts
from checklists.sites import markets

CARD_DAYS = ("statement", "charge", "learned", "notice")
OTHER_DAYS = ("loss", "delivered", "pending_order", "secured")
MAX_CARDS = 20
# The account is secured on the day on which the last of those of these steps that are in the plan was done.
SECURING = ("mail.password", "shop.password", "account.password")
FOLLOW_UP_SENTENCE = N_("Ask again: contact {number} of your log")
LOOK_AGAIN_SENTENCE = N_("Look again: {title}")


@dataclass(frozen=True, slots=True)
class Card:
    """A card (``last4``, or empty for the days that belong to none) with the days known."""

    last4: str
    days: Mapping[str, date]


def cards(case: Case, content: Notes) -> list[Card]:
    """The cards of a case. A day from the page wins over one from the questionnaire, and that over the day of the
    earliest denied charge, which is used if there is only one card."""
    answers = self_check.answers(case, content)
    answered = facts(answers)
    entered = {card["last4"]: card for card in content["cards"]}
    result = []
    for last4 in progress.cards(content, answers) or [""]:
        asked = answered if last4 == answered.get("card", "") else {}
        texts = {name: entered.get(last4, {}).get(name) or asked.get(name, "") for name in CARD_DAYS}
        result.append(Card(last4, {name: date.fromisoformat(text) for name, text in texts.items() if text}))
    charged = _charged(case)
    if len(result) == 1 and charged:
        return [Card(result[0].last4, {"charge": charged, **result[0].days})]
    return result


def _charged(case: Case) -> date | None:
    """The day of the earliest charge that the owner does not recognise and that a card may have paid, by the clock of
    its service. A refund is no charge."""
    rows = claims_of(case, latest_report(case) or Report())
    charges = [row for row in rows if row.answer in DENIED and row.table in CHARGED and row.paid_by_card is not False]
    return min((local_day(row.at, row.zone) for row in charges if row.at), default=None)


def other_days(case: Case, content: Notes, statuses: Collection[StepStatus], zone: str) -> dict[str, date]:
    """The days that belong to no card. ``statuses`` are the steps of the plan: they say when the account
    was secured, by the clock of ``zone``."""
    answered = facts(self_check.answers(case, content))
    texts = {name: content["days"].get(name) or answered.get(name, "") for name in OTHER_DAYS}
    days = {name: date.fromisoformat(text) for name, text in texts.items() if text}
    securing = [status.progress for status in statuses if status.planned.step.id in SECURING]
    done = [local_day(part.at, zone) for part in securing if part.state == "done" and part.at]
    if done and all(part.state in SETTLED for part in securing):
        days.setdefault("secured", max(done))
    return days


def looks(statuses: Collection[StepStatus], zone: str, today: date) -> Iterator[tuple[model.Step, date]]:
    """(step, day) of each later look at a step that was done, or whose result the person waits for; repeated while they
    wait. A step with a deadline has its days from the deadline instead."""
    dated = {step for deadline in deadlines().values() for step in deadline.steps}
    for status in statuses:
        step, own = status.planned.step, status.progress
        if step.id in dated or step.verify.recheck is None or own.at is None:
            continue
        every, at = timedelta(days=step.verify.recheck), local_day(own.at, zone)
        if own.state == "waiting":
            yield step, at + every * max(1, -((at - today) // every))
        elif own.state == "done" and at + every >= today:
            yield step, at + every


def case_deadlines(case: Case, steps: Collection[StepStatus], lang: str, today: date) -> list[Due]:
    """All deadlines of the steps in the plan, with or without a day."""
    content = notes.load(case)
    report = latest_report(case) or Report()
    plan = [status.planned.step.id for status in steps]
    answered = conditions(self_check.answers(case, content))
    services = answered.services | answered.carriers
    here = answered.cards or markets({*report.shops, *answered.services}, LANGUAGES[lang].markets)
    every = applying(plan, here, today, services=services, chosen=answered.chosen)
    of_cards = [deadline for deadline in every if all(term.start in CARD_DAYS for term in deadline.terms)]
    others = [deadline for deadline in every if deadline not in of_cards]
    known = cards(case, content)
    result = [due_date for card in known for due_date in due(of_cards, card.days, card.last4)]
    # The rules of pay apps also count from the day on which it was noticed, which is asked once.
    result += due(others, {**known[0].days, **other_days(case, content, steps, persons_clock(report, lang))})
    return sorted(result, key=lambda due_date: (due_date.at is None, due_date.at or date.max, due_date.id))


def keep(case: Case, last4: str, days: Mapping[str, str]) -> None:
    """Saves the days of one card (empty ``last4``: of no card in particular) and the other days."""
    if any(text and not notes.is_day(text) for text in days.values()):
        raise Unreadable
    with notes.change(case) as (_, content):
        named = {name: days[name] for name in CARD_DAYS if name in days}
        if named or last4:
            others = [card for card in content["cards"] if card["last4"] != last4]
            if len(others) >= MAX_CARDS:
                raise TooMany(N_("There are too many entries here. Remove some that you no longer need first."))
            before: dict[str, str] = next((card for card in content["cards"] if card["last4"] == last4), {})
            content["cards"] = [*others, {**before, "last4": last4, **named}]
        content["days"] |= {name: days[name] for name in OTHER_DAYS if name in days}


def remove(case: Case, last4: str) -> None:
    """Deletes a card that was added."""
    with notes.change(case) as (_, content):
        content["cards"] = [card for card in content["cards"] if card["last4"] != last4]


def calendar(case: Case, lang: str, moment: datetime, today: date) -> bytes:
    """Deadlines, follow-ups and looks as a calendar file. ``moment`` is when it is made, ``today`` the day on the
    person's clock."""
    steps = progress.statuses(case, lang)
    entries = [
        CalendarDay(
            uid(case, due_date.id),
            due_date.at,
            translate(due_date.term.title, lang),
            translate(due_date.term.effect, lang),
        )
        for due_date in case_deadlines(case, steps, lang, today)
        if due_date.at
    ]
    for number, entry, at in contacts.reminders(case, today):
        title = translate(FOLLOW_UP_SENTENCE, lang).format(number=number)
        entries.append(CalendarDay(uid(case, f"contact.{entry['id']}"), at, title))
    for step, at in looks(steps, persons_clock(latest_report(case), lang), today):
        title = translate(LOOK_AGAIN_SENTENCE, lang).format(title=translate(step.title, lang))
        entries.append(CalendarDay(uid(case, f"look.{step.id}"), at, title))
    return written(entries, lang, moment, case.sample)


def uid(case: Case, name: str) -> str:
    """The id of a deadline in calendars, which reveals nothing to outsiders."""
    return f"{case.key.keyed_hash('calendar', name)[:32]}@mioboe.invalid"
