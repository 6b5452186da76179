"""A case with everything that the pages of steps show."""

from dataclasses import dataclass

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.progress import StepStatus
from app.cases.plan.self_check import Answers
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.report.model import Report
from app.storage.tables import now
from checklists.order import Planned, next_action
from checklists.questions import Conditions, conditions


@dataclass(frozen=True, slots=True)
class PlanView:
    """Plan and progress, report, notes, and the next step. ``sample``: the case is the sample; ``helping``: a helper
    reads it."""

    lang: str
    report: Report
    content: Notes
    answers: Answers
    conditions: Conditions
    statuses: list[StepStatus]
    states: dict[str, str]
    following: Planned | None
    sample: bool
    helping: bool


def plan_view(case: Case, lang: str, helping: bool = False) -> PlanView:
    """The view of a case; cached until a part of it changes, or another day begins."""
    report, content = latest_report(case) or Report(), notes.load(case)
    answers = self_check.answers(case, content)
    statuses = progress.statuses(case, lang, report, content, answers=answers)

    def view() -> PlanView:
        states = progress.states(statuses)
        following = next_action([status.planned for status in statuses], states)
        of_plan = conditions(answers), statuses, states
        return PlanView(lang, report, content, answers, *of_plan, following, case.sample, helping)

    return report.once(("plan view", lang, helping), view, (statuses, content, answers, now().date()))
