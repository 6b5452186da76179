"""Who at home was asked and what they answered, as a part of the summary and on its first page."""

from collections.abc import Iterator

from app.i18n import N_
from app.i18n.translate import translate
from app.report.summary.block import Block, Caps, Heading, Items, Rows, heading, table
from app.report.summary.model import Summary
from app.report.summary.words import NOTE_LABELS, say, word

HEADING = N_("Who was asked in the household")


def blocks(summary: Summary, caps: Caps, lang: str) -> Iterator[Block]:
    """The log of answers."""
    if summary.household:
        yield Heading(1, translate(HEADING, lang))
        everything = word(NOTE_LABELS, "everything", lang)
        rows: Rows = [
            [h.when, h.who, h.about or everything, "\n".join(filter(None, (h.answer, h.note)))]
            for h in summary.household
        ]
        yield table(lang, {"when": 2, "who": 2, "about": 3.4, "replied": 2.6}, rows)


def first_page(summary: Summary, lang: str) -> Iterator[Block]:
    """Each answer as a sentence."""
    if summary.household:
        yield heading("answered", lang)
        yield Items(
            [say("asked", lang, who=answer.who, day=answer.when, answer=answer.answer) for answer in summary.household]
        )
