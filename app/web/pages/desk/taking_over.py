"""The caller's side: entering the code of a case that a helper opened for them, and deciding what the helper may do."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import helpers
from app.cases.access.helpers import DAYS, MODES
from app.cases.case import Case
from app.cases.desk import handing_over
from app.cases.desk.handing_over import WrongHandover
from app.cases.limits import TooOften
from app.errors import Unreadable, WrongCode
from app.i18n import N_
from app.i18n.translate import gettext, translate
from app.web import session
from app.web.numbers import whole_number
from app.web.pages.desk.helpers import DAYS_SENTENCE, MODE_LABELS
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, redirect, render

routes = Routes()

TAKEN = "/case/taken"
NO_LABEL = N_("See nothing more")
CHOOSE_SENTENCE = N_("Choose what the helper may do from now on.")


@routes.get("/take-over", label=None, who=Who.APART, cost=None)
def page(request: Request) -> Response:
    """The form for the code. A link has it behind its #, which no server sees; a script fills it in."""
    return render(request, "desk/take_over.html")


@routes.post("/take-over", label=None, who=Who.APART, cost=Within(("take_over",)), removes=NOTHING)
def take(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Opens the case of a valid code here; an invalid code is reported beside the field."""
    account = session.account(request)
    try:
        here = session.here(request)
        session.enter(
            request, handing_over.take_over(session.service(request), code, here, account.id if account else "")
        )
    except (WrongHandover, TooOften) as error:
        case = session.current(request)
        if isinstance(error, WrongCode) and case and not session.grant(request) and helpers.opener(case):
            return redirect(TAKEN)  # the same form once more: the first one has opened the case here
        log_refusal(request, error)
        sentence = gettext(error.sentence, language(request), **error.values)
        answer = render(request, "desk/take_over.html", status=error.status, errors={"code": sentence})
        answer.headers.update(error.headers)
        return answer
    return redirect(TAKEN)


@routes.get(TAKEN, label=N_("The case is yours now"), who=Who.PERSON, cost=None)
def taken(request: Request) -> Response:
    """What the person decides about the helper who opened the case. For a case that nobody opened for its person, the
    page about helpers."""
    case = session.require_own(request)
    return _page(request, case) if helpers.opener(case) else redirect("/case/helpers")


@routes.post(TAKEN, label=N_("The case is yours now"), who=Who.PERSON, cost=None, removes=NOTHING)
def decide(request: Request, mode: Annotated[str, Form()] = "", days: Annotated[str, Form()] = "") -> Response:
    """Opens the case to that helper again, or leaves it closed to them."""
    case = session.require_own(request)
    length = whole_number(days)
    if length not in DAYS or mode not in ("", "no", *MODES):
        raise Unreadable
    if not mode:
        return _page(request, case, {"mode": translate(CHOOSE_SENTENCE, language(request))}, 422)
    handing_over.decide(case, "" if mode == "no" else mode, length)
    return redirect("/case")


def _page(request: Request, case: Case, errors: dict[str, str] | None = None, status: int = 200) -> Response:
    lang, helper = language(request), handing_over.may_go_on(case)
    return render(
        request,
        "desk/taken.html",
        status=status,
        errors=errors,
        helper=helper.name if helper else None,
        modes=[("no", translate(NO_LABEL, lang)), *((name, translate(MODE_LABELS[name], lang)) for name in MODES)],
        days=[(str(count), gettext(DAYS_SENTENCE, lang, count=count)) for count in DAYS],
    )
