"""Downloading everything that a case holds, as one file."""

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse

from app.cases.export.archive import archive
from app.i18n.formats import decimal_size
from app.storage.tables import now
from app.web.session import require_confirmed, require_own
from app.web.templating import language, render

router = APIRouter()


@router.get("/case/export")
def page(request: Request) -> Response:
    """Says what the file will hold and that nothing protects it, and has the button that makes it."""
    case = require_own(request)
    require_confirmed(request)
    size = decimal_size(sum(case.service.vault.sizes(case.id).values()))
    return render(request, "export.html", size=size)


@router.post("/case/export")
def download(request: Request) -> Response:
    """The ZIP, made while it is sent. A form and no link, so that no other page and no prefetch can start it."""
    case, lang = require_own(request), language(request)
    require_confirmed(request)
    name = f"mioboe-everything-{case.id[:8].upper()}-{now().date().isoformat()}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(archive([case], lang), media_type="application/zip", headers=headers)
