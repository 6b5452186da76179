"""The plan on paper: a check list with boxes and phone numbers, and a page in easy words."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.plan.progress import StepStatus
from app.cases.plan.view import PlanView, plan_view
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import translate
from app.storage.database import one_connection
from app.web.context import Context
from app.web.fragments.dates import today
from app.web.fragments.first import first_view
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, render
from checklists.labels import easy_sentence
from checklists.order import SETTLED, WHEN_LABELS

routes = Routes()

MOST_STEPS = 34  # fill two sheets of A4
MOST_EASY = 9  # lines of one sheet in large letters
AROUND_SENTENCES = {
    "title": N_("What to do now"),
    "blame": N_("You are not to blame."),
    "together": N_("Do it together with somebody you trust. Tick what is done."),
}


@routes.get("/case/paper", label=N_("Check list of the plan"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request, easy: str = "") -> Response:
    """The open steps by when they are due, or in ``easy`` words."""
    case, lang = require(request), language(request)
    view = plan_view(case, lang)
    due = [status for status in view.statuses if status.progress.state not in SETTLED]
    context: Context = {"day": day(today(case, lang), lang), "steps": len(due)}
    if easy:
        words = {name: translate(sentence, lang) for name, sentence in AROUND_SENTENCES.items()}
        return render(request, "plan/easy.html", lines=_easy_lines(due, view)[:MOST_EASY], words=words)
    listed = due[:MOST_STEPS]
    groups = [
        (translate(label, lang), [_line(status, view) for status in listed if status.planned.when == when])
        for when, label in WHEN_LABELS.items()
    ]
    more = len(due) - len(listed)
    return render(request, "plan/paper.html", groups=[group for group in groups if group[1]], more=more, **context)


def _line(status: StepStatus, view: PlanView) -> Context:
    """A step in words, with the number or the place for it."""
    first = first_view(status, view)
    desk, place = first["desk"], first["page"]
    return {
        "title": view.name(status.planned.step.id),
        "phone": desk["phone"] if desk else "",
        "desk": desk["name"] if desk and desk["phone"] else "",
        "place": " → ".join([place["name"], *place["labels"]]) if place else "",
    }


def _easy_lines(due: list[StepStatus], view: PlanView) -> list[Context]:
    """One line for each kind of step, in the order of the plan, with the numbers to call."""
    lines: dict[str, list[str]] = {}
    for status in due:
        desk = first_view(status, view)["desk"]
        phones = lines.setdefault(easy_sentence(status.planned.step.id), [])
        if desk and desk["phone"] and desk["phone"] not in phones:
            phones.append(desk["phone"])
    return [{"says": translate(sentence, view.lang), "phones": phones} for sentence, phones in lines.items()]
