"""Resuming a case in another browser, by its code."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import resume
from app.cases.codes import in_groups, plain_code
from app.cases.desk import handing_over
from app.cases.limits import TooOften
from app.errors import Wait, WrongCode
from app.i18n import N_
from app.i18n.translate import gettext
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import enter, here, service
from app.web.slow import slow
from app.web.templating import language, redirect, render

routes = Routes()


@routes.get("/resume", label=N_("Go on with a code"), who=Who.ANYBODY, cost=None)
def page(request: Request) -> Response:
    """The form for the code."""
    return render(request, "start/resume.html")


@routes.post("/resume", label=N_("Go on with a code"), who=Who.ANYBODY, cost=Within(("resume",)), removes=NOTHING)
@slow("codes")
def go_on(request: Request, code: Annotated[str, Form()] = "") -> Response:
    """Opens the case of a valid code; an invalid code is reported beside the field."""
    try:
        return _opened(request, code)
    except (WrongCode, Wait, TooOften) as error:
        log_refusal(request, error)
        sentence = gettext(error.sentence, language(request), **error.values)
        answer = render(request, "start/resume.html", status=error.status, errors={"code": sentence})
        answer.headers.update(error.headers)
        return answer


def _opened(request: Request, code: str) -> Response:
    """The case of a code; for a code that a helper gave, the page that says what it does, with the code filled in."""
    try:
        enter(request, resume.resume(service(request), code, here(request)))
    except WrongCode:
        if not handing_over.can_be_entered(service(request), code, here(request)):
            raise
        return render(request, "desk/take_over.html", code=in_groups(plain_code(code)))
    return redirect("/case")
