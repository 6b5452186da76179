"""The incident summary: one neutral structure (``content``), and one small module for each of its forms."""

import re
from dataclasses import dataclass
from importlib import import_module

from app.report.model import Report
from app.report.summary.content import summarise
from app.report.summary.model import State

__all__ = ["FORMS", "Made", "State", "make", "summarise"]

FORMS = ("pdf", "html", "json", "csv")


@dataclass(frozen=True, slots=True)
class Made:
    """A summary ready to be handed out. ``filename`` is plain ASCII and holds nothing personal."""

    data: bytes
    media_type: str
    filename: str


def make(form: str, report: Report, state: State, lang: str) -> Made:
    """The summary in one of ``FORMS``.

    Raises ``ValueError`` for another form and ``summary.pdf.NotMade`` if the PDF took too much time or memory.
    """
    if form not in FORMS:
        raise ValueError(f"no such form of the summary: {form}")
    module = import_module(f"{__name__}.{form}")
    summary = summarise(report, state, lang)
    case = re.sub(r"[^0-9A-Za-z-]", "", state.case or "")[:40]
    parts = ["mioboe-summary", *([case] if case else []), summary.generated_at[:10]]
    return Made(module.render(summary), module.MEDIA_TYPE, f"{'-'.join(parts)}.{form}")
