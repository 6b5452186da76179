"""Downloading everything that a case or an account holds, as one file."""

from collections.abc import Iterator

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from app.cases.accounts.account import own_cases
from app.cases.case import Case
from app.cases.export.archive import archive
from app.cases.export.of_account import account_archive
from app.i18n import N_
from app.i18n.formats import decimal_size
from app.storage.tables import now
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import require_account, require_confirmed, require_own
from app.web.templating import language, render

routes = Routes()


@routes.get("/case/export", label=N_("Download everything"), who=Who.PERSON, cost=None)
def page(request: Request) -> Response:
    """Explains what the file will contain and that it is not protected, and has the button that makes it."""
    case = require_own(request)
    require_confirmed(request)
    return render(request, "handing_out/export.html", action="/case/export", size=_size(case))


@routes.post("/case/export", label=N_("Download everything"), who=Who.PERSON, cost=Within(("export",)), removes=NOTHING)
def download(request: Request) -> Response:
    """The ZIP, produced while it is sent. It needs a form, not a link, so that no other page and no prefetch can start
    it."""
    case, lang = require_own(request), language(request)
    require_confirmed(request)
    return _zip(archive([case], lang), case.id[:8].upper())


@routes.get("/account/export", label=None, who=Who.ACCOUNT, cost=None)
def account_page(request: Request) -> Response:
    """The page for the export of all cases of an account."""
    account = require_account(request)
    require_confirmed(request)
    cases = own_cases(account)
    return render(request, "handing_out/export.html", action="/account/export", size=_size(*cases), cases=len(cases))


@routes.post("/account/export", label=None, who=Who.ACCOUNT, cost=Within(("export",)), removes=NOTHING)
def account_download(request: Request) -> Response:
    """The ZIP of the account."""
    account, lang = require_account(request), language(request)
    require_confirmed(request)
    return _zip(account_archive(account, lang), "account")


def _size(*cases: Case) -> str:
    """The approximate maximum size of the ZIP."""
    return decimal_size(sum(sum(case.service.vault.sizes(case.id).values()) for case in cases))


def _zip(pieces: Iterator[bytes], of: str) -> Response:
    name = f"mioboe-everything-{of}-{now().date().isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(pieces, media_type="application/zip", headers=headers)
