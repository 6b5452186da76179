"""What is asked before the first action, and what after it, one question at a time."""

from app.cases.case import Case
from app.cases.plan import progress, self_check
from app.cases.plan.self_check import Answers
from app.cases.record import notes
from app.i18n.languages import LANGUAGES
from checklists.action import action_of
from checklists.before import MOST_BEFORE, after, before
from checklists.order import next_action
from checklists.questions import Question, arising, conditions, questions, start


def next_before(case: Case, lang: str) -> Question | None:
    """The question to ask now: one whose answer changes the first action, or the one that says whose page or desk that
    action is about. Null where the action is to be shown."""
    answers = self_check.answers(case)
    asked = before(answers)
    if asked == [start()]:
        return start()
    left = next((question for question in asked if question.id not in answers), None)
    if left or len(asked) >= MOST_BEFORE:
        return left
    return _needed(case, lang, answers)


def _needed(case: Case, lang: str, answers: Answers) -> Question | None:
    statuses = progress.statuses(case, lang, answers=answers)
    first = next_action([status.planned for status in statuses], progress.states(statuses))
    if first is None:
        return None
    action = action_of(
        first,
        sites=(),
        lang=lang,
        home=LANGUAGES[lang].markets,
        conditions=conditions(answers),
        open_questions=open_questions(answers),
    )
    return questions()[action.needs] if action.needs else None


def open_questions(answers: Answers) -> list[str]:
    """The ids of the questions that arise and are not answered."""
    return [question.id for question in arising(answers) if question.id not in answers]


def next_after(case: Case, papers: bool = False) -> Question | None:
    """The question to ask beside the plan; those that were put off come last. ``papers``: only those whose answer the
    summary and letters know as a fact."""
    content = notes.load(case)
    left = after(self_check.answers(case, content), content.get("later", []))
    return next((question for question in left if question.fact or not papers), None)


def put_off(case: Case, question: str) -> None:
    """Puts a question behind the others."""
    with notes.change(case) as (_, content):
        content["later"] = [*(name for name in content.get("later", []) if name != question), question]
