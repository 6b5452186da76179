"""Handing in files: many at once, and pasted text."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from app.cases import case as cases
from app.errors import Mistake, NothingChosen, TooLarge, TooMany
from app.i18n import N_
from app.web import uploads
from app.web.pages._inert import speaker
from app.web.security import readable
from app.web.templating import language, redirect, render
from app.web.uploads import Received

router = APIRouter()

NOTHING_SENTENCE = N_("No file was chosen. Choose at least one, or paste a page as text below.")


@router.get(uploads.PATH)
def page(request: Request) -> Response:
    """The form."""
    return _form(request)


@router.post(uploads.PATH)
async def hand_in(request: Request) -> Response:
    """Takes what was handed in and shows how its reading goes on; what cannot be taken is said beside its field."""
    try:
        received = await uploads.receive(request)
    except (NothingChosen, TooLarge, TooMany) as error:
        return await run_in_threadpool(_refused, request, error)
    if received.step:
        return redirect(f"/case/steps/{received.step}")
    if received.same:
        return await run_in_threadpool(_known, request, received)
    return redirect("/case/progress")


def _form(request: Request, status: int = 200, **context: Any) -> Response:
    settings = cases.service(request).settings
    limit, days = readable(settings.upload_limit), settings.keep_uploads
    return render(request, "upload.html", status=status, limit=limit, days=days, **context)


def _refused(request: Request, error: Mistake) -> Response:
    _ = speaker(language(request))
    # The error's own sentence speaks to somebody who is no longer on the form.
    nothing = isinstance(error, NothingChosen)
    said = _(NOTHING_SENTENCE) if nothing else _(error.sentence, **error.values)
    return _form(request, status=error.status, errors={"files": said})


def _known(request: Request, received: Received) -> Response:
    """Files that the case has already are named: nobody should wait for something new from them."""
    _ = speaker(language(request))
    sentence, values = received.sentences[0]
    return _form(request, notes=[_(sentence, **values)], kept=received.kept)
