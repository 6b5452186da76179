"""Parts that the pages of accounts share: errors beside fields, new passwords, setting up an app, and the browser's
data after a sign-in."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from markupsafe import Markup

from app.cases import limits
from app.cases.accounts import second_factor
from app.cases.accounts.passwords import password_problem
from app.cases.accounts.throttle import known_browser
from app.cases.codes import picture
from app.errors import Mistake
from app.i18n import N_
from app.i18n.translate import gettext, translate
from app.web.cookies import cookie_name
from app.web.session import service, source
from app.web.templating import language, render

AGAIN_SENTENCE = N_("The two passwords differ. Type or paste the same one twice.")
FIRST_CODE_SENTENCE = N_("This is not the code that the app shows now. Wait for its next one and enter that.")
KNOWN = "mioboe-known"
KNOWN_DAYS = 180


def address(request: Request) -> str:
    """The network address of the request, or an empty text."""
    return request.client.host if request.client else ""


def fields(request: Request, wrong: Mapping[str, str | Mistake]) -> dict[str, str]:
    """The errors by field, in the language of the page."""
    lang = language(request)
    return {
        field: gettext(mistake.sentence, lang, **mistake.values)
        if isinstance(mistake, Mistake)
        else translate(mistake, lang)
        for field, mistake in wrong.items()
    }


def new_password_errors(
    request: Request, password: str, again: str, name: str, with_code: bool
) -> dict[str, str | Mistake]:
    """The errors of a new password that was typed twice, by field (message keys); empty where it is fine. Judging it is
    expensive, so it is counted before: ``TooOften``."""
    if password != again:
        return {"again": AGAIN_SENTENCE}
    limits.count(service(request), "password", source(request))
    problem = password_problem(password, name, with_code)
    return {"password": problem} if problem else {}


def set_up(request: Request, secret: bytes, name: str, status: int, errors: Mapping[str, str]) -> Response:
    """The page with the key for an authenticator app."""
    return render(
        request,
        "accounts/set_up.html",
        status=status,
        errors=fields(request, errors),
        picture=qr(second_factor.address(secret, name)),
        address=second_factor.address(secret, name),
        key=second_factor.typed_key(secret),
    )


def qr(text: str) -> Markup:
    """A text as a QR code."""
    return Markup(picture(text))  # noqa: S704 (our own SVG)


def known(request: Request) -> str:
    """The value that this browser kept at its last sign-in. It opens nothing, but strangers who try the account's name
    do not slow this browser down."""
    return request.cookies.get(cookie_name(request.scope, KNOWN), "")


def remembered(request: Request, account_id: str, response: Response) -> Response:
    """The response after a sign-in, with the cookie by which the account knows this browser later."""
    secure = request.url.scheme == "https"
    response.set_cookie(
        cookie_name(request.scope, KNOWN),
        known_browser(service(request), account_id),
        max_age=KNOWN_DAYS * 86400,
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return response
