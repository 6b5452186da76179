"""The one step that stops money now: what to do about an entry that an alarm cites, as soon as the person says that it
is not theirs. The whole plan waits for the second look, which may take a while."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from msgspec import structs

from analyzers.asking.questions import Question
from analyzers.events.answers import UNPAID
from analyzers.events.values import is_card, payment_parts
from app.cases.answers.book import Asking, latest_report
from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.progress import StepStatus
from app.cases.record import notes
from app.i18n import N_
from app.i18n.translate import gettext, translate
from app.report import plan as plans
from app.report.model import Report
from app.storage.tables import now
from checklists.questions import conditions, symptoms_of
from checklists.sites import display_name

STOPS = "stop."  # what the ids of steps that stop money begin with
STOP_CARD = "stop.card"
DENIED = ("not_mine", UNPAID)
OPEN = ("todo", "reopened", "doing")
CARD_SENTENCE = N_("Have the card ending in {card} stopped now")
PAY_SENTENCE = N_("Have payments with {service} stopped now")
ORDER_SENTENCE = N_("Cancel the order {order} now, if it has not been sent yet")


class Stop(NamedTuple):
    """A step that stops money, and a text that says what it is about."""

    step: str
    label: str


def stop_now(case: Case, asking: Asking, lang: str) -> Stop | None:
    """The first step that stops money for entries that were denied so far; null where no denied entry is cited by an
    alarm, and where the step was done or put off."""
    steps = asking.once(("stops", lang), lambda: _statuses(case, asking, lang))
    states = progress.states_of(case, [status.planned.step.id for status in steps]) if steps else {}
    first = next((status for status in steps if states.get(status.planned.step.id, "todo") in OPEN), None)
    return Stop(first.planned.step.id, _label(first, asking, lang)) if first else None


def status_of(case: Case, asking: Asking, step: str, lang: str) -> StepStatus | None:
    """A step that stops money with its progress, where it is not in the plan yet."""
    return next((status for status in _statuses(case, asking, lang) if status.planned.step.id == step), None)


def _denied(asking: Asking) -> list[Question]:
    """The questions that were denied and that an alarm or a proof cites, those with the most money first."""
    some = [question for question in asking.recognition.questions if question.marked and question.answer in DENIED]
    return sorted(some, key=lambda question: -question.weight)


def _statuses(case: Case, asking: Asking, lang: str) -> Sequence[StepStatus]:
    """The steps that would stop money if the alarms about what was denied were answered so, in order."""
    denied = {unit: question.answer for question in reversed(_denied(asking)) for unit in question.units}
    if not denied:
        return ()
    report, content = latest_report(case) or Report(), notes.load(case)
    cited = {reason.finding: {denied.get(unit) for unit in reason.units} - {None} for reason in asking.stored.reasons}
    places = set(asking.recognition.frame[list(denied), ["path", "line", "record"]].iter_rows())
    calling = [
        structs.replace(
            finding,
            verdict="not_mine" if "not_mine" in cited[finding.id] else UNPAID,
            evidence=[row for row in finding.evidence if row.place in places],  # the others are not denied
        )
        for finding in report.findings
        if cited.get(finding.id)
    ]
    answers = self_check.answers(case, content)
    symptoms = sorted(symptoms_of(answers))
    steps = plans.plan(calling, symptoms, report.shops, lang, now().date(), conditions(answers))
    stops = [planned for planned in steps if planned.step.id.startswith(STOPS) and planned.when == "now"]
    return progress.of_steps(case, stops, content, answers)


def _label(status: StepStatus, asking: Asking, lang: str) -> str:
    """The action with the name of the card, the service or the order; else the title of the step."""
    units = [unit for question in _denied(asking) for unit in question.units]
    rows = asking.recognition.frame[units, ["card", "shop", "order_id"]]
    step = status.planned.step
    parts = [part for text in rows["card"].drop_nulls() for part in payment_parts(text) if is_card(part)]
    if step.id == STOP_CARD and parts and (digits := re.search(r"\d{4}", parts[0][-5:])):
        return gettext(CARD_SENTENCE, lang, card=digits[0])
    if step.id == "stop.payapp" and status.planned.sites:
        return gettext(PAY_SENTENCE, lang, service=display_name(status.planned.sites[0], lang))
    orders = rows["order_id"].drop_nulls()
    if step.id == "stop.cancel_orders" and len(orders):
        return gettext(ORDER_SENTENCE, lang, order=str(orders[0]))
    return translate(step.title, lang)
