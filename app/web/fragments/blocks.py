"""The blocks of a summary for a page, with every hidden character in their texts shown by its number."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup

from app.report.stored import plain
from app.report.summary.block import Block
from app.report.typeset.shown import visible_text
from app.web.templating import macro


def document_markup(blocks: Iterable[Block], lang: str, into: str = "") -> Markup:
    """The blocks as markup in a page of a language, as their recipient gets them. ``into`` is their language where it
    is not that of the page."""
    return macro("handing_out/blocks.html", "blocks", lang, _visible(plain(list(blocks))), into)


def _visible(value: Any) -> Any:
    if isinstance(value, str):
        return visible_text(value)
    if isinstance(value, list | tuple):
        return [_visible(part) for part in value]
    return {name: _visible(part) for name, part in value.items()} if isinstance(value, dict) else value
