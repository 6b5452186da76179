"""The evidence bundle of a case: its content, and its download."""

from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Form, Request
from fastapi.responses import Response, StreamingResponse

from app.cases import bundle, timestamp
from app.cases.bundle import FOLDERS, BundleOptions, WeakPassphrase
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan import recipients
from app.cases.record import notes, signing
from app.i18n import N_
from app.i18n.formats import decimal_size
from app.i18n.translate import gettext, translate
from app.report.bundle.model import KIND_LABELS
from app.web.route import NOTHING, Routes, Who, Within
from app.web.session import require_confirmed, require_own, service
from app.web.templating import language, render

routes = Routes()


@routes.get("/case/bundle", label=N_("Evidence bundle"), who=Who.PERSON, cost=None)
def page(request: Request, recipient: str = "") -> Response:
    """The planned content of the bundle, and its options. ``recipient``: for whom it is made."""
    case = require_own(request)
    require_confirmed(request)
    return _page(request, case, recipient=recipient)


@routes.post("/case/bundle", label=N_("Evidence bundle"), who=Who.PERSON, cost=Within(("export",)), removes=NOTHING)
def download(
    request: Request,
    withhold: Annotated[list[str] | None, Form()] = None,
    unanswered: Annotated[str, Form()] = "",
    stamp: Annotated[str, Form()] = "",
    passphrase: Annotated[str, Form()] = "",
    recipient: Annotated[str, Form()] = "",
) -> Response:
    """The bundle as a file, produced while it is sent."""
    case, lang = require_own(request), language(request)
    require_confirmed(request)
    kinds = frozenset(withhold or ()) & FOLDERS.keys()
    if recipient:
        recipients.find(recipient)
    try:
        stream = bundle.make(case, lang, BundleOptions(kinds, bool(unanswered), bool(stamp), passphrase, recipient))
    except WeakPassphrase as error:
        errors = {"passphrase": gettext(error.sentence, lang, **error.values)}
        return _page(request, case, error.status, recipient, errors=errors)
    headers = {"Content-Disposition": f'attachment; filename="{stream.filename}"'}
    return StreamingResponse(stream.chunks, media_type="application/zip", headers=headers)


def _page(request: Request, case: Case, status: int = 200, recipient: str = "", **context: Any) -> Response:
    lang, url = language(request), service(request).settings.timestamp_url
    sizes = bundle.sizes(case)
    kinds = [
        (kind, translate(KIND_LABELS[kind], lang), count, decimal_size(size)) for kind, (count, size) in sizes.items()
    ]
    stamp = urlsplit(url).hostname if timestamp.available(url) else None
    return render(
        request,
        "handing_out/bundle.html",
        status=status,
        kinds=kinds,
        recipient=recipient,
        recipient_name=translate(recipients.find(recipient).title, lang) if recipient else "",
        hides=_hidden_files(case, recipient),
        number=signing.number(case),
        stamp=stamp,
        running=run_of(case).busy,
        least=bundle.PASSPHRASE,
        **context,
    )


def _hidden_files(case: Case, recipient: str) -> frozenset[str]:
    """The files that are left out by default: originals would show a recipient everything that its page leaves out."""
    if not recipient:
        return frozenset()
    hides = recipients.hidden(notes.load(case), recipients.find(recipient))
    return frozenset(({"original"} if hides else set()) | ({"evidence"} if "evidence_names" in hides else set()))
