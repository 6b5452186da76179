"""The one step of the plan that stops money now, shown beside the questions as soon as the person says that an entry
which an alarm cites is not theirs."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from analyzers.asking.questions import Question
from analyzers.events.answers import DISPUTED
from analyzers.events.values import is_card, payment_parts
from app.cases.answers.book import Asking
from app.cases.case import Case
from app.cases.plan import progress
from app.cases.plan.progress import StepStatus
from app.cases.plan.view import plan_view
from app.i18n import N_
from app.i18n.translate import gettext, translate
from checklists.sites import display_name

STOPS = "stop."  # what the ids of steps that stop money begin with
STOP_CARD = "stop.card"
OPEN = ("todo", "reopened", "doing")
CARD_SENTENCE = N_("Have the card ending in {card} stopped now")
PAY_SENTENCE = N_("Have payments with {service} stopped now")
ORDER_SENTENCE = N_("Cancel the order {order} now, if it has not been sent yet")


class StopStep(NamedTuple):
    """A step that stops money, and a text that says what it is about."""

    step: str
    label: str


def stop_now(case: Case, asking: Asking, lang: str) -> StopStep | None:
    """The first step of the plan that stops money, once an entry was denied that an alarm cites; null where no such
    entry was denied, and where the step was done or put off."""
    denied = _denied(asking)
    if not denied:
        return None
    urgent = [status for status in plan_view(case, lang).statuses if _stops(status)]
    states = progress.states_of(case, [status.planned.step.id for status in urgent])
    first = next((status for status in urgent if states.get(status.planned.step.id, "todo") in OPEN), None)
    return StopStep(first.planned.step.id, _label(first, denied, asking, lang)) if first else None


def _stops(status: StepStatus) -> bool:
    return status.planned.when == "now" and status.planned.step.id.startswith(STOPS)


def _denied(asking: Asking) -> list[Question]:
    """The questions that were denied and that an alarm or a proof cites, those with the most money first."""
    some = [question for question in asking.recognition.questions if question.marked and question.answer in DISPUTED]
    return sorted(some, key=lambda question: -question.weight)


def _label(status: StepStatus, denied: Sequence[Question], asking: Asking, lang: str) -> str:
    """The action with the name of the card, the service or the order; else the title of the step."""
    units = [unit for question in denied for unit in question.units]
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
