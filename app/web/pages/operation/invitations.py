"""For the operator: who may help here. Invitations are made and revoked, and a helper's role is ended."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.accounts.account import Account
from app.cases.desk import invitations
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import day, when
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.web import session
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import language, redirect, render

routes = Routes()

HERE = "/operator/invitations"
STATE_LABELS = {
    "open": N_("Not used yet"),
    "used": N_("Used"),
    "revoked": N_("Revoked"),
    "over": N_("Its time is over"),
}


@routes.get(HERE, label=None, who=Who.OPERATOR, cost=None)
def page(request: Request) -> Response:
    """The invitations and the helpers."""
    return _page(request, _operator(request))


@routes.post(HERE, label=None, who=Who.OPERATOR, cost=Within(("invitation",)), removes=NOTHING)
def change(
    request: Request,
    do: Annotated[str, Form()] = "",
    id: Annotated[str, Form()] = "",  # noqa: A002 (the name in the form)
) -> Response:
    """Makes an invitation, whose code is shown only now; revokes one; or ends a helper's role."""
    operator = _operator(request)
    session.require_confirmed(request)
    if do == "revoke":
        invitations.revoke(operator, id)
    elif do == "end":
        invitations.end_role(operator, id)
    else:
        code = invitations.make(operator)
        return _page(request, operator, code, f"{request.url.scheme}://{request.headers['host']}/desk/join#{code}")
    return redirect(HERE)


def _operator(request: Request) -> Account:
    account = session.require_account(request)
    if account.role != "operator":
        raise NotFound
    return account


def _page(request: Request, operator: Account, code: str = "", link: str = "") -> Response:
    lang = language(request)
    zone = LANGUAGES[lang].zone
    return render(
        request,
        "operation/invitations.html",
        code=code,
        link=link,
        hours=int(invitations.LIFE.total_seconds() // 3600),
        invitations=[
            {
                "id": invitation.id,
                "number": invitation.id[:4].upper(),
                "by": invitation.by,
                "helper": invitation.helper,
                "made": when(invitation.created_at, "stated", lang, zone),
                "until": when(invitation.until, "stated", lang, zone),
                "state": translate(STATE_LABELS[invitation.state], lang),
                "open": invitation.state == "open",
            }
            for invitation in invitations.listed(operator)
        ],
        people=[
            {"id": person.id, "name": person.name, "since": day(person.since.date(), lang)}
            for person in invitations.people(operator)
        ],
    )
