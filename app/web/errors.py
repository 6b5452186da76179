"""Errors become pages: a sentence for what a person can act on, an apology with a reference for everything else."""

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import PlainTextResponse, Response
from sqlalchemy.exc import DataError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.cases.access.helpers import HelpOver
from app.cases.access.samples import InSample
from app.errors import Busy, Mistake, NotFound, NotShown, Unreadable, WrongMethod, record
from app.i18n import N_
from app.i18n.audience import speak_to
from app.i18n.languages import negotiate
from app.i18n.translate import gettext, translate
from app.storage.outages import OUTAGES
from app.web.admission import spoken_to
from app.web.refusals import log_refusal
from app.web.session import Elsewhere
from app.web.templating import language, redirect, render

READING = ("GET", "HEAD")


class Apology(Mistake):
    """An error about which the person can do nothing; its reference is in the log too."""

    status = 500
    title = N_("Sorry, something went wrong here")
    message = N_("This is our mistake, not yours. What you handed in and answered so far is still there.")


def install(app: FastAPI) -> None:
    """Registers the error page for errors of all routes, and the redirect for ``Elsewhere``."""
    app.add_exception_handler(Elsewhere, onward)
    app.add_exception_handler(Mistake, page)
    app.add_exception_handler(HTTPException, page)
    app.add_exception_handler(RequestValidationError, page)
    app.add_exception_handler(DataError, page)
    for outage in OUTAGES:
        app.add_exception_handler(outage, page)


def onward(_: Request, error: Exception) -> Response:
    """Where ``Elsewhere`` leads."""
    return redirect(error.path if isinstance(error, Elsewhere) else "/")


def page(request: Request, error: Exception) -> Response:
    """The one error page, for any error."""
    mistake = request.scope.get("mioboe.refused") or _mistake(error, request.method in READING)
    if isinstance(error, DataError):
        record(error)  # it could be a value of ours, too
    reference = record(error) if mistake.status >= 500 and not mistake.expected else None
    log_refusal(request, mistake)
    answer = _render(request, mistake, reference)
    answer.headers.update(mistake.headers)
    return answer


def _mistake(error: Exception, reads: bool) -> Mistake:
    """The answer to an expected error. ``reads``: the request wanted to show something."""
    if isinstance(error, Mistake):
        return error
    if isinstance(error, OUTAGES):
        return NotShown() if reads else Busy()
    if isinstance(error, RequestValidationError | DataError):  # DataError: no column takes it, such as text with NUL
        return Unreadable()
    if isinstance(error, HTTPException):
        known = {404: NotFound, 405: WrongMethod, 422: Unreadable}
        return known.get(error.status_code, Mistake)() if error.status_code < 500 else Apology()
    return Apology()


def _render(request: Request, mistake: Mistake, reference: str | None) -> Response:
    try:
        speak_to(spoken_to(request))
        lang = language(request)
        values = {
            "title": translate(mistake.title, lang),
            "sentence": gettext(mistake.sentence, lang, **mistake.values),
            "reference": reference,
            "help_over": isinstance(mistake, HelpOver),
            "in_sample": isinstance(mistake, InSample),
        }
        return render(request, "error.html", status=mistake.status, **values)
    except Exception as worse:  # the database may be what fails; the person still gets the sentence
        record(worse)
        return _plain(request, mistake, reference)


def _plain(request: Request, mistake: Mistake, reference: str | None) -> Response:
    lang = negotiate(request.headers.get("accept-language"))
    sentence = gettext(mistake.sentence, lang, **mistake.values)
    lines = [translate(mistake.title, lang), sentence, *([reference] if reference else [])]
    return PlainTextResponse("\n\n".join(lines), status_code=mistake.status)


class ErrorPageMiddleware:
    """Turns every error that no handler took into the error page, never a traceback."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:  # this is the place where all errors end
            if begun:  # too late for a page: the log has it, the connection is cut
                record(error)
                return
            answer = await run_in_threadpool(page, Request(scope), error)
            await answer(scope, receive, send)
