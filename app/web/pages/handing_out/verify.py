"""Checks an evidence bundle that somebody received. It is read while it arrives, and nothing of it is stored."""

from functools import partial
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.requests import ClientDisconnect

from app.errors import CutOff, Unreadable
from app.i18n import N_
from app.i18n.formats import binary_size
from app.i18n.translate import translate
from app.report.bundle.judge import judge
from app.report.bundle.key import typed_number
from app.report.bundle.present import notes, verified
from app.report.bundle.read import Reader
from app.web.csrf import VERIFY_PATH, check_token
from app.web.fragments.untrusted import safe_text
from app.web.multipart import End, Take, UploadForm
from app.web.route import NOTHING, Routes, Who
from app.web.session import service, source
from app.web.slow import lane
from app.web.templating import language, render

routes = Routes()

VERIFY_SENTENCES = {
    "files": N_("Choose the ZIP file first."),
    "number": N_("This is not such a number: it has 32 digits and letters from 0 to 9 and A to F."),
}


@routes.get(VERIFY_PATH, label=N_("Check an evidence bundle"), who=Who.ANYBODY, cost=None)
def page(request: Request) -> Response:
    """The form."""
    return _page(request)


@routes.post(VERIFY_PATH, label=N_("Check an evidence bundle"), who=Who.ANYBODY, cost="verify", removes=NOTHING)
async def check(request: Request) -> Response:
    """The verdict on the uploaded bundle."""
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Unreadable
    sent, asker, turns = _Sent(request), source(request), lane(request, "verify")
    try:
        form = UploadForm(options[b"boundary"], sent, request.headers.get("x-csrf-token", ""), 0)
        async for chunk in request.stream():
            await turns.run(asker, partial(form.feed, chunk))
        if not form.complete:
            raise CutOff
    except (ClientDisconnect, FormParserError) as error:
        raise CutOff from error
    return await turns.run(asker, partial(_verdict, request, sent))


class _Sent:
    """The data of an ``UploadForm``: the number, and the first file, which is read as a stream and not stored."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.number = ""
        self.name = ""
        self.reader: Reader | None = None

    def trust(self, token: str) -> None:
        check_token(self.request, token)

    def field(self, name: str, value: str) -> None:
        self.number = value.strip() if name == "number" else self.number

    def file(self, name: str | None) -> tuple[Take, End]:
        if self.reader is not None:
            raise Unreadable
        self.name, self.reader = name or "", Reader()
        return self.reader.feed, lambda: None


def _verdict(request: Request, sent: _Sent) -> Response:
    lang, number = language(request), typed_number(sent.number) if sent.number else None
    errors = {}
    if sent.number and number is None:
        errors["number"] = translate(VERIFY_SENTENCES["number"], lang)
    if sent.reader is None:
        errors["files"] = translate(VERIFY_SENTENCES["files"], lang)
    if errors or sent.reader is None:
        return _page(request, 422, errors=errors, number=sent.number)
    verdict = judge(sent.reader.end(), number)
    texts = verified(verdict, sent.name, lang)
    return _page(
        request,
        number=sent.number,
        said=texts.message,
        result=texts.result,
        name=safe_text(sent.name),
        changes=[change.message for change in texts.changes],
        notes=notes(verdict, lang),
    )


def _page(request: Request, status: int = 200, **context: Any) -> Response:
    limit = binary_size(service(request).settings.bundle_limit)
    return render(request, "handing_out/verify.html", status=status, limit=limit, **{"number": "", **context})
