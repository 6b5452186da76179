"""Protection against forged requests: the origin of a form, and the token that each of our forms carries."""

import hmac
import secrets

from fastapi import Request

from app.errors import Forbidden, Unreadable
from app.i18n.languages import LANGUAGES
from app.web.session import begin_visit, next_token, service, visit

SAFE_METHODS = {"GET", "HEAD", "OPTIONS", "TRACE"}
# The addresses that take files; they check their form token themselves, before the first file.
UPLOAD_PATH, PHONE_PATH, VERIFY_PATH = "/upload", "/phone/files", "/verify"
REPORT_PATH = "/policy-report"  # browsers send these by themselves, without a form; they change nothing


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
    """The token in the hidden field of a form: signed for this browser's case, or for its visit where no case is open,
    with the language of the page."""
    stem = f"{lang}.{secrets.token_urlsafe(12)}"
    return f"{stem}.{_signature(request, stem, next_token(request) or begin_visit(request))}"


def check_token(request: Request, token: str) -> None:
    """Accepts a token that ``form_token`` made for this browser; ``Forbidden`` otherwise. Keeps the form's language."""
    stem, _, signature = token.rpartition(".")
    holder = next_token(request) or visit(request)
    if not holder or not hmac.compare_digest(signature.encode(), _signature(request, stem, holder).encode()):
        raise Forbidden
    request.scope["mioboe.form"] = stem
    lang = stem.split(".")[0]
    if lang in LANGUAGES:
        request.scope["mioboe.lang"] = lang


def _signature(request: Request, stem: str, holder: str) -> str:
    return service(request).keyed_hash("form", stem, holder)


async def check_form(request: Request) -> None:
    """For every route: a form without a valid token is refused before anything else happens."""
    if request.method in SAFE_METHODS or request.url.path in (UPLOAD_PATH, PHONE_PATH, VERIFY_PATH, REPORT_PATH):
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("", "application/x-www-form-urlencoded"):
        raise Unreadable
    token = (await request.form()).get("csrf", request.headers.get("x-csrf-token", ""))
    if not isinstance(token, str):
        raise Forbidden
    check_token(request, token)
