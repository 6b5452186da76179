"""The computer's side of a phone that hands in files: the code, the question whose phone it is, and the end."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import phones
from app.i18n import N_
from app.web import session
from app.web.context import Context
from app.web.csrf import UPLOAD_PATH
from app.web.fragments.accounts import qr
from app.web.numbers import whole_number
from app.web.origins import origin, require_encrypted
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import current, require_own
from app.web.templating import language, redirect, render

routes = Routes()
HERE = "/case/phone"
REFRESH = f"4; url={HERE}"  # seconds; while nothing on the page waits for the person
WAITED_FOR = ("open", "allowed", "sending")


@routes.post(
    f"{UPLOAD_PATH}/phone",
    label=N_("A code for a phone"),
    who=Who.NO_HELPER,
    cost=Within(("open", "phone")),
    removes=NOTHING,
)
def begin(request: Request) -> Response:
    """Makes a code for a phone; opens a case where there is none."""
    require_encrypted(request)
    known = session.service(request)
    session.enter(request, phones.begin(known, current(request), language(request), session.here(request)))
    return redirect(HERE)


@routes.get(HERE, label=N_("Hand in pictures from a phone"), who=Who.PERSON, cost=None)
def page(request: Request) -> Response:
    """The code as a picture and as text; and what the phone has done with it."""
    case = require_own(request)
    require_encrypted(request)
    link = phones.of_case(case)
    context: Context = {"link": link}
    if link and link.state == "open" and not link.number:
        # Behind the mark, an address stays in the browser: no server, log or other site gets the code from it.
        context["picture"] = qr(f"{origin(request)}/phone#{link.code}")
        context["address"] = f"{origin(request)}/phone"
    answer = render(request, "hand_in/phone_code.html", **context)
    if link and link.state in WAITED_FOR:
        answer.headers["Refresh"] = REFRESH
    return answer


@routes.post(HERE, label=N_("Hand in pictures from a phone"), who=Who.PERSON, cost=None, removes=NOTHING)
def answer(
    request: Request,
    phone: Annotated[str, Form()] = "",
    wanted: Annotated[str, Form()] = "",
) -> Response:
    """The phone is the person's own, and may hand in so many files."""
    case = require_own(request)
    require_encrypted(request)
    phones.confirm(case, phone, whole_number(wanted) or 0)
    return redirect(HERE)


@routes.post(f"{HERE}/end", label=N_("End the code for a phone"), who=Who.PERSON, cost=None, removes=NOTHING)
def end(request: Request) -> Response:
    """Ends the code at once."""
    phones.end(require_own(request))
    return redirect(HERE)
