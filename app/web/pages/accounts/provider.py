"""Signing in through an organisation's sign-in service, proving there again who somebody is, and signing out of it."""

import secrets
from contextlib import suppress
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases import limits
from app.cases.accounts import links, providers
from app.cases.accounts.providers import ProviderAway
from app.errors import Mistake, NotFound
from app.i18n.languages import LANGUAGES
from app.i18n.translate import translate
from app.web import session
from app.web.cookies import cookie_name
from app.web.fragments.accounts import fields, remembered
from app.web.fragments.ways import LABELS
from app.web.origins import origin
from app.web.refusals import log_refusal
from app.web.route import EVERYTHING, NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.templating import language, onward, render

routes = Routes()

BACK = "/sign-in/provider/return"
COOKIE = "mioboe-provider"
LINKING = "organisation"  # the place where somebody goes on who connects their account


@routes.get("/sign-in/provider", label=None, who=Who.APART, cost=None)
def sign_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 (the name in the address)
    """Explains where the button leads."""
    return _page(request, "/sign-in", next)


@routes.post("/sign-in/provider", label=None, who=Who.APART, cost=Within(("provider",)), removes=NOTHING)
def begin_sign_in(request: Request, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002
    """Sends the browser to the provider."""
    return _begin(request, "/sign-in", next, None)


@routes.get("/account/confirm/provider", label=None, who=Who.ACCOUNT, cost=None)
def confirm_page(request: Request, next: str = "") -> Response:  # noqa: A002
    """The button to the provider, for somebody who is signed in and has to prove again who they are."""
    session.require_account(request)
    return _page(request, "/account/confirm", next)


@routes.post("/account/confirm/provider", label=None, who=Who.ACCOUNT, cost=Within(("provider",)), removes=NOTHING)
def begin_confirming(request: Request, next: Annotated[str, Form()] = "") -> Response:  # noqa: A002
    """Sends the browser to the provider, which asks again."""
    return _begin(request, "/account/confirm", next, session.require_account(request).id)


@routes.get("/account/provider", label=None, who=Who.ACCOUNT, cost=None)
def link_page(request: Request) -> Response:
    """Whether the account is connected with the provider, and the button that changes it."""
    _require(request)
    return _link_page(request)


@routes.post("/account/provider", label=None, who=Who.ACCOUNT, cost=Within(("provider",)), removes=NOTHING)
def begin_linking(request: Request) -> Response:
    """Sends the browser to the provider; its answer links the provider to the account."""
    return _begin(request, "/account", LINKING, _require(request), link=True)


@routes.post("/account/provider/remove", label=None, who=Who.ACCOUNT, cost=None, removes=EVERYTHING)
def unlink(request: Request) -> Response:
    """Disconnects the account, and closes it in all other browsers."""
    mine = _require(request)
    try:
        links.unlink(service(request), mine, session.next_token(request))
    except Mistake as error:
        return _link_page(request, error)
    session.confirm(request)
    return onward(request, "/account/provider")


@routes.get(BACK, label=None, who=Who.APART, cost=None)
def come_back(request: Request) -> Response:
    """The page to which the provider sends the browser. The cookie of the sign-in says where the browser continues."""
    holder, lang, wanted = [*request.cookies.get(_cookie(request), "").split("."), "", ""][:3]
    if lang in LANGUAGES:
        request.scope["mioboe.lang"] = lang
    here, known = service(request), session.account(request)
    try:
        mine = known.id if known else None
        account_id, again = providers.finish(here, holder, dict(request.query_params), mine)
    except Mistake as error:
        return _link_page(request, error) if known and wanted == LINKING else _page(request, "/sign-in", wanted, error)
    if again:
        session.confirm(request)
    else:
        session.sign_in(request, account_id)
    answer = remembered(request, account_id, onward(request, session.place(wanted)))
    answer.delete_cookie(_cookie(request), secure=request.url.scheme == "https", httponly=True, samesite="lax")
    return answer


@routes.get("/sign-out/provider", label=None, who=Who.APART, cost=None)
def signed_out(request: Request) -> Response:
    """Tells a person who signed out here that they are still signed in at the provider, and offers to sign out
    there."""
    if service(request).settings.provider is None:
        raise NotFound
    there = None
    with suppress(ProviderAway):
        there = providers.sign_out_address(service(request), f"{origin(request)}/")
    return render(request, "accounts/signed_out.html", there=there)


def _page(request: Request, other: str, wanted: str, error: Mistake | None = None) -> Response:
    provider = service(request).settings.provider
    if provider is None:
        raise NotFound
    if error:
        log_refusal(request, error)
    return render(
        request,
        "accounts/provider.html",
        status=error.status if error else 200,
        errors=fields(request, {"main": error}) if error else {},
        title=translate(LABELS[f"{other}/provider"], language(request)),
        host=provider.host,
        other=other,
        next=session.place_name(wanted),
    )


def _require(request: Request) -> str:
    """The id of the account whose holder has just proved who they are."""
    mine = session.require_account(request)
    session.require_confirmed(request)
    return mine.id


def _link_page(request: Request, error: Mistake | None = None) -> Response:
    here, known = service(request), session.account(request)
    provider = here.settings.provider
    if provider is None or known is None:
        raise NotFound
    if error:
        log_refusal(request, error)
    return render(
        request,
        "accounts/link_provider.html",
        status=error.status if error else 200,
        errors=fields(request, {"main": error}) if error else {},
        host=provider.host,
        linked=providers.signs_in(here, known.id),
    )


def _begin(request: Request, other: str, wanted: str, account_id: str | None, link: bool = False) -> Response:
    """A page that redirects to the provider at once. An HTTP redirect would not work: our policy (``form-action``)
    allows forms to our own pages only, so browsers do not follow one from a form to another site."""
    here, holder = service(request), secrets.token_urlsafe(32)
    try:
        limits.count(here, "provider", session.source(request))
        there = providers.begin(here, holder, f"{origin(request)}{BACK}", account_id, link)
    except Mistake as error:
        return _link_page(request, error) if link else _page(request, other, wanted, error)
    answer = render(request, "accounts/to_provider.html", there=there)
    answer.headers["Refresh"] = f"0; url={there}"
    # Lax, because the way back begins at the provider's site, from where browsers send no strict cookie.
    answer.set_cookie(
        _cookie(request),
        f"{holder}.{language(request)}.{session.place_name(wanted)}",
        max_age=providers.MINUTES * 60,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    return answer


def _cookie(request: Request) -> str:
    return cookie_name(request.scope, COOKIE)
