"""Uploading files: several at once, and pasted text."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases import room
from app.cases.batch import Received
from app.cases.limits import TooOften
from app.cases.room import Crowded, NoRoom, TooMuch
from app.cases.runs import run_of
from app.cases.turns import QueueFull
from app.errors import Mistake, NothingChosen, TooLarge, TooMany
from app.i18n import N_
from app.i18n.formats import binary_size
from app.web import uploads
from app.web.context import Context
from app.web.csrf import UPLOAD_PATH
from app.web.fragments.untrusted import translator
from app.web.pages.progress import progress_page
from app.web.refusals import log_refusal
from app.web.session import current, service
from app.web.templating import language, redirect, render

router = APIRouter()

NOTHING_SENTENCE = N_("No file was chosen. Choose at least one, or paste a page as text below.")

DUPLICATE_SENTENCE = N_("These are already in the case and are kept once: {names}.")


@router.get(UPLOAD_PATH)
def page(request: Request) -> Response:
    """The form."""
    return _form(request)


@router.post(UPLOAD_PATH)
async def hand_in(request: Request) -> Response:
    """Takes the upload and redirects to its progress; what cannot be accepted is named beside its field."""
    try:
        received = await uploads.receive(request)
    except (NothingChosen, TooLarge, TooMany, TooOften, TooMuch, Crowded, QueueFull, NoRoom) as error:
        return await run_in_threadpool(_refused, request, error)
    if received.step:
        return redirect(f"/case/steps/{received.step}")
    if received.duplicates:
        return await run_in_threadpool(_duplicates, request, received)
    return redirect("/case/progress?go=on")


def _form(request: Request, status: int = 200, **context: Any) -> Response:
    days = service(request).settings.keep_uploads
    return render(request, "upload.html", status=status, days=days, **limits_context(request), **context)


def limits_context(request: Request) -> Context:
    """The limits as a form for files says them: of one submission, of a case, and what the open case still takes."""
    settings, case = service(request).settings, current(request)
    left = room.left(case.service, case.id) if case else None
    return {
        "limit": binary_size(min(settings.upload_limit, settings.case_limit)),
        "case_limit": binary_size(settings.case_limit),
        "files_limit": settings.files_limit,
        "left": {"size": binary_size(left.size), "files": left.files} if left else None,
    }


def _refused(request: Request, error: Mistake) -> Response:
    log_refusal(request, error)
    _ = translator(language(request))
    # The error's own sentence speaks to somebody who is no longer on the form.
    nothing = isinstance(error, NothingChosen)
    said = _(NOTHING_SENTENCE) if nothing else _(error.sentence, **error.values)
    answer = _form(request, status=error.status, errors={"files": said})
    answer.headers.update(error.headers)
    return answer


def _duplicates(request: Request, received: Received) -> Response:
    """Names files that the case already has: nobody should wait for something new from them. What came with them is
    being examined; where nothing did, the form follows."""
    notes = [translator(language(request))(DUPLICATE_SENTENCE, names=list(received.duplicates))]
    if not received.new:
        return _form(request, notes=notes)
    return progress_page(request, run_of(received.opened.case), notes=notes)
