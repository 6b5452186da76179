"""Passkeys: signing in with one, proving again who somebody is, and the passkeys of the account."""

from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import JSONResponse, Response

from app.cases.accounts import passkeys, throttle
from app.errors import Mistake
from app.i18n import N_
from app.i18n.formats import day
from app.i18n.translate import gettext, translate
from app.storage.database import writing
from app.storage.tables import PasskeyRow
from app.web import session
from app.web.clients import client_name
from app.web.context import Context
from app.web.fragments.accounts import address, fields, known, remembered
from app.web.fragments.ways import LABELS
from app.web.origins import passkey_site, place
from app.web.refusals import log_refusal
from app.web.route import EVERYTHING, NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.templating import language, onward, render

routes = Routes()

SENTENCES = {
    "added": N_("Added on {day}."),
    "used": N_("Last used on {day}."),
    "unused": N_("Not used yet."),
    "elsewhere": N_("Works only at {host}."),
    "nameless": N_("Passkey"),
}


@routes.get("/sign-in/passkey", label=None, who=Who.APART, cost=None)
def sign_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """The button that asks the browser for a passkey."""
    return _asking(request, "/sign-in", next)


@routes.post("/sign-in/passkey/begin", label=None, who=Who.APART, cost=None, removes=NOTHING)
def begin_sign_in(request: Request) -> Response:
    """The options that the browser needs to sign in with a passkey."""
    return JSONResponse(passkeys.begin_using(service(request), passkey_site(request), _holder(request)))


@routes.post("/sign-in/passkey", label=None, who=Who.APART, cost=Within(("sign_in", "known_sign_in")), removes=NOTHING)
def sign_in(
    request: Request,
    answer: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Signs in the account whose passkey answered."""
    here = service(request)
    try:
        with writing(here.engine) as counting:
            mine = passkeys.account_of(counting, answer)
            throttle.count_sign_in(counting, here, address(request), mine, known(request))
        account_id = passkeys.use(here, passkey_site(request), _holder(request), answer)
    except Mistake as error:
        return _asking(request, "/sign-in", next, error)
    session.sign_in(request, account_id)
    return remembered(request, account_id, onward(request, session.place(next)))


@routes.get("/account/confirm/passkey", label=None, who=Who.ACCOUNT, cost=None)
def confirm_page(request: Request, next: str = "") -> Response:  # noqa: A002
    """The button for a passkey, for somebody who is signed in and has to prove again who they are."""
    session.require_account(request)
    return _asking(request, "/account/confirm", next)


@routes.post("/account/confirm/passkey/begin", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def begin_confirming(request: Request) -> Response:
    """The options that the browser needs to prove it with a passkey of this account."""
    mine = session.require_account(request).id
    return JSONResponse(passkeys.begin_using(service(request), passkey_site(request), _holder(request), mine))


@routes.post("/account/confirm/passkey", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def confirm(
    request: Request,
    answer: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "",  # noqa: A002
) -> Response:
    """Verifies the passkey and continues to the requested page."""
    mine = session.require_account(request).id
    try:
        passkeys.use(service(request), passkey_site(request), _holder(request), answer, mine)
    except Mistake as error:
        return _asking(request, "/account/confirm", next, error)
    session.confirm(request)
    return onward(request, session.place(next))


@routes.get("/account/passkeys", label=None, who=Who.ACCOUNT, cost=None)
def page(request: Request) -> Response:
    """The passkeys of the account."""
    _require(request)
    return _page(request)


@routes.post("/account/passkeys/begin", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def begin_adding(request: Request) -> Response:
    """The options that the browser needs to make a passkey."""
    mine = _require(request)
    return JSONResponse(passkeys.begin_adding(service(request), mine, passkey_site(request), _holder(request)))


@routes.post("/account/passkeys", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def add(
    request: Request,
    answer: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Keeps the passkey that the device made."""
    mine, lang = _require(request), language(request)
    called = passkeys.clean_name(name) or translate(SENTENCES["nameless"], lang)
    try:
        passkeys.add(service(request), mine, passkey_site(request), _holder(request), answer, called)
    except Mistake as error:
        return _page(request, error)
    session.confirm(request)
    return onward(request, "/account/passkeys")


@routes.post("/account/passkeys/name", label=None, who=Who.ACCOUNT, cost=None, removes=NOTHING)
def rename(
    request: Request,
    passkey: Annotated[str, Form()] = "",
    name: Annotated[str, Form()] = "",
) -> Response:
    """Renames a passkey; an empty name changes nothing."""
    mine = _require(request)
    if passkeys.clean_name(name):
        passkeys.rename(service(request), mine, passkey, name)
    return onward(request, "/account/passkeys")


@routes.post("/account/passkeys/remove", label=None, who=Who.ACCOUNT, cost=None, removes=EVERYTHING)
def remove(request: Request, passkey: Annotated[str, Form()] = "") -> Response:
    """Removes a passkey, and closes the account in all other browsers."""
    mine = _require(request)
    try:
        passkeys.remove(service(request), mine, passkey, session.next_token(request))
    except Mistake as error:
        return _page(request, error)
    session.confirm(request)
    return onward(request, "/account/passkeys")


def _require(request: Request) -> str:
    """The id of the account whose holder has just proved who they are."""
    mine = session.require_account(request)
    session.require_confirmed(request)
    return mine.id


def _holder(request: Request) -> str:
    """A secret that only this browser has, from the page to the form that is sent from it."""
    return session.next_token(request) or session.visit(request)


def _asking(request: Request, other: str, onward_to: str, error: Mistake | None = None) -> Response:
    if error:
        log_refusal(request, error)
    return render(
        request,
        "accounts/use_passkey.html",
        status=error.status if error else 200,
        errors=fields(request, {"main": error}) if error else {},
        title=translate(LABELS[f"{other}/passkey"], language(request)),
        other=other,
        next=session.place_name(onward_to),
        place=place(request),
    )


def _page(request: Request, error: Mistake | None = None) -> Response:
    if error:
        log_refusal(request, error)
    account = session.require_account(request)
    here, lang = place(request), language(request)
    rows = passkeys.passkeys(account.service, account.id)
    return render(
        request,
        "accounts/passkeys.html",
        status=error.status if error else 200,
        errors=fields(request, {"main": error}) if error else {},
        mine=[_passkey_context(row, here.site.name, lang) for row in rows],
        suggested=client_name(request.headers.get("user-agent", "")),
        place=here,
    )


def _passkey_context(row: PasskeyRow, host: str, lang: str) -> Context:
    used = ("used", {"day": day(row.used_at.date(), lang)}) if row.used_at else ("unused", {})
    sentences: list[tuple[str, dict[str, Any]]] = [("added", {"day": day(row.created_at.date(), lang)}), used]
    if row.site != host:
        sentences.append(("elsewhere", {"host": row.site}))
    return {
        "id": row.id,
        "name": row.name,
        "says": [gettext(SENTENCES[name], lang, **values) for name, values in sentences],
    }
