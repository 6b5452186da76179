"""The sample export: shown in a separate case, which the person can leave for their own files."""

from functools import cache
from pathlib import Path
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.access import samples
from app.web import session, uploads
from app.web.route import NOTHING, Routes, Who, Within
from app.web.templating import redirect

routes = Routes()

SAMPLE = Path(__file__).parents[3] / "data" / "sample" / "sample-export.zip"


@routes.post("/sample", label=None, who=Who.APART, cost=Within(("open", "upload")), removes=NOTHING)
def open_sample(request: Request) -> Response:
    """Opens a separate case for the sample export; the case that is open in this browser stays unchanged."""
    case = session.current(request)
    if case is None or not case.sample:
        uploads.hand_in_sample(request, SAMPLE.name, _sample())
    return redirect("/case/progress?go=on")


@routes.post("/sample/leave", label=None, who=Who.APART, cost=None, removes=NOTHING)
def leave(request: Request, to: Annotated[str, Form()] = "") -> Response:
    """Erases the sample. The browser's own case is open again, or else a new, empty one. It continues with the overview
    of the case where ``to`` = case, else with the form for files."""
    if session.throw_sample_away(request) and session.current(request) is None:
        lang, here = session.form_language(request), session.here(request)
        session.enter(request, samples.begin_own(session.service(request), here, lang))
    return redirect("/case" if to == "case" and session.current(request) else "/upload")


@cache
def _sample() -> bytes:
    return SAMPLE.read_bytes()
