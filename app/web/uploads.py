"""The upload form over HTTP: streamed from the request into the vault, without a clear byte on a disk.

Starlette's own form reading keeps large files in clear in the temp folder, so nothing here uses it.
"""

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from app.cases.access import phones
from app.cases.access.phones import MoreThanConfirmed
from app.cases.answers.book import latest_report
from app.cases.batch import Batch, End, Received, Write
from app.errors import CutOff, Mistake, Unreadable
from app.i18n import N_
from app.report.catalogue import persons_clock
from app.web import session
from app.web.csrf import check_token
from app.web.fragments.hand_in.exhibits import said_in
from app.web.multipart import UploadForm
from app.web.numbers import whole_number
from app.web.templating import language


class NoDay(Mistake):
    """The person's text about when they got a file is no day."""

    status = 422
    message = N_("Give the day as year, month and day, for example 2026-03-09, and a time only together with its day.")


async def receive(request: Request) -> Received:
    """Takes the form of the page that hands in files, for the open case; opens one where there is none."""
    return await _receive(request, _Submission)


async def receive_from_phone(request: Request) -> Received:
    """Takes the form of a phone, for the case that its person confirmed it for (``app.cases.access.phones``, whose
    errors it raises, too)."""
    return await _receive(request, _FromPhone)


async def _receive(request: Request, begin: "type[_Submission]") -> Received:
    """Takes the multipart form at ``UPLOAD_PATH``: field ``csrf`` first, any number of ``files``, and ``text``
    (pasted).

    Keeps what is new and requests a run. Errors: ``Forbidden`` (before any file
    byte is accepted), ``NothingChosen``, ``TooLarge``, ``TooMany``, ``CutOff``, ``Unreadable``, and those of limits
    (``app.cases.limits``, ``room``, ``turns``); after each of them nothing of the request is left.
    """
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Unreadable
    announced = whole_number(request.headers.get("content-length", ""))
    submission = await run_in_threadpool(begin, request, announced)
    token, limit = request.headers.get("x-csrf-token", ""), session.service(request).settings.paste_limit
    try:
        form = UploadForm(options[b"boundary"], submission, token, limit)
        async for chunk in request.stream():
            await run_in_threadpool(form.feed, chunk)
        if not form.complete:
            raise CutOff
        return await run_in_threadpool(submission.keep)
    except (ClientDisconnect, FormParserError) as error:
        submission.discard()
        raise CutOff from error
    except BaseException:
        submission.discard()
        raise


def hand_in_sample(request: Request, name: str, data: bytes) -> Received:
    """Hands in the sample export of the service as if it had been uploaded, into a separate case."""
    submission = _Submission(request, len(data), sample=True)
    try:
        write, end = submission.file(name)
        write(data)
        end()
        return submission.keep()
    except BaseException:
        submission.discard()
        raise


def proved(request: Request) -> tuple[str, str] | None:
    """The step and its part that the files of a form are evidence for; each is empty where the form names none. None:
    the form hands in no evidence."""
    known: tuple[str, str] | None = request.scope.get("mioboe.proves")
    return known


class _Submission:
    """The data of an ``UploadForm``, for the case that is open in this browser or a new one; the ``sample`` always gets
    a new one."""

    def __init__(self, request: Request, announced: int | None, sample: bool = False) -> None:
        self.request, self.announced, self.sample = request, announced, sample
        self.fields: dict[str, str] = {}
        self.batch = self._batch()

    def _batch(self) -> Batch:
        request = self.request
        case = None if self.sample else session.current(request)
        return Batch(session.service(request), case, session.source(request), self.announced, self.sample)

    def trust(self, token: str) -> None:
        check_token(self.request, token)
        if self.batch.case is None:  # the same form sent twice finds the case that the first one opened
            session.reload(self.request)
            self.batch = self._batch()

    def field(self, name: str, value: str) -> None:
        self.fields[name] = value
        if name in ("evidence", "step", "subject"):
            step, subject = self.fields.get("step", ""), self.fields.get("subject", "")
            self.batch.proves(step, subject)
            self.request.scope["mioboe.proves"] = (step, subject)

    def file(self, name: str | None) -> tuple[Write, End]:
        return self.batch.add(name)

    def keep(self) -> Received:
        request = self.request
        if self.batch.is_evidence:
            self.batch.details = self._details()
        received = self.batch.keep(session.form_language(request), session.here(request), session.notify(request))
        session.enter(self.request, received.opened)
        return received

    def discard(self) -> None:
        """Leaves nothing of the request."""
        self.batch.discard()

    def _details(self) -> dict[str, str]:
        assert self.batch.case
        fields = said_in(self.fields, persons_clock(latest_report(self.batch.case), language(self.request)))
        if fields is None:
            raise NoDay
        return fields


class _FromPhone(_Submission):
    """The data of an ``UploadForm`` that a phone sends, for the case for which it was confirmed."""

    def _batch(self) -> Batch:
        """The batch takes nothing before ``trust``: only then is the case looked up."""
        self.door = ""
        self.wanted = 0
        return Batch(session.service(self.request), None, session.source(self.request), self.announced)

    def trust(self, token: str) -> None:
        check_token(self.request, token)
        here = self.request
        self.door, case, self.wanted = phones.start(session.service(here), session.visit(here))
        self.batch = Batch(session.service(here), case, session.source(here), self.announced)
        self.batch.who = "phone"

    def field(self, name: str, value: str) -> None:
        """What the phone says of its files does not count."""

    def file(self, name: str | None) -> tuple[Write, End]:
        if len(self.batch.files) >= self.wanted:
            raise MoreThanConfirmed
        return self.batch.add(name)

    def keep(self) -> Received:
        request = self.request
        self.batch.settle = phones.settle(self.door, len(self.batch.files))
        return self.batch.keep(session.form_language(request), session.here(request), session.notify(request))

    def discard(self) -> None:
        super().discard()
        if self.door:
            phones.failed(session.service(self.request), self.door)
