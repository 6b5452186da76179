"""The phone's side: the code, how many files it has, and the files. Nothing of the case is shown here."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from app.cases.access import phones
from app.cases.access.phones import MOST, OtherPhone, PhoneOver, WrongNumber, WrongPhoneCode
from app.errors import Mistake
from app.web import session, uploads
from app.web.clients import client_name
from app.web.csrf import PHONE_PATH
from app.web.fragments.untrusted import translator
from app.web.numbers import whole_number
from app.web.origins import require_encrypted
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, onward, render

routes = Routes()
HERE = "/phone"
REFRESH = f"3; url={HERE}"  # seconds; while the computer has not confirmed


@routes.get(HERE, label=None, who=Who.APART, cost=None)
def page(request: Request) -> Response:
    """The form for the code or, on a phone whose code counts, for its files."""
    require_encrypted(request)
    return _page(request)


@routes.post(HERE, label=None, who=Who.APART, cost=Within(("phone_code",)), removes=NOTHING)
def claim(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Makes this browser the phone of the code."""
    require_encrypted(request)
    name = client_name(request.headers.get("user-agent", ""))
    try:
        phones.claim(session.service(request), code, session.begin_visit(request), name, session.source(request))
    except (WrongPhoneCode, OtherPhone, PhoneOver) as error:
        return _refused(request, error, "code")
    return onward(request, HERE)


@routes.post(f"{HERE}/ask", label=None, who=Who.APART, cost=None, removes=NOTHING)
def ask(request: Request, wanted: Annotated[str, Form()] = "") -> Response:
    """Announces how many files the phone has."""
    require_encrypted(request)
    try:
        phones.ask(session.service(request), session.visit(request), whole_number(wanted) or 0)
    except WrongNumber as error:
        return _refused(request, error, "wanted")
    return onward(request, HERE)


@routes.get(f"{HERE}/state.json", label=None, who=Who.APART, cost=None)
def state(request: Request) -> Response:
    """For the script: ``{"state"}``, null in a browser that has used no code."""
    require_encrypted(request)
    link = phones.of_device(session.service(request), session.visit(request))
    return JSONResponse({"state": link.state if link else None})


@routes.post(PHONE_PATH, label=None, who=Who.APART, cost=Within(("upload",)), removes=NOTHING)
async def hand_in(request: Request) -> Response:
    """Takes the files of a phone that was confirmed."""
    require_encrypted(request)
    await uploads.receive_from_phone(request)
    return await run_in_threadpool(onward, request, HERE)


def _page(request: Request, status: int = 200, **context: Any) -> Response:
    link = phones.of_device(session.service(request), session.visit(request))
    answer = render(request, "hand_in/phone.html", status=status, link=link, most=MOST, **context)
    if link and link.state == "waiting" and status == 200:
        answer.headers["Refresh"] = REFRESH
    return answer


def _refused(request: Request, error: Mistake, field: str) -> Response:
    log_refusal(request, error)
    sentence = translator(language(request))(error.sentence, **error.values)
    return _page(request, error.status, errors={field: sentence})
