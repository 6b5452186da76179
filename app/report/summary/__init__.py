"""The incident summary: one neutral structure (``content``), for all or for one recipient, and its forms."""

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from msgspec import structs

from app.i18n.audience import PERSON, speaking_to
from app.report.model import Report
from app.report.sample import file_name
from app.report.summary import forms
from app.report.summary.block import Block
from app.report.summary.content import made_at, summarise
from app.report.summary.forms import FORMS, pdf
from app.report.summary.forms.pdf import CAPS
from app.report.summary.layout import blocks
from app.report.summary.model import Summary
from app.report.summary.recipient import for_recipient
from app.report.summary.state import State
from app.report.summary.statement import statement
from checklists.recipients.recipient import Hidden, Recipient

__all__ = [
    "FORMS",
    "Document",
    "State",
    "Wanted",
    "first_page",
    "first_page_picture",
    "forms_for",
    "make",
    "page_for",
    "pages",
    "summarise",
    "summary_for",
]


@dataclass(frozen=True, slots=True)
class Document:
    """A finished summary. ``filename`` is plain ASCII and contains nothing personal."""

    data: bytes
    media_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """The recipient of a summary, the kinds of data left out for it, and the shop that it is about (null: all
    shops)."""

    recipient: Recipient
    hides: Collection[Hidden]
    shop: str | None = None


@speaking_to(PERSON)
def summary_for(report: Report, state: State, lang: str, wanted: Wanted | None = None) -> Summary:
    """The summary for everybody, or the one for a recipient."""
    if wanted is None:
        return summarise(report, state, lang)
    whole = summarise(report, state, lang, wanted.shop if "other_shops" in wanted.hides else None)
    return for_recipient(whole, wanted.recipient, wanted.hides)


@speaking_to(PERSON)
def page_for(report: Report, state: State, lang: str, wanted: Wanted) -> Summary:
    """The summary for a recipient, kept with the report until something in it changes but its time."""
    today = state.generated_at.replace(hour=0, minute=0, second=0, microsecond=0)
    of = replace(state, generated_at=today), lang, wanted
    kept = report.once("page of a recipient", lambda: summary_for(report, state, lang, wanted), of)
    return structs.replace(kept, **made_at(report, state, lang))


def forms_for(recipient: Recipient) -> list[str]:
    """The names of the forms for a recipient, in the order of the page: only text where the recipient takes no files,
    and deadlines only where they concern the recipient."""
    if recipient.form == "text":
        return ["txt"]
    return [form.name for form in forms.forms() if form.name != "ics" or "deadlines" in recipient.parts]


@speaking_to(PERSON)
def first_page(report: Report, state: State, lang: str) -> list[Block]:
    """The statement with which every form of the summary begins."""
    return list(statement(summarise(report, state, lang), lang))


@speaking_to(PERSON)
def first_page_picture(report: Report, state: State, lang: str) -> bytes:
    """The first page of the PDF as a PNG, kept with the report until something on it changes. Raises
    ``forms.pdf.NotMade``."""
    summary = summarise(report, state, lang)
    content = list(statement(summary, lang))
    name = ("first page of the PDF", lang)
    return report.once(name, lambda: pdf.picture(summary, content), (content, summary.generated_at[:10]))


@speaking_to(PERSON)
def pages(summary: Summary) -> list[Block]:
    """The content of the printed summary, as a preview."""
    return blocks(summary, CAPS)


@speaking_to(PERSON)
def make(form: str, report: Report, state: State, lang: str, wanted: Wanted | None = None) -> Document:
    """The summary in one of ``FORMS``, for everybody or as ``wanted`` for a recipient. Raises ``ValueError`` for
    another form and ``forms.pdf.NotMade`` if the PDF took too much time or memory."""
    chosen = forms.form(form)
    summary = summary_for(report, state, lang, wanted)
    case = re.sub(r"[^0-9A-Za-z-]", "", state.case or "")[:40]
    name = [wanted.recipient.id.replace("_", "-")] if wanted else []
    parts = ["mioboe-summary", *name, *([case] if case else []), summary.generated_at[:10]]
    return Document(chosen.render(summary), chosen.media_type, file_name(f"{'-'.join(parts)}.{form}", state.sample))
