"""Removing a file or an exhibit permanently: for the person of the case, who has just proved who they are; and for the
helper who opened it for a caller, until that person takes it over."""

from fastapi import Request
from fastapi.responses import Response

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.files import evidence, uploads
from app.cases.files.evidence import EvidenceFile
from app.cases.files.uploads import Upload
from app.errors import NotFound
from app.i18n import N_
from app.i18n.formats import decimal_size, when
from app.report.catalogue import persons_clock
from app.report.summary.words import say
from app.web.fragments.hand_in.exhibits import find
from app.web.fragments.untrusted import safe_text
from app.web.route import EVERYTHING, Routes, Who
from app.web.session import notify, require, require_confirmed, require_own
from app.web.templating import language, redirect, render

routes = Routes()


@routes.get("/case/remove/file/{name}", label=N_("Remove a file"), who=Who.UNTIL_TAKEN_OVER, cost=None)
def file_page(request: Request, name: str) -> Response:
    """Asks whether to remove a file that was handed in."""
    case = _own(request)
    upload = _upload(case, name)
    return _page(request, case, upload, "/case/files")


@routes.post(
    "/case/remove/file/{name}", label=N_("Remove a file"), who=Who.UNTIL_TAKEN_OVER, cost=None, removes=EVERYTHING
)
def remove_file(request: Request, name: str) -> Response:
    """Removes the file and has the case examined again."""
    uploads.remove(_own(request), name, notify(request))
    return redirect("/case/progress")


@routes.get("/case/remove/exhibit/{number}", label=N_("Remove an exhibit"), who=Who.UNTIL_TAKEN_OVER, cost=None)
def exhibit_page(request: Request, number: str) -> Response:
    """Asks whether to remove an exhibit."""
    case = _own(request)
    exhibit = find(case, number)
    return _page(request, case, exhibit, f"/case/evidence/exhibit/{exhibit.number}")


@routes.post(
    "/case/remove/exhibit/{number}",
    label=N_("Remove an exhibit"),
    who=Who.UNTIL_TAKEN_OVER,
    cost=None,
    removes=EVERYTHING,
)
def remove_exhibit(request: Request, number: str) -> Response:
    """Removes the exhibit; its number and its lines in the log stay."""
    case = _own(request)
    evidence.remove(case, find(case, number).number)
    return redirect("/case/evidence")


def _own(request: Request) -> Case:
    case = require(request)
    if not case.held:
        case = require_own(request)
        require_confirmed(request)
    return case


def _upload(case: Case, name: str) -> Upload:
    known = next((upload for upload in uploads.uploads(case) if upload.id == name), None)
    if known is None:
        raise NotFound
    return known


def _page(request: Request, case: Case, file: Upload | EvidenceFile, back: str) -> Response:
    lang = language(request)
    at = file.created_at if isinstance(file, Upload) else file.at
    return render(
        request,
        "hand_in/remove.html",
        name=safe_text(file.name),
        size=decimal_size(file.size),
        when=when(at, "stated", lang, persons_clock(latest_report(case), lang)),
        back=back,
        label=say("exhibit", lang, number=file.number) if isinstance(file, EvidenceFile) else "",
    )
