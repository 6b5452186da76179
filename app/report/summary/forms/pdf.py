"""The summary as PDF/UA-1, typeset by Typst in a child process (``app.report.typeset.child``)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from app.errors import Mistake
from app.i18n import N_
from app.i18n.languages import LANGUAGES
from app.i18n.translate import gettext
from app.report.sample import MARK
from app.report.stored import plain
from app.report.summary.block import Block, Caps
from app.report.summary.layout import blocks
from app.report.summary.model import Summary
from app.report.summary.words import word_of_page
from app.sandbox.parent import Killed, run

title = N_("Summary as PDF")
hint = N_("To print, to send, or to take to a help desk.")
rank = 1  # among the forms on the page
MEDIA_TYPE = "application/pdf"
# Paper is limited: a sentence counts the rest, which is in the JSON and CSV forms.
CAPS = Caps(findings=200, evidence=20, rows=240, files=200, dates=1_000, characters=1_000)
KEY_SENTENCE = N_("Number of the key of the evidence bundle (to be compared): {key}")
CPU_S = 60  # seconds of processor time for setting one


class NotMade(Mistake):
    """The PDF took too much time or memory, or the child process failed."""

    status = 503
    title = N_("The PDF could not be made")
    message = N_(
        "Please try again. You can also download the HTML form of the summary: it contains "
        "everything and can be printed."
    )


def render(summary: Summary, cpu_s: float = CPU_S) -> bytes:
    """The file. Raises ``NotMade`` if the child process fails or uses more than ``cpu_s`` seconds of processor."""
    return _typeset(summary, blocks(summary, CAPS), cpu_s)


def picture(summary: Summary, content: Sequence[Block], cpu_s: float = CPU_S) -> bytes:
    """The first page with this content as a PNG. Raises ``NotMade`` as ``render`` does."""
    return _typeset(summary, content, cpu_s, form="png")


def _typeset(summary: Summary, content: Sequence[Block], cpu_s: float, form: Literal["pdf", "png"] = "pdf") -> bytes:
    foot = " – ".join(part for part in (summary.title, summary.case, summary.generated_at) if part)
    if summary.key:  # Paper and bundle hold each other by it.
        foot += "\n" + gettext(KEY_SENTENCE, summary.lang, key=summary.key)
    generated = datetime.fromisoformat(summary.generated_at)
    return typeset(summary.lang, summary.title, foot, content, generated, sample=summary.sample, cpu_s=cpu_s, form=form)


def typeset(
    lang: str,
    title: str,
    foot: str,
    content: Sequence[Block],
    created: datetime,
    *,
    headed: bool = True,
    sample: bool = False,
    cpu_s: float = CPU_S,
    form: Literal["pdf", "png"] = "pdf",
) -> bytes:
    """Blocks as a PDF, or their first page as a PNG, with the ``foot`` on every page and, where it is ``headed``, the
    title on top. The mark of the ``sample`` goes across every page.

    Raises ``NotMade`` if the child process fails or uses more than ``cpu_s`` seconds of processor.
    """
    language = LANGUAGES[lang]
    document = {
        "lang": lang,
        "title": title,
        "headed": headed,
        "foot": foot,
        "page": word_of_page(lang),
        "across": MARK if sample else "",
        "blocks": plain(content),
    }
    style = {"font": language.font, "region": language.region, "colon": language.colon}
    job = {"document": document, "style": style, "made": int(created.timestamp()), "cpu_s": cpu_s, "form": form}
    try:
        for frame, payload in run(job, (), cpu_s, "app.report.typeset.child"):
            if frame["k"] == "typeset":
                return bytes(payload)
    except Killed as death:
        raise NotMade from death
    raise NotMade
