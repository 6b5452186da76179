"""Protection against forged requests: the origin of a form, and the token that each of our forms carries."""

import hmac
import secrets
from collections.abc import Mapping
from typing import cast

from fastapi import Request

from app.cases.access.helpers import HelpOver
from app.errors import Forbidden, Gone, Unreadable
from app.i18n.languages import LANGUAGES
from app.web.session import begin_visit, browser, current, next_token, service, visit
from app.web.session import token as token_of_cookie

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# The addresses that take files; they check their form token themselves, before the first file.
UPLOAD_PATH, PHONE_PATH, VERIFY_PATH = "/upload", "/phone/files", "/verify"
SIGN_OUT_PATH = "/sign-out"
NO_CASE = "-"  # of a form on a page without an open case
REPORT_PATH = "/policy-report"  # browsers send these by themselves, without a form; they change nothing
OWN_CHECK = (UPLOAD_PATH, PHONE_PATH, VERIFY_PATH, REPORT_PATH)


def check_origin(request: Request) -> None:
    """Accepts a form from our pages; ``Forbidden`` for forms of other sites.

    Browsers send Sec-Fetch-Site on https and to localhost only. On plain http in a home network there is Origin; it is
    ``null`` for pages that hide where they are from, which ours do not. Extensions of the browser that may reach every
    site send ``none`` with an Origin of their own, so Origin is compared there as well. Where neither header comes, the
    signed token and the cookie that it belongs to decide.
    """
    site = request.headers.get("sec-fetch-site", "none")
    if site == "same-origin":
        return
    if site != "none":
        raise Forbidden
    ours = f"{request.url.scheme}://{request.headers['host']}"
    if request.headers.get("origin", ours) != ours:
        raise Forbidden


def form_token(request: Request, lang: str) -> str:
    """The token in the hidden field of a form: signed for this browser, or for its visit where nothing is open, with
    the language of the page and the case that is open."""
    stem = f"{lang}.{_mark(request)}.{secrets.token_urlsafe(12)}"
    return f"{stem}.{_signature(request, stem, next_token(request) or begin_visit(request))}"


def check_token(request: Request, token: str) -> None:
    """Accepts a token that ``form_token`` made for this browser; ``Forbidden`` otherwise. Keeps the form's language.
    ``Gone``, or ``HelpOver`` for a helper, where the form is of a case that is not open any more."""
    stem, _, signature = token.rpartition(".")
    holder = next_token(request) or visit(request)
    if not holder or not hmac.compare_digest(signature.encode(), _signature(request, stem, holder).encode()):
        raise Forbidden
    request.scope["mioboe.form"] = stem
    lang, _, of_case = stem.partition(".")
    if lang in LANGUAGES:
        request.scope["mioboe.lang"] = lang
    _check_case(request, of_case.partition(".")[0])


def _check_case(request: Request, mark: str) -> None:
    """A form that is of a case is for this case alone; only to sign out works always. A form that opens another case
    and is sent twice finds that one open: its first answer has given the browser a new token."""
    if mark == NO_CASE or request.url.path == SIGN_OUT_PATH:
        return
    known = browser(request)
    if known is not None and known.over:
        raise HelpOver
    if mark != _mark(request) and (known is None or known.token == token_of_cookie(request)):
        raise Gone


def _mark(request: Request) -> str:
    """What distinguishes the open case from others in a form, or ``NO_CASE``."""
    case = current(request)
    return service(request).keyed_hash("form of a case", case.id)[:16] if case else NO_CASE


def _signature(request: Request, stem: str, holder: str) -> str:
    return service(request).keyed_hash("form", stem, holder)


async def read_form(request: Request) -> None:
    """For every route: reads the fields of a form, which ``check_form`` and the page find here."""
    if request.method in SAFE_METHODS or request.url.path in OWN_CHECK:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/x-www-form-urlencoded"):
        raise Unreadable
    request.scope["mioboe.fields"] = {name: str(value) for name, value in (await request.form()).items()}


def fields(request: Request) -> Mapping[str, str]:
    """The fields of the form that was sent, the last of each name; empty for a page, and for a form with files."""
    return cast("Mapping[str, str]", request.scope.get("mioboe.fields", {}))


def check_form(request: Request) -> None:
    """For every route: a form without a valid token is refused before anything else happens."""
    if request.method in SAFE_METHODS or request.url.path in OWN_CHECK:
        return
    check_token(request, fields(request).get("csrf", request.headers.get("x-csrf-token", "")))
