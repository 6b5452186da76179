"""Letting somebody help: to whom the case is open, for how long, and what they looked at."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import helpers
from app.cases.access.helpers import DAYS, MODES, Help, NoHelper
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.limits import TooOften
from app.cases.record import notes
from app.errors import Unreadable
from app.i18n import N_, nN_
from app.i18n.formats import when
from app.i18n.translate import gettext, translate
from app.report.catalogue import persons_clock
from app.web import session
from app.web.context import Context
from app.web.fragments.looks import look_lines, replaced_lines
from app.web.numbers import whole_number
from app.web.pages import by_path
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, redirect, render

routes = Routes()

MODE_LABELS = {
    "read": N_("Read only: look at everything, change nothing"),
    "work": N_("Work on it: also answer, note and hand in files"),
}
SHORT_LABELS = {"read": N_("May read"), "work": N_("May work on it"), "desk": N_("Opened it for you")}
DAYS_SENTENCE = nN_("{count} day", "{count} days")


@routes.get("/case/helpers", label=N_("Let somebody help"), who=Who.PERSON, cost=None)
def page(request: Request) -> Response:
    """The present helpers, the form for another one, and the log."""
    return _page(request, session.require_own(request))


@routes.post(
    "/case/helpers", label=N_("Let somebody help"), who=Who.PERSON, cost=Within(("helper_name",)), removes=NOTHING
)
def open_to(
    request: Request,
    name: Annotated[str, Form()] = "",
    mode: Annotated[str, Form()] = "",
    days: Annotated[str, Form()] = "",
) -> Response:
    """Opens the case to a helper; an unknown name is reported beside its field."""
    case = session.require_own(request)
    session.require_confirmed(request)
    length = whole_number(days)
    if length not in DAYS:
        raise Unreadable
    try:
        helpers.open_to(case, name, mode, length)
    except (NoHelper, TooOften) as error:
        log_refusal(request, error)
        sentence = gettext(error.sentence, language(request), **error.values)
        return _page(request, case, error.status, {"name": name[:64], "mode": mode, "days": days}, {"name": sentence})
    return redirect("/case/helpers#now")


@routes.post("/case/helpers/end", label=N_("End the help of somebody"), who=Who.PERSON, cost=None, removes=NOTHING)
def end(request: Request, grant: Annotated[str, Form()] = "") -> Response:
    """Ends a help at once."""
    helpers.end(session.require_own(request), grant)
    return redirect("/case/helpers#now")


def _page(
    request: Request,
    case: Case,
    status: int = 200,
    typed: Context | None = None,
    errors: dict[str, str] | None = None,
) -> Response:
    lang = language(request)
    clock = persons_clock(latest_report(case), lang)
    listed = helpers.of_case(case)
    return render(
        request,
        "desk/helpers.html",
        status=status,
        errors=errors,
        typed=typed or {"name": "", "mode": "read", "days": "7"},
        modes=[(choice, translate(MODE_LABELS[choice], lang)) for choice in MODES],
        days=[(str(count), gettext(DAYS_SENTENCE, lang, count=count)) for count in DAYS],
        now=[_helper_context(grant, lang, clock) for grant in listed if not grant.ended],
        before=[_helper_context(grant, lang, clock) for grant in listed if grant.ended],
        looks=look_lines(helpers.looks(case), by_path(), lang, clock),
        replaced=replaced_lines(notes.replaced(case), by_path(), lang, clock),
    )


def _helper_context(grant: Help, lang: str, clock: str) -> Context:
    return {
        "id": grant.id,
        "name": grant.name,
        "mode": translate(SHORT_LABELS[grant.mode], lang),
        "since": when(grant.since, "stated", lang, clock),
        "until": when(grant.until, "stated", lang, clock),
    }
