"""The present state: the person's answers, the loss, how much of the history is accounted for, and the next step. The
page may be opened at any time."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from analyzers.asking.progress import STATES, Account
from analyzers.book.losses import totals
from analyzers.events.answers import UNPAID
from analyzers.events.marks import Money
from app.cases.answers import book
from app.cases.answers.book import Asking, latest_report
from app.cases.answers.claims import claims_of
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan.letters import of_plan
from app.cases.plan.view import plan_view
from app.i18n import N_, nN_
from app.i18n.translate import gettext, translate, value
from app.report.claim_table.claim_rows import sums
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.asked import recorded
from app.web.fragments.progress import far
from app.web.fragments.untrusted import safe_text
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, render

routes = Routes()

STATE_LABELS = {
    "mine": N_("Went to places and people you know"),
    "family": N_("By your word, somebody at home knows it"),
    "not_mine": N_("You do not recognise it"),
    "not_sure": N_("You are not sure"),
    "mine_unpaid": N_("Refunds whose money did not come to you"),
    "not_asked": N_("Not asked yet"),
}
ANSWER_SENTENCES = {
    "own": nN_(
        "By your answers, {count} entry is yours or your family's.",
        "By your answers, {count} entries are yours or your family's.",
    ),
    "not_mine": nN_("You do not recognise {count} entry.", "You do not recognise {count} entries."),
    "not_sure": nN_("You are not sure of {count} entry.", "You are not sure of {count} entries."),
    "mine_unpaid": nN_(
        "The money of {count} refund did not come to you.", "The money of {count} refunds did not come to you."
    ),
}


@routes.get("/case/end", label=N_("Where you stand"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request) -> Response:
    """The state of the answers, and the next step."""
    case, lang = require(request), language(request)
    report, asking = latest_report(case), book.state(case)
    context: Context = {"running": run_of(case).busy, "report": bool(report and report.files)}
    if report and report.files and asking is not None:
        context |= _answers(asking, lang) | {"step": plan_view(case, lang).next_step, "letter": _letter(case, lang)}
        context["sums"] = sums(totals(claims_of(case, report)), lang)
    return render(request, "account_book/end.html", asking=asking is not None, **context)


def _answers(asking: Asking, lang: str) -> Context:
    recognition = asking.recognition
    events = recognition.account.events
    counts = events | {"own": events["mine"] + events["family"]}
    looks = [question for question in recognition.questions if question.stage == "second_look"]
    marked = [question for question in recognition.questions if question.marked]
    return far(asking, lang) | {
        "questions": bool(recognition.questions),
        "lines": [
            gettext(sentence, lang, count=counts[name])
            for name, sentence in ANSWER_SENTENCES.items()
            if counts[name] or name != UNPAID
        ],
        "finish": bool(marked) and all(question.answer for question in marked),
        "looks": len(looks),
        "looked_at": all(question.answer for question in looks),
        "share": _share(recognition.account, lang),
        "currencies": sorted(recognition.account.money),
        "recorded": recorded(asking.last, lang),
        "problems": [gettext(problem.message.key, lang, **problem.message.values) for problem in recognition.problems],
    }


def _share(account: Account, lang: str) -> list[tuple[str, list[Markup]]]:
    """A line for each state and one for the total: the entries, then the amount of each currency."""

    def line(label: str, events: int, money: Mapping[str, int]) -> tuple[str, list[Markup]]:
        amounts = [value(Money(minor, currency), lang) for currency, minor in money.items()]
        return translate(label, lang), [safe_text(text) for text in (value(events, lang), *amounts)]

    by_currency = dict(sorted(account.money.items()))
    lines = [
        line(STATE_LABELS[name], account.events[name], {currency: sums[name] for currency, sums in by_currency.items()})
        for name in STATES
        if account.events[name] or name != UNPAID
    ]
    totals = {currency: sum(sums.values()) for currency, sums in by_currency.items()}
    return [*lines, line(N_("Altogether"), sum(account.events.values()), totals)]


def _letter(case: Case, lang: str) -> Context | None:
    """The first letter that belongs to the plan."""
    letter = None if case.sample else next(iter(of_plan(case, lang)), None)
    return {"id": letter.id, "title": translate(letter.title, lang)} if letter else None
