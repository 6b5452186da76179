"""The sample export: looked at in a case of its own, which is left again for one's own files."""

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from app.cases.access import samples
from app.web import session, uploads
from app.web.templating import redirect

router = APIRouter()

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "sample-export.zip"


@router.post("/sample")
def open_sample(request: Request) -> Response:
    """Opens a case of its own for the sample export; the case that is open in this browser stays as it is."""
    case = session.current(request)
    if case is None or not case.sample:
        uploads.hand_in_sample(request, SAMPLE.name, _sample())
    return redirect("/case/progress?go=on")


@router.post("/sample/leave")
def leave(request: Request, to: Annotated[str, Form()] = "") -> Response:
    """Throws the sample away. The browser's own case is open again, or else a new, empty one; ``to`` = case: its
    overview is wanted, and else the form for files."""
    if session.throw_sample_away(request) and session.current(request) is None:
        lang, here = session.form_language(request), session.here(request)
        session.enter(request, samples.begin_own(session.service(request), here, lang))
    return redirect("/case" if to == "case" and session.current(request) else "/upload")


@cache
def _sample() -> bytes:
    return SAMPLE.read_bytes()
