"""The progress of a run. The page reloads itself, with or without a script."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from app.cases.answers import offered
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.operation import turns
from app.cases.operation.runs import AWAY, Run, run_of
from app.cases.operation.turns import Turn
from app.i18n import N_, nN_
from app.i18n.translate import gettext
from app.report.model import File, Report
from app.report.papers import is_paper
from app.web.context import Context
from app.web.fragments.hand_in.recognised import recognised
from app.web.numbers import whole_number
from app.web.pages.hand_in.files import unused
from app.web.route import Routes, Who
from app.web.session import require
from app.web.templating import language, redirect, render

routes = Routes()

REFRESH = "4; url=/case/progress?go=on"  # seconds; without a script the browser loads the page again
FAILED_SENTENCE = N_(
    "Something went wrong while your files were being read. They are still there: hand in "
    "another one, or try again later."
)
AWAY_SENTENCE = N_(
    "The service cannot use its storage at the moment. Your files are not at fault; reading goes on by itself as soon "
    "as that works again."
)
MOST_ASKED = 200  # uploads
QUEUE_SENTENCE = nN_(
    "Your files are number {place} in the queue. It is their turn in about {count} minute.",
    "Your files are number {place} in the queue. It is their turn in about {count} minutes.",
)
PICTURES_SENTENCE = nN_(
    "Everything else has been read; {count} picture is still to be read. That goes on by itself.",
    "Everything else has been read; {count} pictures are still to be read. That goes on by itself.",
)


@routes.get("/case/progress", label=N_("Reading your files"), who=Who.HAS_CASE, cost=None)
def page(request: Request, go: str = "") -> Response:
    """The progress as a page. With ``go`` it redirects to the result if every table could be used."""
    case = require(request)
    run = run_of(case)
    report = latest_report(case) or Report()
    outcome = _outcome(report.files) if run.state == "done" else {}
    if go and outcome.get("unconfirmed"):
        return redirect("/case/pictures")
    if go and outcome and not outcome["nothing"] and not outcome["refused"]:
        return redirect("/case/result")
    cards: Context = {}
    if outcome.get("nothing") or outcome.get("refused"):
        cards = unused(report, outcome["nothing"], language(request), partial(offered.reference, case))
    return progress_page(request, run, **outcome, **cards)


def progress_page(request: Request, run: Run, **context: Any) -> Response:
    """The page for the state of a run. ``notes`` are sentences about files that were just handed in."""
    state: Context = {"running": run.busy, "failed": run.state == "failed", "run": run, "percent": _percent(run)}
    answer = render(
        request, "hand_in/progress.html", said=_status(run, require(request), language(request)), **state, **context
    )
    if run.busy:
        answer.headers["Refresh"] = REFRESH
    return answer


def _outcome(files: Sequence[File]) -> dict[str, bool]:
    """``nothing``: no file gave any event; ``refused``: a table, or a file that may hold one, could not be used;
    ``unconfirmed``: rows that were read from pictures wait for the person."""
    unconfirmed = any(file.unconfirmed for file in files)
    nothing = bool(files) and not unconfirmed and not any(file.events for file in files)
    refused = any(file.format is None and not is_paper(file) for file in files)
    return {"nothing": nothing, "refused": refused, "unconfirmed": unconfirmed}


@routes.get("/case/progress.json", label=N_("How far the reading is"), who=Who.HAS_CASE, cost=None)
def state(request: Request, uploads: str = "") -> Response:
    """The progress for the script: ``{"running", "status", "percent"}``; for the numbers of ``uploads`` (``3,4``) also
    ``{"read": {number: [sentences]}, "unread": [numbers]}``: as what each was recognised, and which were not."""
    case, lang = require(request), language(request)
    run = run_of(case)
    answer = {"running": run.busy, "status": _status(run, case, lang), "percent": _percent(run)}
    if uploads:
        numbers = map(whole_number, uploads.split(",", MOST_ASKED)[:MOST_ASKED])
        wanted = {number for number in numbers if number is not None}
        answer |= recognised(latest_report(case), wanted, lang)
    return JSONResponse(answer)


def _percent(run: Run) -> int | None:
    """The share of the known files that has been read, in percent; null where that is not meaningful yet."""
    known = run.state == "running" and not run.pictures and run.done and run.total > 1
    return min(99, 100 * run.done // run.total) if known else None


def _pictures_left(run: Run) -> int:
    """The number of pictures that are still to be read, at least the one that is being read."""
    return max(1, run.pictures - (run.done if run.state == "running" else 0))


def _turn(turn: Turn | None, lang: str) -> str:
    if turn is None:
        return gettext(N_("Your files are waiting for their turn."), lang)
    if turn.place == 1:
        return gettext(N_("Your files are the next to be read."), lang)
    return gettext(QUEUE_SENTENCE, lang, place=turn.place, count=turn.minutes)


def _status(run: Run, case: Case, lang: str) -> str:
    if run.state == "failed":
        return gettext(FAILED_SENTENCE, lang)
    if run.state == "queued" and run.error == AWAY:
        return gettext(AWAY_SENTENCE, lang)
    if run.busy and run.pictures:
        return gettext(PICTURES_SENTENCE, lang, count=_pictures_left(run))
    if run.state == "queued":
        return _turn(turns.turn(case), lang)
    if run.state == "running" and run.rows:
        return gettext(N_("Files read: {done}. Rows read: {rows}."), lang, done=run.done, rows=run.rows)
    if run.state == "running":
        return gettext(N_("The first file is being opened."), lang)
    if run.state == "none":
        return gettext(N_("You have not handed in any file yet."), lang)
    return gettext(N_("Everything you handed in has been looked at."), lang)
