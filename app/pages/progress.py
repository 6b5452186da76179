"""How far the reading of the files is. The page looks again by itself, with or without a script."""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from app import cases
from app.cases import Run
from app.templating import language, render
from app.text import gettext

router = APIRouter()

REFRESH = "4"  # seconds; without a script the browser loads the page again
FAILED_SENTENCE = (
    "Something went wrong while your files were read. They are still there: hand in one more, or try again later."
)


@router.get("/case/progress")
def page(request: Request) -> Response:
    """The state as a page."""
    run = cases.run(cases.require(request))
    said = _status(run, language(request))
    answer = render(request, "progress.html", running=run.busy, failed=run.state == "failed", run=run, said=said)
    if run.busy:
        answer.headers["Refresh"] = REFRESH
    return answer


@router.get("/case/progress.json")
def state(request: Request) -> Response:
    """The state for the script: ``{"running", "status"}``."""
    run = cases.run(cases.require(request))
    return JSONResponse({"running": run.busy, "status": _status(run, language(request))})


def _status(run: Run, lang: str) -> str:
    if run.state == "failed":
        return gettext(FAILED_SENTENCE, lang)
    if run.state == "queued":
        return gettext("Your files are waiting for their turn.", lang)
    if run.state == "running" and run.rows:
        return gettext("Files read: {done}. Rows read: {rows}.", lang, done=run.done, rows=run.rows)
    if run.state == "running":
        return gettext("The first file is being opened.", lang)
    if run.state == "none":
        return gettext("You have not handed in any file yet.", lang)
    return gettext("Everything you handed in has been looked at.", lang)
