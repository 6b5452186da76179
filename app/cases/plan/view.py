"""The plan of a case with everything that pages and documents show of it, and the names of its steps."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.before_first import open_questions
from app.cases.plan.doors import DoorStatus, door_statuses
from app.cases.plan.progress import StepPart, StepStatus
from app.cases.plan.self_check import Answers
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.i18n.audience import audience
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report.model import Report
from app.storage.tables import now
from checklists.action import Action, action_of
from checklists.model import steps
from checklists.order import SETTLED, Plan, Planned, next_action
from checklists.plan_doors import doors
from checklists.questions import Conditions, conditions
from checklists.sites import display_name


class NextStep(NamedTuple):
    """The one thing to do now: the id of its step, what to do in words, whether it is due now, and why."""

    id: str
    heading: str
    now: bool
    why: str


@dataclass(frozen=True)
class PlanView:
    """Plan and progress, report, notes, and the next step. ``sample``: the case is the sample."""

    lang: str
    report: Report
    content: Notes
    answers: Answers
    conditions: Conditions
    plan: Plan
    statuses: list[StepStatus]
    states: dict[str, str]
    following: Planned | None
    sample: bool

    @cached_property
    def doors(self) -> list[DoorStatus]:
        """The doors that may be open, with what was done there; none where somebody close may be behind it."""
        return door_statuses(doors(self.plan), self.statuses)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each step of the plan is called for this person, by its id: what to do in words, with all accounts that
        it is about by their names."""
        return {status.planned.step.id: self._name(status) for status in self.statuses}

    def name(self, step: str) -> str:
        """What a step is called: as in the plan, else its title, else the id of a step that no longer exists."""
        known = steps().get(step)
        return self.names.get(step) or (translate(known.title, self.lang) if known else step)

    @property
    def next_step(self) -> NextStep | None:
        """The next step; null where nothing is left to do."""
        status = next((status for status in self.statuses if status.planned is self.following), None)
        if status is None:
            return None
        step = status.planned.step
        heading = self.heading(self.action(status.planned, open_part(status)))
        return NextStep(step.id, heading, status.planned.when == "now", translate(step.why, self.lang))

    def action(self, planned: Planned, part: StepPart | None = None) -> Action:
        """What a step asks for first, for one of its shops or in general."""
        return action_of(
            planned,
            sites=self.report.shops,
            lang=self.lang,
            home=LANGUAGES[self.lang].markets,
            conditions=self.conditions,
            open_questions=open_questions(self.answers),
            site=part.name if part and part.kind == "shop" and part.name else None,
        )

    def heading(self, action: Action) -> str:
        """What to do in words."""
        return gettext(action.verb, self.lang, service=action.service or "")

    def _name(self, status: StepStatus) -> str:
        action = self.action(status.planned)
        shops = [display_name(part.name, self.lang) for part in status.parts if part.kind == "shop" and part.name]
        service = LANGUAGES[self.lang].comma.join(shops) if len(shops) > 1 else action.service or ""
        return gettext(action.verb, self.lang, service=service)


def open_part(status: StepStatus) -> StepPart:
    """The first of the shops, cards or findings of a step that is not settled, else the first of all."""
    return next((part for part in status.parts if part.progress.state not in SETTLED), status.parts[0])


def plan_view(case: Case, lang: str, report: Report | None = None, today: date | None = None) -> PlanView:
    """The view of a case; cached until a part of it changes, or another day begins. ``report`` is the latest one, and
    ``today`` the day of now, where not given."""
    report, content = report or latest_report(case) or Report(), notes.load(case)
    answers, day = self_check.answers(case, content), today or now().date()
    statuses = progress.statuses(case, lang, report, content, day, answers)

    def view() -> PlanView:
        states = progress.states(statuses)
        following = next_action([status.planned for status in statuses], states)
        plan = progress.plan_of(report, content, answers, lang, day)
        of_plan = conditions(answers), plan, statuses, states
        return PlanView(lang, report, content, answers, *of_plan, following, case.sample)

    return report.once(("plan view", lang, audience()), view, (statuses, content, answers, day))
