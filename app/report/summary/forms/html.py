"""The summary as one self-contained HTML file that loads nothing, runs nothing and prints well."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from app.i18n import N_
from app.i18n.languages import foreign_language, language_runs
from app.report.sample import MARK
from app.report.stored import plain
from app.report.summary.block import Caps
from app.report.summary.layout import blocks
from app.report.summary.model import Summary
from app.report.summary.words import NOTE_LABELS, word
from app.report.typeset.shown import visible_text

title = N_("Summary as a web page (HTML)")
hint = N_("To read on any device, also with a screen reader.")
rank = 2  # among the forms on the page
MEDIA_TYPE = "text/html; charset=utf-8"


@cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("app.report.summary"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Every text that enters the page passes here, so that no cell can hide or reorder its neighbours.
        finalize=_visible,
    )
    environment.filters["runs"] = language_runs
    environment.filters["language"] = foreign_language
    return environment.get_template("summary.html")


def _visible(value: object) -> object:
    """A text with hidden characters replaced by their numbers; the output of a macro has been treated already and is
    markup."""
    return visible_text(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def render(summary: Summary) -> bytes:
    """The page in UTF-8; nothing is cut."""
    numbers = word(NOTE_LABELS, "numbers", summary.lang)
    shown_blocks = plain(blocks(summary, Caps()))
    across = MARK if summary.sample else ""
    page = _template().render(
        lang=summary.lang, title=summary.title, numbers=numbers, blocks=shown_blocks, across=across
    )
    return page.encode("utf-8")
