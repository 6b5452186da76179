"""Evidence files of a step: uploaded to the vault, listed with their SHA-256, downloaded and deleted."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response, StreamingResponse

from app.cases import evidence
from app.cases.verdicts import latest_report
from app.errors import NotFound
from app.i18n.formats import decimal_size, when
from app.i18n.translate import translate
from app.report.catalogue import persons_clock
from app.web.fragments.untrusted import safe_text
from app.web.pages.upload import limits_context
from app.web.session import require
from app.web.templating import language, redirect, render
from checklists import model

router = APIRouter()


@router.get("/case/evidence/{step}")
def page(request: Request, step: str, subject: str = "") -> Response:
    """The evidence files of a step, and the form for more."""
    case, lang = require(request), language(request)
    known = model.steps().get(step)
    if known is None or len(subject) > 32:
        raise NotFound
    clock = persons_clock(latest_report(case), lang)
    kept = [
        {"id": one.id, "name": safe_text(one.name), "size": decimal_size(one.size), "sha256": one.sha256,
         "when": when(one.at, "stated", lang, clock)}
        for one in evidence.of_step(case, step, subject)
    ]  # fmt: skip
    title = translate(known.title, lang)
    context = {"step": step, "subject": subject, "title": title, "kept": kept, **limits_context(request)}
    return render(request, "evidence.html", **context)


@router.post("/case/evidence/{step}")
def remove(request: Request, step: str, file: Annotated[str, Form()], subject: Annotated[str, Form()] = "") -> Response:
    """Deletes a file."""
    evidence.remove(require(request), file)
    return redirect(f"/case/evidence/{quote(step)}" + (f"?subject={quote(subject)}" if subject else ""))


@router.get("/case/evidence/file/{name}")
def download(request: Request, name: str) -> Response:
    """The unchanged file, always as a download, never displayed by the browser; decrypted as it is sent."""
    case = require(request)
    found = evidence.find(case, name)
    chunks = case.service.vault.stream(case.key, f"{found.id}.data")
    shown = quote(found.name)
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{shown}", "Content-Length": str(found.size)}
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)
