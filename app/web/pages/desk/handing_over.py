"""Handing the case of a caller over: a code on paper or a link, and deleting the case instead."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.case import Case
from app.cases.desk import callers, handing_over
from app.cases.desk.handing_over import LINK_LIFE, PAPER_LIFE
from app.i18n.formats import when
from app.i18n.languages import LANGUAGES
from app.web import session
from app.web.context import Context
from app.web.fragments.accounts import qr
from app.web.pages.desk.desk import require_helper
from app.web.route import EVERYTHING, NOTHING, Routes, Who, Within
from app.web.templating import language, redirect, render

routes = Routes()

HERE = "/desk/hand-over"


@routes.get(HERE, label=None, who=Who.HOLDER, cost=None)
def page(request: Request) -> Response:
    """What handing over means, and the two ways to do it."""
    return _page(request, _case(request))


@routes.post(HERE, label=None, who=Who.HOLDER, cost=Within(("code",)), removes=NOTHING)
def make(request: Request, kind: Annotated[str, Form()] = "", do: Annotated[str, Form()] = "") -> Response:
    """A new code, shown only now; or the end of the one that waits."""
    case = _case(request)
    if do == "withdraw":
        handing_over.withdraw(case)
        return redirect(HERE)
    code, handover = handing_over.make(case, kind, session.here(request))
    link = f"{request.url.scheme}://{request.headers['host']}/take-over#{code}"
    made_code: Context = {"kind": handover.kind, "code": code, "link": link, "address": link.partition("#")[0]}
    if kind == "paper":
        made_code["picture"] = qr(link)
    return _page(request, case, made_code)


@routes.get("/desk/delete", label=None, who=Who.HOLDER, cost=None)
def confirm(request: Request) -> Response:
    """Asks whether the case is to be deleted."""
    _case(request)
    return render(request, "desk/delete.html")


@routes.post("/desk/delete", label=None, who=Who.HOLDER, cost=None, removes=EVERYTHING)
def delete(request: Request) -> Response:
    """Erases the case, which no caller has taken over."""
    callers.delete(_case(request))
    session.leave(request)
    return redirect("/desk")


def _case(request: Request) -> Case:
    """The case that this helper opened for a caller; ``NotForHelpers`` where another one is open."""
    require_helper(request)
    case = session.require(request)
    callers.check(case)
    return case


def _page(request: Request, case: Case, code: Context | None = None) -> Response:
    lang = language(request)
    zone = LANGUAGES[lang].zone
    handover = handing_over.waiting(case.service).get(case.id)
    return render(
        request,
        "desk/hand_over.html",
        code=code,
        waiting={"kind": handover.kind, "until": when(handover.until, "stated", lang, zone)} if handover else None,
        until=when(case.until, "stated", lang, zone),
        days=PAPER_LIFE.days,
        hours=int(LINK_LIFE.total_seconds() // 3600),
        number=case.number,
    )
