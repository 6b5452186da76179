"""What is asked before the first action, and what after it, one question at a time."""

from collections.abc import Collection

from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.self_check import Answers
from app.cases.record import notes
from app.i18n.languages import LANGUAGES
from checklists.action import action_of
from checklists.before import MOST_BEFORE, after, before
from checklists.order import Planned, next_action
from checklists.questions import START, Question, arising, conditions, questions, start

ACCOUNT = "service.account"  # asks which account it is about


def next_before(case: Case, lang: str) -> Question | None:
    """The question to ask now: one whose answer changes the first action, or the one that says whose page or desk that
    action is about. Null where the action is to be shown."""
    answers = self_check.answers(case)
    asked = before(answers)
    if asked == [start()]:
        return start()
    left = next((question for question in asked if question.id not in answers), None)
    if left or len({*(question.id for question in asked), *answers} - {START}) >= MOST_BEFORE:
        return left
    return _needed(case, lang, answers)


def _needed(case: Case, lang: str, answers: Answers) -> Question | None:
    """The question that the first action needs. Where that is the mailbox, the account of which the person speaks comes
    before it, if that is to be changed now too."""
    statuses = progress.statuses(case, lang, answers=answers)
    plan = [status.planned for status in statuses]
    first = next_action(plan, progress.states(statuses))
    if first is None:
        return None
    due = [first, *(planned for planned in plan if planned.when == "now" and planned is not first)]
    needs = [_needs(planned, lang, answers) for planned in due]
    name = ACCOUNT if needs[0] and ACCOUNT in needs else needs[0]
    return questions()[name] if name else None


def _needs(planned: Planned, lang: str, answers: Answers) -> str | None:
    return action_of(
        planned,
        sites=(),
        lang=lang,
        home=LANGUAGES[lang].markets,
        conditions=conditions(answers),
        open_questions=open_questions(answers),
    ).needs


def open_questions(answers: Answers) -> list[str]:
    """The ids of the questions that arise and are not answered."""
    return [question.id for question in arising(answers) if question.id not in answers]


def next_after(case: Case, papers: bool = False, but: Collection[str] = ()) -> Question | None:
    """The question to ask beside the plan; those that were put off come last. ``papers``: only those whose answer the
    summary and letters know as a fact; ``but``: those that are asked elsewhere on the page."""
    content = notes.load(case)
    left = after(self_check.answers(case, content), content.get("later", []))
    fitting = (question for question in left if question.fact or not papers)
    return next((question for question in fitting if question.id not in but), None)


def put_off(case: Case, question: str) -> None:
    """Puts a question behind the others."""
    with notes.change(case) as (_, content):
        content["later"] = [*(name for name in content.get("later", []) if name != question), question]
