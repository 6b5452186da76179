"""The summary as plain text: the texts for the fields of a recipient's form, else the whole summary."""

from app.i18n import N_
from app.i18n.translate import translate
from app.report.sample import INVENTED_SENTENCE, MARK
from app.report.summary.block import Block, Break, Caps, Facts, Heading, Items, Link, Pairs, Text
from app.report.summary.layout import blocks
from app.report.summary.model import Summary
from app.report.typeset.shown import visible_text

title = N_("Summary as plain text")
hint = N_("To paste into a form or an email.")
rank = 5  # among the forms on the page
MEDIA_TYPE = "text/plain; charset=utf-8"


def render(summary: Summary) -> bytes:
    """UTF-8, with the line ends that every system reads."""
    if summary.fields:
        parts = [f"[{field.title}]\n{field.text}" for field in summary.fields]
    else:
        parts = [summary.title, *filter(None, map(_lines, blocks(summary, Caps())))]
    if summary.sample:
        line = f"*** {MARK}: {translate(INVENTED_SENTENCE, summary.lang)} ***"
        parts = [line, *(f"{MARK} | {part}" if part.startswith("#") else part for part in parts), line]
    text = "\n\n".join(visible_text(part) for part in parts)
    return (text + "\n").replace("\n", "\r\n").encode("utf-8", "replace")


def _lines(block: Block) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {block.text}"
    if isinstance(block, Text):
        return block.text
    if isinstance(block, Link):
        return f"{block.text} {block.url}"
    if isinstance(block, Items):
        return "\n".join(f"- {item}" for item in block.items)
    if isinstance(block, Facts | Pairs):
        return "\n".join(f"{name}: {text}" for name, text in block.rows)
    if isinstance(block, Break):
        return ""
    rows = [block.head, *block.rows]
    return "\n".join(" | ".join(cell.replace("\n", " / ") for cell in row) for row in rows)
