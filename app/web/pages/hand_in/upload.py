"""Uploading files: several at once, and pasted text."""

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from app.cases.access.helpers import HelpOver
from app.cases.batch import Received
from app.cases.limits import TooOften
from app.cases.operation.runs import run_of
from app.cases.operation.turns import QueueFull
from app.cases.room import Crowded, NoRoom, TooMuch
from app.errors import Gone, Mistake, NothingChosen, TooLarge, TooMany
from app.i18n import N_
from app.i18n.translate import gettext
from app.web import uploads
from app.web.csrf import UPLOAD_PATH, form_token
from app.web.fragments.hand_in.captures import captures_context
from app.web.fragments.limits import limits_context
from app.web.fragments.untrusted import translator
from app.web.origins import phones_reach
from app.web.pages.hand_in.evidence import evidence_page
from app.web.pages.hand_in.progress import progress_page
from app.web.refusals import log_refusal
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import service
from app.web.templating import language, redirect, render
from app.web.uploads import NoDay

routes = Routes()

NOTHING_SENTENCE = N_("No file was chosen. Choose at least one, or paste a page as text below.")

DUPLICATE_SENTENCE = N_("These are already in the case and are kept once: {names}.")


@routes.get(UPLOAD_PATH, label=N_("Hand in files"), who=Who.ANYBODY, cost=None)
def page(request: Request) -> Response:
    """The form."""
    return _form(request)


@routes.post(UPLOAD_PATH, label=N_("Hand in files"), who=Who.ANYBODY, cost=Within(("open", "upload")), removes=NOTHING)
async def hand_in(request: Request) -> Response:
    """Takes the upload and redirects to its progress; errors are shown beside their fields.

    The script of the form sends file after file and asks for JSON: ``{"uploads", "known", "csrf"}``, the numbers of the
    new files, how many the case already has, and the token for the next; or ``{"error"}``, a sentence.
    """
    script = request.headers.get("accept") == "application/json"
    try:
        received = await uploads.receive(request)
    except (NothingChosen, TooLarge, TooMany, TooOften, TooMuch, Crowded, QueueFull, NoRoom, NoDay) as error:
        return await run_in_threadpool(_refused_file if script else _refused, request, error)
    except (Gone, HelpOver) as error:
        if not script:
            raise
        return await run_in_threadpool(_refused_file, request, error)
    if script:
        return await run_in_threadpool(_kept, request, received)
    if received.duplicates:
        return await run_in_threadpool(_duplicates, request, received)
    if received.evidence:
        return redirect(f"/case/steps/{received.step}" if received.step else "/case/evidence")
    return redirect("/case/progress?go=on")


def _form(request: Request, status: int = 200, **context: Any) -> Response:
    days = service(request).settings.keep_uploads
    about = {**limits_context(request), **captures_context(request, language(request)), **context}
    reach = phones_reach(request)
    return render(request, "hand_in/upload.html", status=status, days=days, phones_reach=reach, **about)


def _refused(request: Request, error: Mistake) -> Response:
    log_refusal(request, error)
    _ = translator(language(request))
    proved = uploads.proved(request)
    # The error's own sentence speaks to somebody who is no longer on the form.
    nothing = isinstance(error, NothingChosen) and proved is None
    sentence = _(NOTHING_SENTENCE) if nothing else _(error.sentence, **error.values)
    errors = {"acquired_on" if isinstance(error, NoDay) else "files": sentence}
    if proved is None:
        answer = _form(request, status=error.status, errors=errors)
    else:
        answer = evidence_page(request, *proved, status=error.status, errors=errors)
    answer.headers.update(error.headers)
    return answer


def _kept(request: Request, received: Received) -> Response:
    token = form_token(request, language(request))
    return JSONResponse({"uploads": received.numbers, "known": len(received.duplicates), "csrf": token})


def _refused_file(request: Request, error: Mistake) -> Response:
    log_refusal(request, error)
    sentence = gettext(error.sentence, language(request), **error.values)
    return JSONResponse({"error": sentence}, error.status, error.headers)


def _duplicates(request: Request, received: Received) -> Response:
    """Names files that the case already has, so that nobody waits for new results from them. Other files of the
    submission are examined; without any, the form follows."""
    notes = [translator(language(request))(DUPLICATE_SENTENCE, names=list(received.duplicates))]
    if proved := uploads.proved(request):
        return evidence_page(request, *proved, notes=notes)
    if not received.new:
        return _form(request, notes=notes)
    return progress_page(request, run_of(received.opened.case), notes=notes)
