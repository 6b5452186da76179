"""The incident summary: its content, and its downloads."""

from collections.abc import Sequence

from fastapi import Request
from fastapi.responses import Response

from analyzers.findings.assemble import answered_of, waits_for_an_answer
from app.cases import home
from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan import progress
from app.cases.plan.before_first import next_after
from app.cases.plan.progress import StepStatus
from app.cases.plan.recipients import offered
from app.cases.plan.summary_state import summary_state
from app.cases.record import notes
from app.cases.record.notes import Notes
from app.errors import NotFound
from app.i18n import N_
from app.i18n.audience import speak_to
from app.i18n.translate import gettext, translate
from app.report import build, summary
from app.report.model import Report
from app.report.summary.forms import forms
from app.report.summary.forms.pdf import NotMade
from app.storage.database import one_connection
from app.web.admission import spoken_to
from app.web.fragments.blocks import document_markup
from app.web.fragments.question import asked_beside
from app.web.route import Choice, Routes, Who
from app.web.session import require
from app.web.templating import language, render

routes = Routes()


@routes.get("/case/summary", label=N_("Summary"), who=Who.HAS_CASE, cost=None)
@one_connection()
def page(request: Request, unanswered: str = "") -> Response:
    """The first page of the summary, a list of its other parts, and its downloads. ``unanswered``: include findings
    without an answer."""
    case = require(request)
    return _page(request, case, _with_open(case, unanswered))


@routes.get("/case/first-page.png", label=N_("The first page of the summary"), who=Who.HAS_CASE, cost="download")
def picture(request: Request) -> Response:
    """The first page of the PDF as a picture."""
    case, lang = require(request), language(request)
    report = _report(case)
    data = summary.first_page_picture(report, summary_state(case, report, lang, _with_open(case, "")), lang)
    return Response(data, media_type="image/png")


@routes.download(
    "/case/summary.{form}",
    label=N_("The summary as a file"),
    who=Who.HAS_CASE,
    cost=Choice("form", {"pdf": "pdf"}, "download"),
)
def download(request: Request, form: str, unanswered: str = "") -> Response:
    """The summary in one of its forms, as a file. ``unanswered``: include findings without an answer."""
    case, lang = require(request), language(request)
    if form not in summary.FORMS:
        raise NotFound
    report, with_open = _report(case), _with_open(case, unanswered)
    try:
        document = summary.make(form, report, summary_state(case, report, lang, with_open), lang)
    except NotMade as error:
        speak_to(spoken_to(request))  # of the page, instead of a document
        return _page(
            request, case, with_open, problem=gettext(error.sentence, lang, **error.values), status=error.status
        )
    headers = {"Content-Disposition": f'attachment; filename="{document.filename}"'}
    return Response(document.data, media_type=document.media_type, headers=headers)


def _with_open(case: Case, unanswered: str) -> bool:
    """Whether findings without an answer are included: on request, and always in the sample, which accuses nobody."""
    return case.sample or bool(unanswered)


def _page(request: Request, case: Case, with_open: bool, problem: str | None = None, status: int = 200) -> Response:
    lang = language(request)
    report, content = _report(case), notes.load(case)
    plan, state = progress.statuses(case, lang, report, content), summary_state(case, report, lang, with_open)
    return render(
        request,
        "handing_out/summary.html",
        status=status,
        statement=document_markup(summary.first_page(report, state, lang), lang),
        recipients=[
            (recipient.id, recipient.icon, translate(recipient.title, lang), translate(recipient.what, lang))
            for recipient in offered(case, report, lang)
        ],
        with_open=with_open,
        facts=_facts(report, content, plan, len(state.kept), lang),
        forms=[(form.name, translate(form.title, lang), translate(form.hint, lang)) for form in forms()],
        problem=problem,
        ask=asked_beside(next_after(case, papers=True), lang),
        running=run_of(case).busy,
        empty=not report.files and not plan,
        open_answers=any(map(waits_for_an_answer, report.findings)),
    )


def _facts(report: Report, content: Notes, plan: Sequence[StepStatus], kept: int, lang: str) -> list[tuple[str, str]]:
    """How much of each part of a case the summary will contain: (name of the part, its counts). ``kept``: the number of
    evidence files."""
    read = sum(file.format is not None for file in report.files)
    answered, asked = answered_of(report.findings)
    finished = sum(status.progress.state == "done" for status in plan)
    written = gettext(
        N_("Notes: {notes}, contacts: {contacts}, answers at home: {answers}"),
        lang,
        notes=sum(map(bool, content["steps"].values())),
        contacts=len(content["contacts"]),
        answers=sum(map(len, home.of_summary(content, {}, lang).values())),
    )
    facts = (
        (N_("Files"), gettext(N_("{count} read as a history"), lang, count=read)),
        (N_("Findings"), gettext(N_("Answered: {done} of {all}"), lang, all=asked, done=answered)),
        (N_("Steps"), gettext(N_("Done: {done} of {all}"), lang, all=len(plan), done=finished)),
        (N_("Written notes"), written),
        (N_("Evidence files"), gettext(N_("{count} kept, listed with their SHA-256"), lang, count=kept)),
    )
    return [(translate(name, lang), counts) for name, counts in facts]


def _report(case: Case) -> Report:
    """The latest report; an empty one where there are no files."""
    return latest_report(case) or build.run([])
