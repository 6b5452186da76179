"""The incident summary: one neutral structure (``content``), and its forms."""

import re
from dataclasses import dataclass

from app.report.model import Report
from app.report.summary import forms
from app.report.summary.content import summarise
from app.report.summary.forms import FORMS
from app.report.summary.model import State

__all__ = ["FORMS", "Made", "State", "make", "summarise"]


@dataclass(frozen=True, slots=True)
class Made:
    """A summary ready to be handed out. ``filename`` is plain ASCII and holds nothing personal."""

    data: bytes
    media_type: str
    filename: str


def make(form: str, report: Report, state: State, lang: str) -> Made:
    """The summary in one of ``FORMS``.

    Raises ``ValueError`` for another form and ``forms.pdf.NotMade`` if the PDF took too much time or memory.
    """
    made = forms.form(form)
    summary = summarise(report, state, lang)
    case = re.sub(r"[^0-9A-Za-z-]", "", state.case or "")[:40]
    parts = ["mioboe-summary", *([case] if case else []), summary.generated_at[:10]]
    return Made(made.render(summary), made.media_type, f"{'-'.join(parts)}.{form}")
