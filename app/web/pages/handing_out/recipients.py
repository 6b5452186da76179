"""The summary for one recipient: exactly what they get, what is left out, and its downloads."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from app.cases.answers.book import latest_report
from app.cases.case import Case
from app.cases.operation.runs import run_of
from app.cases.plan import recipients
from app.errors import NotFound
from app.i18n import N_
from app.i18n.audience import speak_to
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext, translate
from app.report import build, summary
from app.report.summary.forms import form
from app.report.summary.forms.pdf import NotMade
from app.report.summary.labels import WITHHELD_LABELS
from app.web.admission import spoken_to
from app.web.fragments.blocks import document_markup
from app.web.route import NOTHING, Choice, Routes, Who
from app.web.session import require
from app.web.slow import slow
from app.web.templating import language, redirect, render
from checklists.recipients.recipient import KINDS, Recipient
from checklists.sites import display_name

routes = Routes()

COUNT_SENTENCE = N_("{count} of at most {limit} characters")
LENGTH_SENTENCE = N_("{count} characters")


@routes.get("/case/summary/{name}", label=N_("The summary for somebody"), who=Who.HAS_CASE, cost="download")
@slow("papers")
def page(request: Request, name: str) -> Response:
    """A preview of what this recipient gets, and what is left out."""
    return _page(request, require(request), recipients.find(name))


@routes.post("/case/summary/{name}", label=N_("The summary for somebody"), who=Who.HAS_CASE, cost=None, removes=NOTHING)
def choose(
    request: Request,
    name: str,
    hide: Annotated[list[str] | None, Form()] = None,
    shop: Annotated[str, Form()] = "",
    act: Annotated[str, Form()] = "",
) -> Response:
    """Saves what is left out; ``act`` = default: the default choice."""
    case, recipient = require(request), recipients.find(name)
    recipients.choose(case, recipient, recipient.hides if act == "default" else hide or (), shop)
    return redirect(f"/case/summary/{recipient.id}#left-out")


@routes.download(
    "/case/summary/{name}/download.{wanted}",
    label=N_("The summary for somebody, as a file"),
    who=Who.HAS_CASE,
    cost=Choice("wanted", {"pdf": "pdf"}, "download"),
)
@slow("papers")
def download(request: Request, name: str, wanted: str) -> Response:
    """The summary for the recipient, in one of its forms."""
    case, recipient = require(request), recipients.find(name)
    if wanted not in summary.forms_for(recipient):
        raise NotFound
    report = latest_report(case) or build.run([])
    page = recipients.page(case, report, recipient, language(request))
    try:
        document = summary.make(wanted, report, page.state, page.lang, page.wanted)
    except NotMade as error:
        speak_to(spoken_to(request))  # of the page, instead of a document
        problem = gettext(error.sentence, language(request), **error.values)
        return _page(request, case, recipient, problem=problem, status=error.status)
    headers = {"Content-Disposition": f'attachment; filename="{document.filename}"'}
    return Response(document.data, media_type=document.media_type, headers=headers)


def _page(
    request: Request, case: Case, recipient: Recipient, problem: str | None = None, status: int = 200
) -> Response:
    lang = language(request)
    report = latest_report(case) or build.run([])
    page = recipients.page(case, report, recipient, lang)
    content = summary.page_for(report, page.state, page.lang, page.wanted)
    hides = page.wanted.hides
    kinds = [kind for kind in KINDS if kind != "other_shops" or recipient.by_shop]
    return render(
        request,
        "handing_out/recipient.html",
        status=status,
        one={"id": recipient.id, "title": translate(recipient.title, lang), "what": translate(recipient.what, lang)},
        notes=[translate(note, lang) for note in recipient.note],
        unverified=recipient.unverified,
        text_only=recipient.form == "text",
        kinds=[(kind, translate(WITHHELD_LABELS[kind], lang), kind in hides) for kind in kinds],
        changed=set(hides) != set(recipient.hides),
        shops=[(shop, display_name(shop, lang)) for shop in page.shops],
        shop=page.wanted.shop,
        into=page.lang,
        into_name=translate(LANGUAGES[page.lang].label, lang) if page.lang != lang else "",
        long="findings" in recipient.parts,
        document=document_markup(summary.pages(content), lang, page.lang) if recipient.form == "pdf" else "",
        fields=[(field.title, field.text, _length(field.text, field.limit, lang)) for field in content.fields],
        forms=[
            (name, translate(form(name).title, lang), translate(form(name).hint, lang))
            for name in summary.forms_for(recipient)
        ],
        letters=recipient.letters,
        problem=problem,
        running=run_of(case).busy,
    )


def _length(text: str, limit: int | None, lang: str) -> str:
    if limit is None:
        return gettext(LENGTH_SENTENCE, lang, count=len(text))
    return gettext(COUNT_SENTENCE, lang, count=len(text), limit=limit)
