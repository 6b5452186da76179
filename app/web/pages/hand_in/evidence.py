"""Evidence: files with their numbers and details, pictures as safe copies, and the log."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.responses import Response, StreamingResponse

from app.cases import pictures
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files import evidence
from app.cases.files.evidence import EvidenceFile
from app.cases.limits import TooOften
from app.cases.plan.view import plan_view
from app.cases.record import custody
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import zone_name
from app.i18n.translate import translate
from app.report.catalogue import persons_clock
from app.report.typeset.shown import visible_text
from app.web.context import Context
from app.web.fragments.hand_in.exhibits import checked, exhibit, find, history, hows, said_in, typed
from app.web.fragments.limits import limits_context
from app.web.fragments.untrusted import translator
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import require
from app.web.templating import language, redirect, render
from app.web.uploads import NoDay
from checklists import model

routes = Routes()

NOTHING_SAID = dict.fromkeys(evidence.DETAILS, "")
# A picture that is opened by its address may load and run nothing, whatever type a browser detects.
PICTURE_HEADERS = {"Content-Security-Policy": "default-src 'none'; sandbox", "Content-Disposition": "inline"}


@routes.get("/case/evidence", label=N_("Evidence"), who=Who.HAS_CASE, cost=None)
def page(request: Request) -> Response:
    """All exhibits, the form for more, and the log."""
    return evidence_page(request)


@routes.post("/case/evidence/check", label=N_("Check of all files"), who=Who.HAS_CASE, cost="export", removes=NOTHING)
def check(request: Request) -> Response:
    """Computes the hashes of all files again; the page shows the result."""
    case = require(request)
    evidence.check_all(case)
    return redirect("/case/evidence#checked")


@routes.get("/case/evidence/exhibit/{number}", label=N_("An exhibit"), who=Who.HAS_CASE, cost=None)
def exhibit_of_number(request: Request, number: str) -> Response:
    """An exhibit: its picture if it has one, its details, and its part of the log."""
    case = require(request)
    return _exhibit_page(request, case, find(case, number))


@routes.post("/case/evidence/exhibit/{number}", label=N_("An exhibit"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def change(
    request: Request,
    number: str,
    how: Annotated[str, Form()] = "",
    service: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    acquired_on: Annotated[str, Form()] = "",
    acquired_time: Annotated[str, Form()] = "",
) -> Response:
    """Changes the details of an exhibit; errors are shown beside their fields."""
    case, lang = require(request), language(request)
    file = find(case, number)
    form = {"how": how, "service": service, "note": note, "acquired_on": acquired_on, "acquired_time": acquired_time}
    details = said_in(form, persons_clock(latest_report(case), lang))
    if details is None:
        errors = {"acquired_on": translate(NoDay.message, lang)}
        return _exhibit_page(request, case, file, NoDay.status, typed=form, errors=errors)
    evidence.describe(case, file.number, details)
    return redirect(f"/case/evidence/exhibit/{file.number}")


@routes.get(
    "/case/evidence/picture/{number}",
    label=N_("The picture of an exhibit"),
    who=Who.HAS_CASE,
    cost=Within(("picture",)),
)
def picture(request: Request, number: str) -> Response:
    """The safe copy of a picture; never the original bytes."""
    case = require(request)
    copy = pictures.copy_of(case, find(case, number))
    if copy.refused:
        raise NotFound
    return Response(copy.data, media_type=pictures.MEDIA_TYPE, headers=PICTURE_HEADERS)


@routes.download("/case/evidence/file/{number}", label=N_("The file of an exhibit"), who=Who.HAS_CASE, cost="download")
def download(request: Request, number: str) -> Response:
    """The unchanged file, always as a download, never displayed by the browser; decrypted as it is sent."""
    case = require(request)
    file = find(case, number)
    chunks = evidence.content(case, file)
    evidence.downloaded(case, file)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(visible_text(file.name))}",
        "Content-Length": str(file.size),
    }
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)


@routes.get("/case/evidence/{step}", label=N_("Proof of a step"), who=Who.HAS_CASE, cost=None)
def of_step(request: Request, step: str, subject: str = "") -> Response:
    """The exhibits that prove a step, and the form for more."""
    return evidence_page(request, step, subject)


def evidence_page(request: Request, step: str = "", subject: str = "", status: int = 200, **context: Any) -> Response:
    """The exhibits of the case, or those of a step (of its part ``subject``), and the form for more."""
    case, lang = require(request), language(request)
    known = model.steps().get(step)
    if (step and known is None) or len(subject) > 32:
        raise NotFound
    clock = persons_clock(latest_report(case), lang)
    files = evidence.of_step(case, step, subject) if known else evidence.all_files(case)
    lines = [] if known else [line for line in custody.lines(case) if line["kind"] == "evidence"]
    return render(
        request,
        "hand_in/evidence.html",
        status=status,
        step=step,
        subject=subject,
        title=plan_view(case, lang).name(step) if known else "",
        exhibits=[exhibit(file, lang, clock) for file in files],
        typed=typed(NOTHING_SAID, clock),
        log=history(lines, lang, clock),
        checked=checked(lines, lang, clock),
        **_form_context(lang, clock),
        **limits_context(request),
        **context,
    )


def _exhibit_page(request: Request, case: Case, file: EvidenceFile, status: int = 200, **context: Any) -> Response:
    lang = language(request)
    clock = persons_clock(latest_report(case), lang)
    mine = [line for line in custody.lines(case) if line["kind"] == "evidence" and line["number"] == file.number]
    proves = model.steps().get(file.step)
    return render(
        request,
        "hand_in/exhibit.html",
        status=status,
        one=exhibit(file, lang, clock),
        step=file.step if proves else "",
        proves=plan_view(case, lang).name(file.step) if proves else "",
        log=history(mine, lang, clock),
        **_picture(case, file, lang),
        **_form_context(lang, clock),
        **{"typed": typed(file.details, clock), **context},
    )


def _picture(case: Case, file: EvidenceFile, lang: str) -> Context:
    """The size of the picture and notes about it, or why it cannot be shown; empty for other files."""
    if file.kind != "picture":
        return {}
    try:
        copy = pictures.copy_of(case, file)
    except TooOften as error:  # all else on the page is still there
        return {"no_picture": translator(lang)(error.sentence, **error.values)}
    if copy.refused:
        return {"no_picture": translate(pictures.REFUSED_SENTENCES[copy.refused], lang)}
    notes = [translate(pictures.NOTE_SENTENCES[name], lang) for name in copy.notes]
    return {"picture": {"width": copy.width, "height": copy.height, "notes": notes}}


def _form_context(lang: str, clock: str) -> Context:
    return {"hows": hows(lang), "zone": zone_name(clock, lang)}
