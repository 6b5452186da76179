"""The incident summary: one neutral structure (``content``), and its forms."""

import re
from dataclasses import dataclass

from app.report.model import Report
from app.report.summary import forms
from app.report.summary.block import Block
from app.report.summary.content import summarise
from app.report.summary.forms import FORMS
from app.report.summary.model import State
from app.report.summary.statement import statement

__all__ = ["FORMS", "Made", "State", "first_page", "make", "summarise"]


@dataclass(frozen=True, slots=True)
class Made:
    """A summary ready to be handed out. ``filename`` is plain ASCII and holds nothing personal."""

    data: bytes
    media_type: str
    filename: str


def first_page(report: Report, state: State, lang: str) -> list[Block]:
    """The statement with which every form of the summary begins."""
    return list(statement(summarise(report, state, lang), lang))


def make(form: str, report: Report, state: State, lang: str) -> Made:
    """The summary in one of ``FORMS``.

    Raises ``ValueError`` for another form and ``forms.pdf.NotMade`` if the PDF took too much time or memory.
    """
    made = forms.form(form)
    summary = summarise(report, state, lang)
    case = re.sub(r"[^0-9A-Za-z-]", "", state.case or "")[:40]
    parts = ["mioboe-summary", *([case] if case else []), summary.generated_at[:10]]
    return Made(made.render(summary), made.media_type, f"{'-'.join(parts)}.{form}")
