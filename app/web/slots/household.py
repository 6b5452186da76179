"""The household form: among the tools of a case, on the steps that ask at home, and beside the findings."""

from fastapi import Request

from app.i18n import N_
from app.web.context import Context
from app.web.slots import Page, Part

PATH = "/case/household"


def _before(request: Request) -> Context | None:
    """How many findings there are that what was said at home before may hold for; None where there is none."""
    from app.cases.answers.book import latest_report
    from app.cases.home.household import to_confirm
    from app.cases.plan.self_check import answers
    from app.web.session import require

    case = require(request)
    count = len(to_confirm(case, answers(case), latest_report(case)))
    return {"place": "/case/findings", "count": count} if count else None


SHOWS = {"case_tools": Part("household/tool.html"), "findings": Part("household/holds.html", _before)}
HERE = {"household": Page(PATH, N_("Ask the family"), N_("Answers of the family"))}
NOTES_PAGES = {"household": PATH}
WRITTEN = (PATH,)
